// Real files read as python3-onnx 1.12 reads them: versions, counts, initializers with their names, sizes and values.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { decodeModel, type Model } from "../../src/onnx/index.js";
import { dtypes } from "../../src/tensor/index.js";
import { listModels, readConformance } from "./conformance.js";

/** As tests/onnx/figures.py writes them, and says what they are. */
type Figures = readonly [number, Record<string, number>, readonly number[], Record<string, number>, string, number];

const figures: Record<string, Figures> = JSON.parse(readFileSync("fixtures/onnx/figures.json", "utf8"));

function figuresOf({ irVersion, opsetImports, graph, functions }: Model): Figures {
  const elements: Record<string, number> = {};
  let lines = "";
  let sum = 0;
  for (const { name, dtype, shape, elements: count, values } of graph.initializers) {
    const number = dtype === null ? 0 : dtypes[dtype].onnx;
    elements[number] = (elements[number] ?? 0) + count;
    lines += `${name} ${number} [${shape.join(", ")}]\n`;
    for (const value of values ?? []) {
      if (typeof value === "string" || typeof value === "object" || !Number.isFinite(Number(value))) continue;
      sum += Number(value);
    }
  }
  return [
    irVersion,
    Object.fromEntries(opsetImports.map(({ domain, version }) => [domain, version])),
    [
      graph.nodes.length,
      graph.inputs.length,
      graph.outputs.length,
      graph.valueInfo.length,
      graph.initializers.length,
      functions.length,
      graph.nodes.reduce((total, { attributes }) => total + attributes.length, 0),
    ],
    elements,
    createHash("sha256").update(lines).digest("hex").slice(0, 12),
    sum,
  ];
}

test("the figures are of the files that are there", () => {
  expect(Object.keys(figures).sort()).toEqual([...listModels()]);
});

/** Every file in the full run, every twentieth of the node tests in the quick one. */
const isFull = process.env.SHAPEWRIGHT_TEST === "full";
const sample = Object.keys(figures).filter(
  (path, index) => isFull || index % 20 === 0 || /^(light\/light|real|torch)\//.test(path),
);

test.each(sample)("%s", (path) => {
  const { value, diagnostics } = decodeModel(readConformance(path));
  expect(diagnostics).toEqual([]);
  if (value === undefined) throw new Error("there is no model");
  const [ir, opsets, counts, elements, digest, sum] = figuresOf(value);
  const [wantedIr, wantedOpsets, wantedCounts, wantedElements, wantedDigest, wantedSum] = figures[path] ?? [];
  expect([ir, opsets, counts, elements, digest]).toEqual([
    wantedIr,
    wantedOpsets,
    wantedCounts,
    wantedElements,
    wantedDigest,
  ]);
  // python sums exactly, we in order: float64 rounding of some thousand terms.
  expect(Math.abs(sum - (wantedSum ?? Number.NaN))).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(sum)));
});
