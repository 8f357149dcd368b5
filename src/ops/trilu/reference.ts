/** Triangles of matrices: elements of the other triangle are zero. */
import { FILL } from "../index-map.js";
import { defineKernel, inputOf, listOf, pickElements } from "../reference-data.js";

export const triluReference = defineKernel<{ readonly upper: number }>((call) => {
  const input = inputOf(call, 0);
  const [rows = 1, columns = 1] = input.shape.slice(-2);
  const diagonal = listOf(call, 1)?.[0] ?? 0;
  const offsets = Array.from({ length: input.data.length }, (_, i) => {
    const [row, column] = [Math.floor(i / columns) % rows, i % columns];
    const isKept = call.attributes.upper === 1 ? column - row >= diagonal : column - row <= diagonal;
    return isKept ? i : FILL;
  });
  return [pickElements(input, input.shape, offsets)];
});
