/** Convolutions of quantised tensors: exact integers through the one convolution, then scaled. */
import type { RunTensor, RunType } from "../../tensor/index.js";
import { convReference } from "../conv/reference.js";
import { alongAxis, lessZeroPoint, requantized } from "../quantization/reference.js";
import { inputOf, outputOf, realsOf, tensorOf } from "../reference-data.js";
import type { KernelCall, ReferenceKernel } from "../reference-kernel.js";

/** The convolution of the tensors less their zero points, so that padding is the zero point itself. */
function productsOf(call: KernelCall, output: RunType, inputs: readonly (RunTensor | undefined)[]) {
  const outputs = [{ dtype: "float64", shape: output.shape }] as const;
  const [product] = convReference({ ...call, inputs, outputs });
  return product === undefined ? new Float64Array(0) : realsOf(product);
}

export const convIntegerReference: ReferenceKernel = (call) => {
  const output = outputOf(call);
  const x = lessZeroPoint(inputOf(call, 0), call.inputs[2], 1);
  const products = productsOf(call, output, [x, lessZeroPoint(inputOf(call, 1), call.inputs[3], 0)]);
  return [tensorOf(output, (i) => products[i] as number)];
};

export const qLinearConvReference: ReferenceKernel = (call) => {
  const output = outputOf(call);
  const x = lessZeroPoint(inputOf(call, 0), call.inputs[2], 1);
  const products = productsOf(call, output, [x, lessZeroPoint(inputOf(call, 3), call.inputs[5], 0), call.inputs[8]]);
  const weight = inputOf(call, 4);
  const place = alongAxis(weight.shape, output.shape, 1);
  const [a, w, y] = [realsOf(inputOf(call, 1)), realsOf(weight), realsOf(inputOf(call, 6))];
  const scaleOf = (i: number) => ((a[0] as number) * (w[place(i)] as number)) / (y[0] as number);
  return [requantized(output, products, scaleOf, call.inputs[7])];
};
