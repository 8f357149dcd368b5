/** An update written into a cache along its sequence axis (ONNX TensorScatter). */
import { wrapAxis } from "../axis.js";
import { elementCount, stridesOf } from "../index-map.js";
import { defineKernel, inputOf, listOf, scalarAt, tensorOfScalars } from "../reference-data.js";

export const tensorScatterReference = defineKernel<{ readonly axis: number; readonly mode: string }>((call) => {
  const [past, update] = [inputOf(call, 0), inputOf(call, 1)];
  const starts = listOf(call, 2);
  const axis = wrapAxis(call.attributes.axis, past.shape.length);
  const inner = stridesOf(past.shape)[axis] ?? 1;
  const [size, length] = [past.shape[axis] ?? 1, update.shape[axis] ?? 1];
  const perExample = elementCount(past.shape.slice(1));
  const source = new Map<number, number>();
  const rows = elementCount(update.shape) / (length * inner);
  for (let row = 0; row < rows; row++) {
    const example = Math.floor((row * size * inner) / perExample);
    for (let t = 0; t < length; t++) {
      const place = (starts?.[example] ?? 0) + t;
      const at = call.attributes.mode === "circular" ? place % size : place;
      for (let i = 0; i < inner; i++) source.set((row * size + at) * inner + i, (row * length + t) * inner + i);
    }
  }
  return [
    tensorOfScalars(past, (i) => {
      const from = source.get(i);
      return from === undefined ? scalarAt(past, i) : scalarAt(update, from);
    }),
  ];
});
