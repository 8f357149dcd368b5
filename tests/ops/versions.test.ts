// When operators and attributes came and went, as python3-onnx 1.12 (opsets up to 17) says it.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { firstOpsetOf } from "../../src/ops/first-opsets.js";
import { onnx } from "../../src/ops/onnx-registry.js";
import { historyOf } from "../../src/ops/versions.js";

interface Schema {
  readonly first: number;
  readonly added: Readonly<Record<string, number>>;
  readonly removed: Readonly<Record<string, number>>;
}

/** Made by tests/ops/attribute-history.py. */
const schemas: Readonly<Record<string, Schema>> = JSON.parse(
  readFileSync("fixtures/onnx/attribute-history.json", "utf8"),
);
const names = Object.keys(schemas);

/** Attributes that replaced another form, or that no rule needs: an older file cannot have them by mistake. */
const notAsked: Readonly<Record<string, readonly string[]>> = {
  Constant: ["sparse_value", "value_float", "value_floats", "value_int", "value_ints", "value_string", "value_strings"],
  Pad: ["pads"],
  Scan: ["scan_input_axes", "scan_input_directions", "scan_output_axes", "scan_output_directions"],
  Upsample: ["scales"],
};

test("the fixture holds ONNX 1.12's operators", () => {
  expect(names.length).toBe(178);
});

describe.each(names)("%s", (op) => {
  const schema = schemas[op] as Schema;

  test("came with its opset", () => {
    expect(firstOpsetOf(op)).toBe(schema.first);
  });

  test("got its attributes when ONNX added them", () => {
    const asked = Object.entries(schema.added).filter(([name]) => !notAsked[op]?.includes(name));
    const known = Object.entries(historyOf(op)?.added ?? {}).filter(([, since]) => since <= 17);
    expect(Object.fromEntries(known)).toEqual(Object.fromEntries(asked));
  });

  test("has a step for every attribute that went", () => {
    const gone = Object.entries(schema.removed).filter(([name]) => name !== "consumed_inputs");
    const steps = (historyOf(op)?.steps ?? []).map(({ since }) => since);
    for (const [name, since] of gone) {
      if (op in onnx && op !== "Scan")
        expect({ name, stepsAt: steps }).toMatchObject({ stepsAt: expect.arrayContaining([since]) });
    }
  });
});
