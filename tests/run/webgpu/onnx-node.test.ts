// The ONNX project's node tests on float32: the WGSL kernels give the elements that they expect, within their own tolerances.
import { afterAll, describe, expect, test } from "vitest";
import type { ExecutableOperator } from "../../../src/ops/index.js";
import { hostSteps } from "../../../src/run/webgpu/executor.js";
import { graphOf, type Row, readRows, readSingle } from "../onnx-cases.js";
import { firstDifference, isCanonical } from "../onnx-graph.js";
import { makeOneStep, openExecutor } from "./one-step.js";

const executor = openExecutor();
afterAll(() => executor.dispose());

/** A shader of its own takes long to compile on a software adapter: the quick run takes every sixth test. */
const every = process.env.SHAPEWRIGHT_TEST === "full" ? 1 : 6;

function stepOf(row: Row) {
  const { node, inputs, expected } = readSingle(row);
  const op = row.ops[0] as ExecutableOperator;
  return { ...makeOneStep({ op, attributes: node.attributes, inputs, outputs: expected }), expected };
}

const isFloat32 = ({ data }: Row): boolean =>
  data[0]?.outputs[0]?.dtype === "float32" || data[0]?.inputs[0]?.dtype === "float32";

const rows = readRows().filter(
  (row) => row.nodes === 1 && !row.expanded && isFloat32(row) && isCanonical(graphOf(row)),
);
const [covered, left] = [rows.filter(hasKernel), rows.filter((row) => !hasKernel(row))];

function hasKernel(row: Row): boolean {
  return hostSteps(stepOf(row).plan).length === 0;
}

describe("ONNX node tests on WebGPU", () => {
  const reasons = left.map((row) => hostSteps(stepOf(row).plan)[0]?.reason);
  console.info(
    `ONNX node tests on WebGPU: ${covered.length} of ${rows.length} have a kernel; ${new Set(reasons).size} reasons why the others have none`,
  );

  test("most of those on float32 have a kernel", () => {
    expect(covered.length).toBeGreaterThan(350);
  });

  const chosen = covered.filter((_, i) => i % every === 0);
  test.each(chosen.map((row) => [row.name, row] as const))("%s", async (_, row) => {
    const { plan, step, values, expected } = stepOf(row);
    const actual = await executor.runStep(plan, step, values);
    const compared = expected.flatMap((wanted, i) => {
      const found = actual.get(`y${i}`);
      return wanted === undefined || found === undefined ? [] : [firstDifference(found, wanted, row)];
    });
    expect(compared.length).toBeGreaterThan(0);
    expect(compared).toEqual(compared.map(() => undefined));
  });
});
