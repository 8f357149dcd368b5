// Whatever a node says, its rule ends with outputs and findings: no operator throws, hangs or fills the memory.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DimensionError, dims, Scope, totalOf } from "../../src/dim/index.js";
import type { AttributeValue } from "../../src/graph/index.js";
import type { Attribute } from "../../src/ops/attribute.js";
import { attributesOf, type OperatorDefinition, onnx, Uncountable } from "../../src/ops/index.js";
import type { DType, KnownValue, Scalar } from "../../src/tensor/index.js";
import { runRule } from "./run-rule.js";

const whole = fc.oneof(
  fc.integer({ min: -3, max: 9 }),
  fc.constantFrom(2 ** 31 - 1, 1e9, 2 ** 52, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
);
const names = fc.constantFrom("N", "H", "W", "C");
const dtypes = fc.constantFrom<DType>("float32", "float16", "int64", "int32", "uint8", "bool", "string");

const attributeValues: Readonly<Record<Attribute["kind"], fc.Arbitrary<AttributeValue>>> = {
  int: whole,
  float: fc.double(),
  string: fc.constantFrom(
    "",
    "SAME_UPPER",
    "SAME_LOWER",
    "VALID",
    "linear",
    "reflect",
    "bidirectional",
    "ij,jk->ik",
    "...i,i",
    "not_larger",
  ),
  ints: fc.array(whole, { maxLength: 6 }),
  floats: fc.array(fc.double(), { maxLength: 4 }),
  strings: fc.array(fc.constantFrom("Relu", "__proto__", ""), { maxLength: 3 }),
  type: fc.record({ dtype: dtypes, shape: fc.constant(null) }),
  tensor: fc.record({ dtype: dtypes, shape: fc.constant([1]), data: fc.array(whole, { minLength: 1, maxLength: 2 }) }),
};

/** A symbol among the elements of a known value. */
class Name {
  constructor(readonly text: string) {}
}

interface Drawn {
  readonly dtype: DType;
  readonly shape: readonly (number | string)[];
  readonly elements: readonly (Scalar | Name)[] | undefined;
}

const size = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 8 }) },
  fc.constantFrom(1e9, Number.MAX_SAFE_INTEGER),
  names,
);
const element = fc.oneof<fc.Arbitrary<Scalar | Name>[]>(
  whole,
  fc.constantFrom(undefined, true, "text", 9223372036854775807n, -(2n ** 63n), 0.5, Number.NaN),
  names.map((text) => new Name(text)),
);
const tensor: fc.Arbitrary<Drawn | undefined> = fc.option(
  fc.oneof(
    fc.record({ dtype: dtypes, shape: fc.array(size, { maxLength: 5 }), elements: fc.constant(undefined) }),
    fc
      .array(element, { maxLength: 5 })
      .chain((elements) =>
        fc.record({ dtype: dtypes, shape: fc.constantFrom([elements.length]), elements: fc.constant(elements) }),
      ),
  ),
  { nil: undefined, freq: 12 },
);

function nodeOf(definition: OperatorDefinition) {
  const declared = Object.entries(definition.attributes);
  const attributes = declared.map(
    ([name, { kind }]) => [name, fc.option(attributeValues[kind], { nil: undefined })] as const,
  );
  const most = definition.inputs.length + (definition.inputs.at(-1)?.variadic ? 3 : 1);
  return fc.record({
    attributes: fc.record(Object.fromEntries(attributes)),
    inputs: fc.array(tensor, { maxLength: most }),
    outputs: fc.integer({ min: 1, max: 4 }),
  });
}

function build(drawn: Drawn, scope: Scope) {
  const { dtype, shape, elements } = drawn;
  const sizes = shape.map((drawnSize) => (typeof drawnSize === "string" ? scope.symbol(drawnSize) : drawnSize));
  if (elements === undefined) return { dtype, shape: sizes };
  const data = elements.map((one) => (one instanceof Name ? scope.symbol(one.text) : one));
  const value: KnownValue = { dtype, shape: [elements.length], data };
  return { dtype, shape: sizes, value };
}

describe.each(Object.entries(onnx))("%s", (_, definition) => {
  test("ends with outputs or findings", () => {
    const property = fc.property(nodeOf(definition), ({ attributes, inputs, outputs }) => {
      const scope = new Scope();
      const given = Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
      const { op, domain } = definition;
      const read = inputs.map((input) => input && build(input, scope));
      const outcome = runRule(dims, { op, domain, attributes: given as never, inputs: read, outputs, scope });
      expect(Array.isArray(outcome.outputs)).toBe(true);
      if (outcome.findings.some(({ severity }) => severity === "error")) return;
      try {
        const cost = definition.cost?.({
          attributes: attributesOf(definition, outcome.node) as never,
          inputs: read,
          outputs: outcome.outputs,
          inputShape: (index) => read[index]?.shape ?? [],
          outputShape: (index) => outcome.outputs[index]?.shape ?? [],
        });
        for (const formula of [cost?.macs ?? [], ...Object.values(cost?.flops ?? {})]) totalOf(formula);
        definition.reach?.(attributesOf(definition, outcome.node) as never, read);
      } catch (thrown) {
        if (!(thrown instanceof Uncountable) && !(thrown instanceof DimensionError)) throw thrown;
      }
    });
    fc.assert(property);
  });
});
