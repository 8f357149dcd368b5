/** Shapes as tables show them: without the batch axis, or in the lecture's order width × height × channels. */
import { type Dim, isEqual } from "../dim/index.js";
import type { TensorType } from "../tensor/index.js";
import { timesText } from "./number.js";

/** Sizes without the batch, if the first axis is it; null where the rank is unknown. */
function sizesOf(type: TensorType | undefined, batch: Dim | null): readonly Dim[] | null {
  const shape = type?.shape;
  if (shape === undefined || shape === null) return null;
  const [first, ...rest] = shape;
  return batch !== null && first !== undefined && rest.length > 0 && isEqual(first, batch) === true ? rest : shape;
}

/** `6×28×28`; `scalar` without axes; `?` for an unknown rank. */
export function shapeCellText(type: TensorType | undefined, batch: Dim | null): string {
  const sizes = sizesOf(type, batch);
  if (sizes === null) return "?";
  return sizes.length === 0 ? "scalar" : timesText(sizes);
}

/**
 * Sizes in the order of lectures, [width, height, channels] from [batch, channels, height, width]; a vector
 * [batch, channels] is 1 by 1. Undefined where the type has no such reading.
 */
export function lectureSizes(type: TensorType | undefined): readonly Dim[] | undefined {
  const shape = type?.shape;
  if (shape === undefined || shape === null) return undefined;
  if (shape.length === 2 && shape[1] !== undefined) return [1, 1, shape[1]];
  return shape.length === 4 || shape.length === 5 ? shape.slice(1).reverse() : undefined;
}

/** Whether a layer's data is one position: what follows a flatten or a global pooling. */
export function isOneByOne(sizes: readonly Dim[] | undefined): boolean {
  return sizes?.slice(0, -1).every((size) => size === 1) === true;
}
