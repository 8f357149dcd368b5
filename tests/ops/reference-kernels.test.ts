// Reference kernels that the ONNX project has no node tests for, by hand; and that no core operator is without a test.
import { describe, expect, test } from "vitest";
import type { AttributeValue } from "../../src/graph/index.js";
import { coreReferences } from "../../src/ops/reference-registry.js";
import { core } from "../../src/ops/registry.js";
import { runNode } from "../../src/run/run-node.js";
import { graphOf, readRows } from "../run/onnx-cases.js";
import { isCanonical } from "../run/onnx-graph.js";

interface Case {
  readonly name: string;
  readonly op: string;
  readonly domain?: string;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly shape: readonly number[];
  readonly data: readonly number[];
  readonly expected: readonly number[];
}

const cases: readonly Case[] = [
  {
    // Windows of 5 elements into 3: [0, 2), [1, 4), [3, 5).
    name: "adaptive mean: overlapping windows",
    op: "AdaptiveAveragePool",
    domain: "shapewright",
    attributes: { output_size: [3] },
    shape: [1, 1, 5],
    data: [0, 1, 2, 3, 4],
    expected: [(0 + 1) / 2, (1 + 2 + 3) / 3, (3 + 4) / 2],
  },
  {
    name: "adaptive mean: fewer elements than outputs repeat",
    op: "AdaptiveAveragePool",
    domain: "shapewright",
    attributes: { output_size: [4] },
    shape: [1, 1, 2],
    data: [5, 7],
    // [0, 1), [0, 1), [1, 2), [1, 2).
    expected: [5, 5, 7, 7],
  },
  {
    // Rows [0, 2) and [1, 3), columns [0, 1) and [1, 2) of a 3×2 plane.
    name: "adaptive maximum in two dimensions",
    op: "AdaptiveMaxPool",
    domain: "shapewright",
    attributes: { output_size: [2, 2] },
    shape: [1, 1, 3, 2],
    data: [9, 1, 2, 8, 3, 4],
    expected: [9, 8, 3, 8],
  },
  {
    // sqrt(3² + 4²) and sqrt(5² + 12²).
    name: "global 2-norm",
    op: "GlobalLpPool",
    attributes: { p: 2 },
    shape: [1, 2, 2],
    data: [3, -4, 5, 12],
    expected: [5, 13],
  },
];

test.each(cases)("$name", ({ op, domain, attributes, shape, data, expected }) => {
  const node = { name: "n", op, attributes, inputs: ["x"], outputs: ["y"], ...(domain !== undefined && { domain }) };
  const [y] = runNode(node, [{ dtype: "float32", shape, data: new Float32Array(data) }], { registry: core });
  expect(y?.data).toEqual(new Float32Array(expected));
});

describe("every core operator", () => {
  test("has a kernel", () => {
    const absent = Object.entries(coreReferences).filter(([, entry]) => typeof entry !== "function");
    expect(absent).toEqual([]);
  });

  test("is in an ONNX node test or in a case above", () => {
    const here = cases.map(({ op, domain }) => (domain === undefined ? op : `${domain}.${op}`));
    const tested = new Set([
      ...here,
      ...readRows()
        .filter((row) => isCanonical(graphOf(row)))
        .flatMap(({ ops }) => ops),
    ]);
    expect(Object.keys(core).filter((op) => !tested.has(op))).toEqual([]);
  });
});
