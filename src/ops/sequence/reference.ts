/** The items of a sequence joined to one tensor. */
import { wrapAxis } from "../axis.js";
import { defineKernel, inputOf, joinElements, stackElements } from "../reference-data.js";

export const concatFromSequenceReference = defineKernel<{ readonly axis: number; readonly new_axis: number }>(
  (call) => {
    const { held } = inputOf(call, 0);
    const items = held?.kind === "sequence" ? held.items : [];
    const stacks = call.attributes.new_axis === 1;
    const axis = wrapAxis(call.attributes.axis, (items[0]?.shape.length ?? 0) + (stacks ? 1 : 0));
    return [stacks ? stackElements(items, axis) : joinElements(items, axis)];
  },
);
