// The ONNX project's own node tests: our rules give the types and (where known) the elements that its outputs have.
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import {
  dataDependentOperators,
  loadOnnxNodeTests,
  runOnnxNodeTests,
  wrongElements,
  wrongWithoutValues,
} from "./onnx-node-runner.js";

const here = dirname(fileURLToPath(import.meta.url));
const folder = join(process.env.SHAPEWRIGHT_CONFORMANCE ?? resolve(here, "../../../shared/conformance"), "onnx-node");
const isThere = existsSync(join(folder, "index.json"));

if (!isThere) {
  console.warn(
    `\n  NOT RUN: the ONNX node tests. There is no ${folder}; set SHAPEWRIGHT_CONFORMANCE to the folder that holds onnx-node.\n`,
  );
}

describe.runIf(isThere)("ONNX node tests", () => {
  const tests = isThere ? loadOnnxNodeTests(folder) : [];
  test("every output's type is exact, or open by data in an operator of the closed list", () => {
    const summary = runOnnxNodeTests(tests);
    const { total, exact, dataDependent, faults, missing } = summary;
    console.info(`ONNX node tests: ${exact} exact, ${dataDependent} open by data`);
    expect({ faults, missing }).toEqual({ faults: [], missing: [] });
    expect(exact + dataDependent).toBe(total);
    expect(total).toBe(1831);
  });

  test("the closed list is issue 3's", () => {
    expect([...dataDependentOperators].sort()).toEqual([
      "Compress",
      "If",
      "ImageDecoder",
      "Loop",
      "NonMaxSuppression",
      "NonZero",
      "StringSplit",
      "Unique",
    ]);
  });

  test("elements that are known from all inputs are the suite's", () => {
    const results = tests.map(wrongElements);
    expect(results.flatMap(({ faults }) => faults)).toEqual([]);
    expect(results.filter(({ known }) => known > 0).length).toBeGreaterThan(600);
  });

  test("without the value of any input nothing is said that the suite contradicts", () => {
    expect(tests.flatMap(wrongWithoutValues)).toEqual([]);
  });
});
