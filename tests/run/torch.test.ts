// Networks that PyTorch exported, with its own outputs: the reference gives the same values, and executes as many
// multiplications as PyTorch's own profile of the run counts.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { onnx } from "../../src/ops/index.js";
import { runGraph } from "../../src/run/execute-graph.js";
import { seededWeights } from "../../src/run/seeded.js";
import { readNpy } from "./npy.js";
import { conformance } from "./onnx-cases.js";
import { firstDifference } from "./onnx-graph.js";
import { importFile } from "./onnx-numeric.js";

const folder = join(conformance, "torch", "small");

interface Entry {
  readonly name: string;
  /** At the size of the first case. */
  readonly macs_aten_total: number;
  readonly exports: readonly { readonly file: string }[];
}

const entries: readonly Entry[] = JSON.parse(readFileSync(join(folder, "index.json"), "utf8"));
/** Files with fixed sizes take the first case only, those with dynamic axes both. */
const rows = entries.flatMap(({ name, macs_aten_total, exports }) =>
  exports.flatMap(({ file }) =>
    (file.includes(".fixed.") ? [0] : [0, 1]).map((index) => {
      const macs = index === 0 ? macs_aten_total : undefined;
      return [`${file}, case ${index}`, { name, file, index, macs }] as const;
    }),
  ),
);

test.each(rows)("%s", (_, { name, file, index, macs }) => {
  const { graph, inputNames } = importFile(join(folder, file));
  const input = readNpy(join(folder, `${name}.case${index}.input.npy`));
  const counter = { executed: 0 };
  const given = new Map([[inputNames[0] ?? "", input]]);
  const found = [...runGraph(graph, onnx, given, seededWeights(graph, 1), { counter }).values()];
  for (const [i, actual] of found.entries()) {
    const expected = readNpy(join(folder, `${name}.case${index}.output${i === 0 ? "" : `_${i}`}.npy`));
    expect(firstDifference(actual, expected, { rtol: 1e-3, atol: 1e-5 })).toBeUndefined();
  }
  if (macs !== undefined) expect(counter.executed).toBe(macs);
});
