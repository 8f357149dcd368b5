/** Softmax, its logarithm and its hard form in plain loops, the greatest element subtracted so that nothing overflows. */
import { wrapAxis } from "../axis.js";
import { linesAlong, offsetsAlong } from "../lines.js";
import { defineKernel, inputOf, outputOf, type Reals, realsOf, tensorOfSums } from "../reference-data.js";

/** Writes the results for one line of elements. */
type OnLine = (x: Reals, offsets: readonly number[], y: Float64Array) => void;

function greatest(x: Reals, offsets: readonly number[]): number {
  return offsets.reduce((most, offset) => Math.max(most, x[offset] as number), Number.NEGATIVE_INFINITY);
}

/** Writes exp(x - greatest); gives their sum and the greatest. */
function exponentials(x: Reals, offsets: readonly number[], y: Float64Array) {
  const most = greatest(x, offsets);
  let sum = 0;
  for (const offset of offsets) {
    const power = Math.exp((x[offset] as number) - most);
    y[offset] = power;
    sum += power;
  }
  return { most, sum };
}

export const softmaxLine: OnLine = (x, offsets, y) => {
  const { sum } = exponentials(x, offsets, y);
  for (const offset of offsets) y[offset] = (y[offset] as number) / sum;
};

const logSoftmaxLine: OnLine = (x, offsets, y) => {
  const { most, sum } = exponentials(x, offsets, y);
  for (const offset of offsets) y[offset] = (x[offset] as number) - most - Math.log(sum);
};

const hardmaxLine: OnLine = (x, offsets, y) => {
  const most = greatest(x, offsets);
  const first = offsets.find((offset) => x[offset] === most);
  if (first !== undefined) y[first] = 1;
};

function kernelOf(onLine: OnLine) {
  return defineKernel<{ readonly axis: number }>((call) => {
    const input = inputOf(call, 0);
    const x = realsOf(input);
    const y = new Float64Array(x.length);
    const axis = wrapAxis(call.attributes.axis, input.shape.length);
    for (const line of linesAlong(input.shape, axis)) onLine(x, offsetsAlong(line), y);
    return [tensorOfSums({ dtype: outputOf(call).dtype, shape: input.shape }, y)];
  });
}

export const softmaxReference = kernelOf(softmaxLine);
export const logSoftmaxReference = kernelOf(logSoftmaxLine);
export const hardmaxReference = kernelOf(hardmaxLine);
