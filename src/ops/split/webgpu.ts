/** Split in WGSL: one pass an output. */
import { wrapAxis } from "../axis.js";
import { elementCount, sliceMaps } from "../index-map.js";
import { exact, type MakeKernel } from "../wgsl/kernel.js";
import { movePass } from "../wgsl/movement.js";
import { inputAt, kernelOf } from "../wgsl/node.js";
import { storageOf, unmovable } from "../wgsl/storage.js";

export const splitKernel: MakeKernel = (context) => {
  const refused = unmovable(context);
  if (refused !== undefined) return refused;
  const x = inputAt(context, 0);
  const axis = wrapAxis(Number(context.attributes.axis), x.shape.length);
  const still = x.shape.map(() => 1);
  let start = 0;
  const passes = context.outputs.flatMap(({ shape }, index) => {
    const from = shape.map((_, i) => (i === axis ? start : 0));
    start += shape[axis] ?? 0;
    if (elementCount(shape) === 0) return [];
    const ends = { source: { input: 0 }, target: { output: index }, scalar: storageOf(x) };
    return [movePass({ ...ends, maps: sliceMaps(x.shape, from, still, shape) })];
  });
  return kernelOf(passes, exact);
};
