/** Kernels of operators that move elements of their first input through index maps. */
import type { AxisMap } from "../index-map.js";
import { type Absent, exact, type KernelContext, type MakeKernel } from "./kernel.js";
import { movePass } from "./movement.js";
import { inputAt, kernelOf } from "./node.js";
import { storageOf, unmovable } from "./storage.js";

/** Maps of the first output, and the fill value; or why they are not known before the network runs. */
export type MapsOf = (
  context: KernelContext,
  shape: readonly number[],
) => { readonly maps: readonly AxisMap[]; readonly fill?: number } | Absent;

export function movingKernel(mapsOf: MapsOf): MakeKernel {
  return (context) => {
    const refused = unmovable(context);
    if (refused !== undefined) return refused;
    const x = inputAt(context, 0);
    const moved = mapsOf(context, x.shape);
    if ("absent" in moved) return moved;
    const ends = { source: { input: 0 }, target: { output: 0 }, scalar: storageOf(x) };
    return kernelOf([movePass({ ...ends, ...moved })], exact);
  };
}

/** The elements of an input as numbers; undefined where they are not known before the network runs. */
export function knownNumbers({ inputs }: KernelContext, index: number): readonly number[] | undefined {
  const value = inputs[index]?.value;
  return value === undefined ? undefined : Array.from(value, Number);
}

/** Why an operator with unknown control input cannot be made. */
export function unknownInput(name: string): Absent {
  return { absent: `${name} is not known before the network runs` };
}
