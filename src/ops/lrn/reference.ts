/** Local response normalisation in plain loops: x / (bias + alpha/size·Σ x²)^beta over neighbouring channels (ONNX LRN). */
import { elementCount } from "../index-map.js";
import { defineKernel, inputOf, outputOf, realsOf, tensorOf } from "../reference-data.js";

export interface LrnAttributes {
  readonly alpha: number;
  readonly beta: number;
  readonly bias: number;
  readonly size: number;
}

export const lrnReference = defineKernel<LrnAttributes>((call) => {
  const { alpha, beta, bias, size } = call.attributes;
  const input = inputOf(call, 0);
  const x = realsOf(input);
  const channels = input.shape[1] ?? 1;
  const plane = elementCount(input.shape.slice(2));
  const [before, after] = [Math.floor((size - 1) / 2), Math.ceil((size - 1) / 2)];
  return [
    tensorOf({ dtype: outputOf(call).dtype, shape: input.shape }, (i) => {
      const c = Math.floor(i / plane) % channels;
      let squares = 0;
      for (let other = Math.max(0, c - before); other <= Math.min(channels - 1, c + after); other++) {
        squares += (x[i + (other - c) * plane] as number) ** 2;
      }
      return (x[i] as number) / (bias + (alpha / size) * squares) ** beta;
    }),
  ];
});
