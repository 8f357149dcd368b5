// Whether what came from the GPU lies within a kernel's own error bound of the float64 reference.
import type { Node } from "../../../src/graph/index.js";
import { executable } from "../../../src/ops/index.js";
import { type ErrorBound, unitRoundoff } from "../../../src/ops/wgsl/kernel.js";
import { runNode } from "../../../src/run/run-node.js";
import type { WebGpuExecutor } from "../../../src/run/webgpu/executor.js";
import { makeStepKernel } from "../../../src/run/webgpu/step-kernel.js";
import { isFloat, type RunTensor } from "../../../src/tensor/index.js";
import { type Call, makeOneStep } from "./one-step.js";

/** Higham, Accuracy and Stability of Numerical Algorithms, 2002, lemma 3.1. */
function gamma(terms: number): number {
  return (terms * unitRoundoff) / (1 - terms * unitRoundoff);
}

/** Absolute values; of an input that the operator subtracts, minus those. */
function absolute(tensor: RunTensor | undefined, isSubtracted: boolean): RunTensor | undefined {
  if (tensor === undefined || !isFloat(tensor.dtype)) return tensor;
  const sign = isSubtracted ? -1 : 1;
  return { ...tensor, data: Float32Array.from(tensor.data as Float32Array, (x) => sign * Math.abs(x)) };
}

function allowed(bound: ErrorBound, exact: number, size: number): number {
  if (bound.kind === "exact") return 0;
  const own = bound.absolute + bound.relative * Math.abs(exact);
  // The reference's own result was rounded once when it was stored.
  return own + unitRoundoff * Math.abs(exact) + (bound.kind === "sum" ? gamma(bound.terms) * size : 0);
}

/** One line for each element (five at most) that lies outside the bound; what went wrong before that, if anything. */
export async function findErrors(executor: WebGpuExecutor, call: Omit<Call, "outputs">): Promise<readonly string[]> {
  const [domain = "", op = call.op] = call.op.includes(".") ? call.op.split(".") : ["", call.op];
  const names = executable[call.op].outputs.slice(0, call.op === "Split" ? 0 : 1);
  const node: Node = {
    name: "node",
    op,
    ...(domain !== "" && { domain }),
    attributes: call.attributes ?? {},
    inputs: call.inputs.map((tensor, i) => (tensor === undefined ? "" : `x${i}`)),
    outputs: names.map((_, i) => `y${i}`),
  };
  const expected = runNode(node, call.inputs, { registry: executable });
  const { plan, step, values } = makeOneStep({ ...call, outputs: expected });
  const made = makeStepKernel(plan, step, 2 ** 27);
  if ("absent" in made) return [`no kernel: ${made.absent}`];
  const { bound } = made.kernel;
  const subtracted = bound.kind === "sum" ? (bound.subtracted ?? []) : [];
  const sizes = call.inputs.map((tensor, i) => absolute(tensor, subtracted.includes(i)));
  const magnitudes = runNode(node, sizes, { registry: executable });
  const actual = await executor.runStep(plan, step, values);
  return expected.flatMap(({ data }, index) => {
    const found = actual.get(`y${index}`)?.data ?? [];
    return Array.from(data as ArrayLike<number>, Number)
      .flatMap((exact, i) => {
        const given = Number(found[i]);
        const most = allowed(bound, exact, Math.abs(Number(magnitudes[index]?.data[i])));
        const isRight = Object.is(given, exact) || given === exact || Math.abs(given - exact) <= most;
        return isRight ? [] : [`[${i}] ${given} instead of ${exact}, off by more than ${most}`];
      })
      .slice(0, 5);
  });
}
