/** Positions of extremes in plain loops. */
import { wrapAxis } from "../axis.js";
import { linesAlong, offsetsAlong } from "../lines.js";
import { defineKernel, inputOf, outputOf, realsOf, tensorOf } from "../reference-data.js";

interface Attributes {
  readonly axis: number;
  readonly keepdims: number;
  readonly select_last_index: number;
}

function kernelOf(isBetter: (a: number, b: number) => boolean) {
  return defineKernel<Attributes>((call) => {
    const { axis, keepdims, select_last_index } = call.attributes;
    const input = inputOf(call, 0);
    const x = realsOf(input);
    const along = wrapAxis(axis, input.shape.length);
    const found = linesAlong(input.shape, along).map((line) => {
      let best = Number.NaN;
      return offsetsAlong(line).reduce((place, offset, i) => {
        const element = x[offset] as number;
        if (i > 0 && !isBetter(element, best) && !(select_last_index === 1 && element === best)) return place;
        best = element;
        return i;
      }, 0);
    });
    const shape = input.shape.flatMap((size, i) => (i !== along ? [size] : keepdims === 1 ? [1] : []));
    return [tensorOf({ dtype: outputOf(call).dtype, shape }, (i) => found[i] ?? 0)];
  });
}

export const argMaxReference = kernelOf((a, b) => a > b);
export const argMinReference = kernelOf((a, b) => a < b);
