/** Vectors that are on at one position, in plain loops. */
import { wrapAxis } from "../axis.js";
import { elementCount } from "../index-map.js";
import { defineKernel, inputOf, listOf, outputOf, pickElements, realsOf } from "../reference-data.js";

export const oneHotReference = defineKernel<{ readonly axis: number }>((call) => {
  const indices = inputOf(call, 0);
  const depth = Math.trunc(listOf(call, 1)?.[0] ?? 0);
  const axis = wrapAxis(call.attributes.axis, indices.shape.length + 1);
  const shape = [...indices.shape.slice(0, axis), depth, ...indices.shape.slice(axis)];
  const inner = elementCount(shape.slice(axis + 1));
  const wanted = realsOf(indices);
  // `values` holds [off, on]: every element is one of the two.
  const choices = Array.from({ length: wanted.length * depth }, (_, i) => {
    const [outer, position, rest] = [Math.floor(i / (depth * inner)), Math.floor(i / inner) % depth, i % inner];
    const index = Math.trunc(wanted[outer * inner + rest] ?? 0);
    return (index < 0 ? index + depth : index) === position ? 1 : 0;
  });
  return [{ ...pickElements(inputOf(call, 2), shape, choices), dtype: outputOf(call).dtype }];
});
