/** Windows over up to three spatial axes as uniforms and code: every shader that slides one reads the same names. */
import { concreteWindows, liftSizes, liftWindows } from "./window.js";

/** Sizes and windows of three axes: `in0`, `out0`, `kernel0`, `stride0`, `dilation0`, `pad0`, `end0` (after padding), ... */
export function spatialUniforms(
  attributes: Readonly<Record<string, unknown>>,
  kernel: readonly number[],
  input: readonly number[],
  output: readonly number[],
): Readonly<Record<string, number>> {
  const windows = liftWindows(concreteWindows(attributes, kernel, input), 3);
  const sizes = liftSizes(input, 3);
  const outSizes = liftSizes(output, 3);
  return Object.fromEntries(
    windows.flatMap(({ kernel: length, stride, dilation, padBegin, padEnd }, i) => [
      [`in${i}`, sizes[i] ?? 1],
      [`out${i}`, outSizes[i] ?? 1],
      [`kernel${i}`, length],
      [`stride${i}`, stride],
      [`dilation${i}`, dilation],
      [`pad${i}`, padBegin],
      [`end${i}`, (sizes[i] ?? 1) + padBegin + padEnd],
    ]),
  );
}

/** Coordinates `o0`, `o1`, `o2` of output `i` over [line, out0, out1, out2]. */
export const outputCoordinates = `let o2 = i % U.out2;
  let o1 = (i / U.out2) % U.out1;
  let o0 = (i / (U.out2 * U.out1)) % U.out0;
  let line = i / (U.out2 * U.out1 * U.out0);`;
