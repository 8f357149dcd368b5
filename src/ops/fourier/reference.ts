/** Fourier transforms by their definition: every bin is a sum over all samples, in float64. */
import { wrapAxis } from "../axis.js";
import { linesAlong } from "../lines.js";
import { defineKernel, inputOf, listOf, optionalReals, outputOf, realsOf, tensorOfSums } from "../reference-data.js";

/** The sum over samples of (re, im)·exp(sign·2πi·bin·k/length). */
function sumOf(re: Float64Array, im: Float64Array, bin: number, sign: number): readonly [number, number] {
  const length = re.length;
  let [real, imaginary] = [0, 0];
  for (let k = 0; k < length; k++) {
    // The product is reduced first: the angle stays small and exact.
    const angle = (sign * 2 * Math.PI * ((bin * k) % length)) / length;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const [x, y] = [re[k] as number, im[k] as number];
    real += x * cos - y * sin;
    imaginary += x * sin + y * cos;
  }
  return [real, imaginary];
}

export const dftReference = defineKernel<{ readonly inverse: number; readonly onesided: number }>((call) => {
  const { inverse, onesided } = call.attributes;
  const input = inputOf(call, 0);
  const output = outputOf(call);
  const x = realsOf(input);
  const parts = input.shape.at(-1) ?? 1;
  const outParts = output.shape.at(-1) ?? 2;
  const axis = wrapAxis(listOf(call, 2)?.[0] ?? -2, input.shape.length);
  const given = input.shape[axis] ?? 1;
  const isHalf = inverse === 1 && onesided === 1;
  const length = listOf(call, 1)?.[0] ?? (isHalf ? 2 * (given - 1) : given);
  const bins = output.shape[axis] ?? 1;
  const sums = new Float64Array(output.shape.reduce((product, size) => product * size, 1));
  const lines = linesAlong(input.shape.slice(0, -1), axis);
  const targets = linesAlong(output.shape.slice(0, -1), axis);
  const [re, im] = [new Float64Array(length), new Float64Array(length)];
  lines.forEach(({ start, step }, index) => {
    const target = targets[index];
    if (target === undefined) return;
    for (let k = 0; k < length; k++) {
      // A half spectrum's other half is its mirror, conjugated.
      const isMirrored = isHalf && k > length / 2;
      const from = isMirrored ? length - k : k;
      const at = (start + from * step) * parts;
      re[k] = from < given ? (x[at] as number) : 0;
      im[k] = from < given && parts === 2 ? (isMirrored ? -1 : 1) * (x[at + 1] as number) : 0;
    }
    for (let bin = 0; bin < bins; bin++) {
      const [real, imaginary] = sumOf(re, im, bin, inverse === 1 ? 1 : -1);
      const scale = inverse === 1 ? 1 / length : 1;
      const to = (target.start + bin * target.step) * outParts;
      sums[to] = real * scale;
      if (outParts === 2) sums[to + 1] = imaginary * scale;
    }
  });
  return [tensorOfSums(output, sums)];
});

export const stftReference = defineKernel<object>((call) => {
  const signal = inputOf(call, 0);
  const output = outputOf(call);
  const x = realsOf(signal);
  const window = optionalReals(call, 2);
  const [batch = 1, samples = 1, parts = 1] = signal.shape;
  const [, frames = 1, bins = 1] = output.shape;
  const step = listOf(call, 1)?.[0] ?? 1;
  const length = listOf(call, 3)?.[0] ?? window?.length ?? 1;
  const sums = new Float64Array(batch * frames * bins * 2);
  const [re, im] = [new Float64Array(length), new Float64Array(length)];
  for (let n = 0; n < batch; n++) {
    for (let frame = 0; frame < frames; frame++) {
      for (let k = 0; k < length; k++) {
        const at = (n * samples + frame * step + k) * parts;
        const weight = window?.[k] ?? 1;
        re[k] = (x[at] as number) * weight;
        im[k] = parts === 2 ? (x[at + 1] as number) * weight : 0;
      }
      for (let bin = 0; bin < bins; bin++) sums.set(sumOf(re, im, bin, -1), 2 * ((n * frames + frame) * bins + bin));
    }
  }
  return [tensorOfSums(output, sums)];
});
