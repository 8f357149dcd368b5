/** Products of quantised matrices: exact integers through the one matrix product, then scaled. */
import type { RunTensor, RunType } from "../../tensor/index.js";
import { matMulReference } from "../matmul/reference.js";
import { alongAxis, lessZeroPoint, requantized } from "../quantization/reference.js";
import { inputOf, outputOf, realsOf, tensorOf } from "../reference-data.js";
import type { KernelCall, ReferenceKernel } from "../reference-kernel.js";

/** The product of the matrices less their zero points; rows of the left and columns of the right may have their own. */
function productsOf(
  call: KernelCall,
  output: RunType,
  a: RunTensor,
  b: RunTensor,
  zeros: readonly (RunTensor | undefined)[],
) {
  const inputs = [lessZeroPoint(a, zeros[0], -2), lessZeroPoint(b, zeros[1], -1)];
  const [product] = matMulReference({ ...call, inputs, outputs: [{ dtype: "float64", shape: output.shape }] });
  return product === undefined ? new Float64Array(0) : realsOf(product);
}

export const matMulIntegerReference: ReferenceKernel = (call) => {
  const output = outputOf(call);
  const products = productsOf(call, output, inputOf(call, 0), inputOf(call, 1), [call.inputs[2], call.inputs[3]]);
  return [tensorOf(output, (i) => products[i] as number)];
};

export const qLinearMatMulReference: ReferenceKernel = (call) => {
  const output = outputOf(call);
  const products = productsOf(call, output, inputOf(call, 0), inputOf(call, 3), [call.inputs[2], call.inputs[5]]);
  const [left, right] = [inputOf(call, 1), inputOf(call, 4)];
  const [leftPlace, rightPlace] = [alongAxis(left.shape, output.shape, -2), alongAxis(right.shape, output.shape, -1)];
  const [a, b, y] = [realsOf(left), realsOf(right), realsOf(inputOf(call, 6))];
  const scaleOf = (i: number) => ((a[leftPlace(i)] as number) * (b[rightPlace(i)] as number)) / (y[0] as number);
  return [requantized(output, products, scaleOf, call.inputs[7])];
};
