/** Concat in WGSL: one pass an input. */
import { wrapAxis } from "../axis.js";
import { elementCount, identityMaps, stridesOf } from "../index-map.js";
import { exact, type MakeKernel } from "../wgsl/kernel.js";
import { movePass } from "../wgsl/movement.js";
import { kernelOf, outputAt } from "../wgsl/node.js";
import { storageOf, unmovable } from "../wgsl/storage.js";

export const concatKernel: MakeKernel = (context) => {
  const refused = unmovable(context);
  if (refused !== undefined) return refused;
  const y = outputAt(context);
  const axis = wrapAxis(Number(context.attributes.axis), y.shape.length);
  const strides = stridesOf(y.shape);
  let start = 0;
  const passes = context.inputs.flatMap((input, index) => {
    const shape = input?.shape ?? [];
    const place = { strides, first: start * (strides[axis] ?? 1) };
    start += shape[axis] ?? 0;
    if (elementCount(shape) === 0) return [];
    const ends = { source: { input: index }, target: { output: 0 }, scalar: storageOf(y) };
    return [movePass({ ...ends, maps: identityMaps(shape), place })];
  });
  return kernelOf(passes, exact);
};
