// Broken files: what is wrong with each is found, at its node and with its decisive values, and nothing else is.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type BrokenModel, brokenModels, type Expected } from "../../scripts/broken-models/index.js";
import type { Diagnostic } from "../../src/diagnostic.js";
import { decodeModel, inspectModel } from "../../src/onnx.js";

const folder = join(import.meta.dirname, "../../fixtures/onnx/broken");
const all = Object.values(brokenModels).flat();

function find({ name, inputs }: BrokenModel): readonly Diagnostic[] {
  const read = decodeModel(readFileSync(join(folder, `${name}.onnx`)));
  return inspectModel(read, inputs === undefined ? {} : { inputs: new Map(Object.entries(inputs)) }).diagnostics;
}

/** Everything that a finding says. */
const textOf = ({ message, context }: Diagnostic): string => [message, ...Object.values(context).flat()].join("\n");

function meets(finding: Diagnostic, { code, at, says = [] }: Expected): boolean {
  const { node, tensor } = finding.context;
  if (finding.code !== code || (at !== undefined && at !== node && at !== tensor)) return false;
  return says.every((part) => textOf(finding).includes(part));
}

test("there are enough of them, each with a name of its own, and a file for each", () => {
  expect(all.length).toBeGreaterThanOrEqual(250);
  const names = all.map(({ name }) => `${name}.onnx`).sort();
  expect(readdirSync(folder).sort()).toEqual(names);
});

describe.each(Object.entries(brokenModels))("%s", (_, models) => {
  test.each(models.map((model) => [model.name, model.how, model] as const))("%s: %s", (_name, _how, model) => {
    const found = find(model);
    const missed = model.expected.filter((expected) => !found.some((finding) => meets(finding, expected)));
    expect({ missed, found: missed.length > 0 ? found.map(textOf) : [] }).toEqual({ missed: [], found: [] });
    const faults = found.filter(({ severity }) => severity !== "note");
    const unexpected = faults.filter((finding) => !model.expected.some((expected) => meets(finding, expected)));
    expect(unexpected.map(String)).toEqual([]);
  });
});

test("what is said can be read: no fact is missing from a text", () => {
  for (const model of all) {
    for (const finding of find(model)) expect(textOf(finding)).not.toMatch(/undefined|\[object|NaN,/);
  }
});
