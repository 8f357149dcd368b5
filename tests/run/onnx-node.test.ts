// The ONNX project's node tests: the reference kernels give the elements that they expect, within their own tolerances.
import { describe, expect, test } from "vitest";
import { graphOf, readRows, runRow } from "./onnx-cases.js";
import { firstDifference, isCanonical } from "./onnx-graph.js";

/** Tests whose outputs are drawn at random by the library that wrote them. */
const random: Readonly<Record<string, string>> = {
  test_training_dropout: "the dropped elements are numpy's draw",
  test_training_dropout_default: "the dropped elements are numpy's draw",
  test_training_dropout_default_mask: "the dropped elements are numpy's draw",
  test_training_dropout_mask: "the dropped elements are numpy's draw",
};

describe("ONNX node tests on the reference kernels", () => {
  const all = readRows();
  const rows = all.filter((row) => !Object.hasOwn(random, row.name) && isCanonical(graphOf(row)));
  const older = all.length - rows.length - Object.keys(random).length;
  console.info(`ONNX node tests: ${rows.length} of ${all.length} of executable operators run; ${older} in older forms`);

  test("are nearly all of those whose operators are executable", () => {
    expect(rows.length).toBeGreaterThan(1350);
  });

  test.each(rows.map((row) => [row.name, row] as const))("%s", (_, row) => {
    const outputs = runRow(row);
    expect(outputs.length).toBeGreaterThan(0);
    for (const { actual, expected } of outputs) expect(firstDifference(actual, expected, row)).toBeUndefined();
  });
});
