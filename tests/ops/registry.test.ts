// The registry as a whole: every definition is complete, named as it is found, and covered by a fixture.
import { describe, expect, test } from "vitest";
import { dims, Scope, totalOf } from "../../src/dim/index.js";
import { attributesOf, definitionOf, onnx, Uncountable } from "../../src/ops/index.js";
import { operatorSummaries } from "../../src/ops/summaries.js";
import { keyOf, readAttributes, readFamilies, readInputs } from "./cases.js";
import { runRule } from "./run-rule.js";

const cases = readFamilies().flatMap((family) => family.cases);
const rejects = readFamilies().flatMap((family) => family.rejects);
const roles = ["data", "weight", "bias", "buffer", "control"];

/** A fixture has no subgraphs: the ONNX node tests and tests/infer/control-flow.test.ts hold these. */
const withSubgraphs: readonly string[] = ["If", "Loop", "Scan", "SequenceMap"];

describe.each(Object.entries(onnx))("%s", (key, definition) => {
  test("is found under its own name", () => {
    expect(keyOf({ op: definition.op, ...(definition.domain !== undefined && { domain: definition.domain }) })).toBe(
      key,
    );
    expect(definitionOf(onnx, definition.op, definition.domain)).toBe(definition);
  });

  test("says what it does", () => {
    expect(operatorSummaries[key as keyof typeof onnx].trim().length).toBeGreaterThan(3);
    expect(definition.since).toBeGreaterThan(0);
    expect(definition.outputs.length).toBeGreaterThan(0);
  });

  test("declares its inputs", () => {
    const names = definition.inputs.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(definition.inputs.filter(({ role = "data" }) => !roles.includes(role))).toEqual([]);
    expect(definition.inputs.slice(0, -1).filter(({ variadic }) => variadic)).toEqual([]);
    // Only onnxruntime's operators have required inputs after optional ones.
    if (definition.domain === "com.microsoft") return;
    const firstOptional = definition.inputs.findIndex(({ optional }) => optional);
    const after = firstOptional < 0 ? [] : definition.inputs.slice(firstOptional);
    expect(after.filter(({ optional }) => !optional)).toEqual([]);
  });

  if (withSubgraphs.includes(key)) return;

  test("has a case in fixtures/ops, at which its cost is a finite number or known to be uncountable", () => {
    const mine = cases.filter((row) => keyOf(row) === key);
    const [first] = mine;
    if (first === undefined) throw new Error(`no case of ${key} in fixtures/ops`);
    const scope = new Scope();
    const inputs = readInputs(first, scope);
    const attributes = readAttributes(first, scope);
    const outcome = runRule(dims, {
      op: first.op,
      domain: first.domain,
      attributes,
      inputs,
      outputs: first.outputs.length,
      scope,
    });
    const cost = () =>
      definition.cost?.({
        attributes: attributesOf(definition, outcome.node) as never,
        inputs,
        outputs: outcome.outputs,
        inputShape: (index) => inputs[index]?.shape ?? [],
        outputShape: (index) => outcome.outputs[index]?.shape ?? [],
      });
    if (mine.some((row) => row.cost === "uncountable")) {
      expect(cost).toThrow(Uncountable);
      return;
    }
    const { macs = [], flops = {} } = cost() ?? {};
    for (const formula of [macs, ...Object.values(flops)])
      expect(["bigint", "object"]).toContain(typeof totalOf(formula));
  });

  test("has its cost, where it has one, in fixtures/ops", () => {
    const priced = cases.filter((row) => keyOf(row) === key && row.cost !== undefined);
    expect(priced.length > 0 || definition.cost === undefined).toBe(true);
  });
});

test("no fixture is about an operator that the registry lacks", () => {
  const unknown = [...cases, ...rejects].map(keyOf).filter((key) => !Object.hasOwn(onnx, key));
  expect(unknown).toEqual([]);
});

test("every case says where its expectation comes from", () => {
  expect([...cases, ...rejects].filter(({ source }) => !source).map(({ name }) => name)).toEqual([]);
});

test("no two cases of an operator have one name", () => {
  const names = [...cases, ...rejects].map((row) => `${keyOf(row)}: ${row.name}`);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
