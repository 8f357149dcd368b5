// Every operator's fixtures: shapes, elements, constraints and costs as an independent source has them; and as derivations.
import { describe, expect, test } from "vitest";
import type { Dim } from "../../src/dim/index.js";
import { derivations, dims, relationText, Scope, text, totalOf } from "../../src/dim/index.js";
import { attributesOf, Uncountable } from "../../src/ops/index.js";
import {
  type Case,
  describeOutput,
  inAlgebra,
  type Reject,
  readAttributes,
  readFamilies,
  readInputs,
} from "./cases.js";
import { type Outcome, runRule } from "./run-rule.js";

const families = readFamilies();

function run(call: Case | Reject, outputs: number, scope = new Scope()): Outcome<Dim> {
  const { op, domain } = call;
  return runRule(dims, {
    op,
    domain,
    attributes: readAttributes(call, scope),
    inputs: readInputs(call, scope),
    outputs,
    scope,
  });
}

function costOf(call: Case, { definition, node, outputs }: Outcome<Dim>, scope: Scope): unknown {
  const inputs = readInputs(call, scope);
  const shapeOf = (types: readonly ({ readonly shape: readonly Dim[] | null } | undefined)[]) => (index: number) => {
    const shape = types[index]?.shape;
    if (!shape) throw new Uncountable("no shape");
    return shape;
  };
  const context = {
    attributes: attributesOf(definition, node) as never,
    inputs,
    outputs,
    inputShape: shapeOf(inputs),
    outputShape: shapeOf(outputs),
  };
  try {
    const cost = definition.cost?.(context) ?? {};
    const flops = Object.entries(cost.flops ?? {}).map(([kind, formula]) => [kind, text(totalOf(formula))]);
    return {
      ...(cost.macs !== undefined && { macs: text(totalOf(cost.macs)) }),
      ...(cost.flops !== undefined && { flops: Object.fromEntries(flops) }),
    };
  } catch (thrown) {
    if (thrown instanceof Uncountable) return "uncountable";
    throw thrown;
  }
}

describe.each(families)("$family", ({ cases, rejects }) => {
  test.each(cases.map((row) => [`${row.op}: ${row.name}`, row] as const))("%s", (_, row) => {
    const scope = new Scope();
    const outcome = run(row, row.outputs.length, scope);
    expect(outcome.findings.map(String)).toEqual([]);
    const found = row.outputs.map((like, i) => {
      const output = outcome.outputs[i];
      return like === null || output === undefined ? null : describeOutput(output, like);
    });
    expect(found).toEqual(row.outputs);
    if (row.constraints !== undefined) expect(outcome.constraints.map(relationText)).toEqual(row.constraints);
    if (row.cost !== undefined) expect(costOf(row, outcome, scope)).toEqual(row.cost);
  });

  test.each(cases.map((row) => [`${row.op}: ${row.name}`, row] as const))("%s, as a derivation", (_, row) => {
    const scope = new Scope();
    const { op, domain } = row;
    const plain = run(row, row.outputs.length, scope);
    const inputs = readInputs(row, scope).map((input) => input && inAlgebra(input, derivations.of));
    const attributes = readAttributes(row, scope);
    const derived = runRule(derivations, { op, domain, attributes, inputs, outputs: row.outputs.length, scope });
    const sizes = derived.outputs.map(({ shape }) => shape?.map(derivations.dim) ?? null);
    expect(sizes).toEqual(plain.outputs.map(({ shape }) => shape));
  });

  test.each(rejects.map((row) => [`${row.op}: ${row.name}`, row] as const))("rejects %s", (_, row) => {
    const { findings } = run(row, row.outputs ?? 1);
    expect(findings.map(({ code }) => code)).toContain(row.code);
    const [finding] = findings.filter(({ code }) => code === row.code);
    const { formula = "", hint = "" } = finding?.context ?? {};
    const said = [finding?.message, formula, hint].join("\n");
    expect(row.mentions.filter((part) => !said.includes(part))).toEqual([]);
    expect(finding?.context.node).toBe("node");
  });
});
