// One rule, two readings: what it gives on symbols, at sizes put in for them, is what it gives on numbers. Elements too.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Constraint,
  constraintText,
  type Dim,
  dims,
  Expr,
  evaluate,
  holds,
  Scope,
  type Sizes,
} from "../../src/dim/index.js";
import { definitionOf, onnx } from "../../src/ops/index.js";
import type { KnownValue, Scalar } from "../../src/tensor/index.js";
import { type Case, type ReadInput, readAttributes, readFamilies, readInputs } from "./cases.js";
import { runRule } from "./run-rule.js";

type Inputs = readonly (ReadInput | undefined)[];

/** A case with symbols in it, and the sizes it was made from (by symbol), where it was made from numbers. */
interface Symbolic {
  readonly row: Case;
  readonly scope: Scope;
  readonly inputs: Inputs;
  readonly own: Sizes;
}

/** Sizes above 1 of the data inputs as symbols, equal sizes as one; the other inputs as they are. */
function symbolise(row: Case): Symbolic {
  const scope = new Scope();
  const declared = definitionOf(onnx, row.op, row.domain)?.inputs ?? [];
  const own: Record<string, number> = {};
  const inputs = readInputs(row, scope).map((input, index) => {
    const role = declared[Math.min(index, declared.length - 1)]?.role ?? "data";
    if (!input?.shape || input.value !== undefined || role !== "data") return input;
    const shape = input.shape.map((size) => {
      if (typeof size !== "number" || size < 2) return size;
      own[`s${size}`] = size;
      return scope.symbol(`s${size}`);
    });
    return { ...input, shape };
  });
  return { row, scope, inputs, own };
}

const cases = readFamilies()
  .flatMap((family) => family.cases)
  // Without sizes that only data decides: on numbers they are as open as on symbols.
  .filter((row) => !/\by\d/.test(JSON.stringify(row.outputs)))
  // Containers hold types of their own; the fixtures compare those.
  .filter((row) => !JSON.stringify([row.inputs, row.outputs]).includes("("));
const hasSymbols = (row: Case): boolean => /[A-Z]/.test(JSON.stringify(row.inputs).replace(/"type"/g, ""));
const fromNumbers = cases
  .filter((row) => !hasSymbols(row))
  .map(symbolise)
  .filter(({ own }) => Object.keys(own).length > 0);
const written = cases.filter(hasSymbols).map((row): Symbolic => {
  const scope = new Scope();
  return { row, scope, inputs: readInputs(row, scope), own: {} };
});

function substituteElement(element: Scalar, sizes: Sizes): Scalar {
  return element instanceof Expr ? evaluate(element, sizes) : element;
}

function substituteValue(value: KnownValue | undefined, sizes: Sizes): KnownValue | undefined {
  return value && { ...value, data: value.data.map((element) => substituteElement(element, sizes)) };
}

function substituteInput(input: ReadInput, sizes: Sizes): ReadInput {
  const { dtype, shape, value } = input;
  const known = substituteValue(value, sizes);
  return { dtype, shape: shape?.map((size) => evaluate(size, sizes)) ?? null, ...(known && { value: known }) };
}

/** Whether the sizes meet what the symbolic result was given under: of a broadcast, that both sizes are equal. */
function areMet(constraints: readonly Constraint[], sizes: Sizes): boolean {
  return constraints.every((constraint) =>
    holds(constraint.relation === "broadcast" ? { ...constraint, relation: "equal" } : constraint, sizes),
  );
}

/** Compares both readings; false where the sizes do not meet the constraints. */
function compare({ row, scope, inputs }: Symbolic, sizes: Sizes): boolean {
  const call = { op: row.op, domain: row.domain, attributes: readAttributes(row, scope), outputs: row.outputs.length };
  const symbolic = runRule(dims, { ...call, inputs, scope });
  const onNumbers = runRule(dims, { ...call, inputs: inputs.map((input) => input && substituteInput(input, sizes)) });
  if (onNumbers.findings.length > 0 || !areMet(symbolic.constraints, sizes)) {
    // What fails on numbers must have been doubtful on symbols.
    expect([symbolic.findings.map(String), symbolic.constraints.map(constraintText)]).not.toEqual([[], []]);
    return false;
  }
  expect(symbolic.findings.map(String)).toEqual([]);
  onNumbers.outputs.forEach(({ shape, dtype, value }, index) => {
    const output = symbolic.outputs[index];
    expect(output?.dtype).toBe(dtype);
    // The length of an index decides the rank itself.
    if (row.op === "GatherND" && output?.shape === null) return;
    expect(output?.shape?.map((size: Dim) => evaluate(size, sizes))).toEqual(shape);
    const found = output?.value?.data ?? [];
    const elements = found.map((element, at) =>
      element === undefined ? value?.data[at] : substituteElement(element, sizes),
    );
    if (found.length > 0) expect(elements).toEqual(value?.data);
  });
  return true;
}

const named = (list: readonly Symbolic[]) =>
  list.map((symbolic) => [`${symbolic.row.op}: ${symbolic.row.name}`, symbolic] as const);

test("there is much to compare", () => {
  expect(fromNumbers.length).toBeGreaterThan(200);
  expect(written.length).toBeGreaterThan(60);
});

describe("cases on numbers, their sizes made symbols", () => {
  test.each(named(fromNumbers))("%s, at its own sizes", (_, symbolic) => {
    expect(compare(symbolic, symbolic.own)).toBe(true);
  });

  test("at random sizes", () => {
    let compared = 0;
    const draws = fc.array(fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }), {
      minLength: 5,
      maxLength: 5,
    });
    const property = fc.property(draws, (sizes) => {
      for (const symbolic of fromNumbers) {
        // Some sizes stay the case's own, so that constraints are met often enough.
        const drawn = Object.entries(symbolic.own).map(([name, size], i) => [name, sizes[i % sizes.length] ?? size]);
        if (compare(symbolic, Object.fromEntries(drawn))) compared++;
      }
    });
    fc.assert(property, { numRuns: 40 });
    expect(compared).toBeGreaterThan(1000);
  });
});

test("cases on symbols, at random sizes", () => {
  let compared = 0;
  const size = fc.integer({ min: 1, max: 300 });
  const property = fc.property(fc.array(size, { minLength: 5, maxLength: 5 }), (sizes) => {
    for (const symbolic of written) {
      const drawn = symbolic.scope.symbols.map((name, i) => [name, sizes[i % sizes.length] ?? 1]);
      if (compare(symbolic, Object.fromEntries(drawn))) compared++;
    }
  });
  fc.assert(property, { numRuns: 40 });
  expect(compared).toBeGreaterThan(1000);
});
