/** What a gradient kernel is: from the slopes of the loss by a node's outputs to those by its inputs, in float64. */
import type { AttributeValue } from "../graph/index.js";
import type { RunTensor } from "../tensor/index.js";
import { broadcastPlace } from "./element-wise.js";
import { elementCount } from "./index-map.js";
import { type Reals, realsOf } from "./reference-data.js";
import type { MacCounter } from "./reference-kernel.js";

/** A node that has run, and what came back to it. */
export interface GradientCall {
  /** By position, as the node read them; undefined for an optional input left out. */
  readonly inputs: readonly (RunTensor | undefined)[];
  /** What the node gave. */
  readonly outputs: readonly RunTensor[];
  /** With defaults filled in. */
  readonly attributes: Readonly<Record<string, AttributeValue | undefined>>;
  /** The loss's slope by each output, as long as its elements; undefined where the loss does not depend on it. */
  readonly gradients: readonly (Reals | undefined)[];
  /** Inputs whose slopes somebody needs; others may be left out. */
  readonly wanted: readonly boolean[];
  /** When given, multiplications are counted where they are executed. */
  readonly counter?: MacCounter | undefined;
}

/** The loss's slope by each input, undefined where it is not wanted or there is none. May hand on the very array it got. */
export type GradientKernel = (call: GradientCall) => readonly (Reals | undefined)[];

/** A gradient, or why there is none. */
export type GradientEntry = GradientKernel | { readonly absent: string };

/** Gives a gradient the types of its attributes, then forgets them so that gradients fit one registry. */
export function defineGradient<A extends object>(
  run: (call: Omit<GradientCall, "attributes"> & { readonly attributes: A }) => readonly (Reals | undefined)[],
): GradientKernel {
  return (call) => run({ ...call, attributes: call.attributes as A });
}

/** The slope by the first output; zeros where the loss does not depend on it. */
export function gradientOf(call: Pick<GradientCall, "gradients" | "outputs">, index = 0): Reals {
  return call.gradients[index] ?? new Float64Array(call.outputs[index]?.data.length ?? 0);
}

/** Real numbers of an output. */
export function outputReals(call: Pick<GradientCall, "outputs">, index = 0): Reals {
  const output = call.outputs[index];
  if (output === undefined) throw new RangeError(`output ${index} is missing`);
  return realsOf(output);
}

/** Sums over the axes along which an input of `shape` was repeated to `target`: the slope by the input itself. */
export function sumTo(gradient: Reals, target: readonly number[], shape: readonly number[]): Reals {
  const count = elementCount(shape);
  if (count === gradient.length) return gradient;
  const sums = new Float64Array(count);
  const place = broadcastPlace(shape, target);
  for (let i = 0; i < gradient.length; i++) {
    const at = place(i);
    sums[at] = (sums[at] as number) + (gradient[i] as number);
  }
  return sums;
}
