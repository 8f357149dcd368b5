/** The k greatest or least elements of every line, equal ones in the order of their positions. */
import { wrapAxis } from "../axis.js";
import { elementCount } from "../index-map.js";
import { linesAlong, offsetsAlong } from "../lines.js";
import { defineKernel, inputOf, listOf, outputOf, pickElements, realsOf, tensorOf } from "../reference-data.js";

interface Attributes {
  readonly axis: number;
  readonly largest: number;
  readonly sorted: number;
}

export const topKReference = defineKernel<Attributes>((call) => {
  const { axis, largest } = call.attributes;
  const input = inputOf(call, 0);
  const x = realsOf(input);
  const along = wrapAxis(axis, input.shape.length);
  const k = listOf(call, 1)?.[0] ?? 0;
  const shape = input.shape.map((size, i) => (i === along ? k : size));
  const offsets = new Array<number>(elementCount(shape));
  const positions = new Array<number>(offsets.length);
  const targets = linesAlong(shape, along);
  linesAlong(input.shape, along).forEach((line, index) => {
    const ordered = offsetsAlong(line)
      .map((offset, position) => ({ offset, position }))
      .sort((a, b) => {
        const difference = (x[b.offset] as number) - (x[a.offset] as number);
        return (largest === 1 ? difference : -difference) || a.position - b.position;
      });
    const target = targets[index];
    if (target === undefined) return;
    offsetsAlong(target).forEach((at, i) => {
      offsets[at] = ordered[i]?.offset ?? 0;
      positions[at] = ordered[i]?.position ?? 0;
    });
  });
  const values = pickElements(input, shape, offsets);
  const indices = call.outputs[1];
  return [
    { ...values, dtype: outputOf(call).dtype },
    ...(indices ? [tensorOf(indices, (i) => positions[i] ?? 0)] : []),
  ];
});
