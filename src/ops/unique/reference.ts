/** Every element, or slice along an axis, once. */
import type { RunTensor, Scalar } from "../../tensor/index.js";
import { wrapAxis } from "../axis.js";
import { elementCount, gatherMaps, offsetsOf } from "../index-map.js";
import { defineKernel, inputOf, moveElements, reshaped, scalarAt, tensorOf } from "../reference-data.js";

/** The order of two elements: numbers by size, text by its code units. */
function compare(a: Scalar, b: Scalar): number {
  const [left, right] = [a ?? 0, b ?? 0];
  return left < right ? -1 : left > right ? 1 : 0;
}

function compareLists(a: readonly Scalar[], b: readonly Scalar[]): number {
  for (let i = 0; i < a.length; i++) {
    const order = compare(a[i], b[i]);
    if (order !== 0) return order;
  }
  return 0;
}

export const uniqueReference = defineKernel<{ readonly axis: number | undefined; readonly sorted: number }>((call) => {
  const input = inputOf(call, 0);
  const { axis: named, sorted } = call.attributes;
  const source = named === undefined ? reshaped(input, [elementCount(input.shape)]) : input;
  const axis = named === undefined ? 0 : wrapAxis(named, input.shape.length);
  const slices = Array.from({ length: source.shape[axis] ?? 0 }, (_, position) =>
    offsetsOf(gatherMaps(source.shape, axis, [position])).map((offset) => scalarAt(source, offset)),
  );
  const order = [...slices.keys()].sort((a, b) => compareLists(slices[a] ?? [], slices[b] ?? []) || a - b);
  /** Positions of equal slices, each in the order of the input. */
  const groups: number[][] = [];
  for (const position of order) {
    const last = groups.at(-1);
    const isSame = last?.[0] !== undefined && compareLists(slices[last[0]] ?? [], slices[position] ?? []) === 0;
    if (isSame) last?.push(position);
    else groups.push([position]);
  }
  if (sorted === 0) groups.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
  const firsts = groups.map(([first = 0]) => first);
  const inverse = new Map(groups.flatMap((group, index) => group.map((position) => [position, index] as const)));
  const list = (length: number, element: (i: number) => number): RunTensor =>
    tensorOf({ dtype: "int64", shape: [length] }, element);
  const outputs = [
    moveElements(source, gatherMaps(source.shape, axis, firsts)),
    list(firsts.length, (i) => firsts[i] ?? 0),
    list(slices.length, (i) => inverse.get(i) ?? 0),
    list(groups.length, (i) => groups[i]?.length ?? 0),
  ];
  return outputs.slice(0, call.outputs.length);
});
