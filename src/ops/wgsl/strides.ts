/** Index arithmetic of shaders: a flat index taken apart into coordinates and put together with other strides. */
import { stridesOf } from "../index-map.js";

/** One axis of an iteration: its size, and by how much each operand's offset moves along it. */
export interface Axis {
  readonly size: number;
  readonly strides: readonly number[];
}

/** Axes of `shape` (an iteration in C order) with each operand's strides; axes that act as one become one. */
export function mergeAxes(axes: readonly Axis[]): readonly Axis[] {
  const merged: Axis[] = [];
  for (const axis of axes) {
    if (axis.size === 1) continue;
    const last = merged.at(-1);
    if (last?.strides.every((stride, i) => stride === (axis.strides[i] ?? 0) * axis.size)) {
      merged[merged.length - 1] = { size: last.size * axis.size, strides: axis.strides };
    } else merged.push(axis);
  }
  return merged.length > 0 ? merged : [{ size: 1, strides: axes[0]?.strides.map(() => 0) ?? [0] }];
}

/** Strides that repeat `shape` over `target` (numpy's rule): 0 along axes of size 1. */
export function broadcastStrides(shape: readonly number[], target: readonly number[]): readonly number[] {
  const own = stridesOf(shape);
  const missing = target.length - shape.length;
  return target.map((_, axis) => ((shape[axis - missing] ?? 1) === 1 ? 0 : (own[axis - missing] ?? 0)));
}

/** WGSL of an index and the sizes that it reads. */
export interface IndexCode {
  /** Expressions, one for each operand. */
  readonly offsets: readonly string[];
  readonly uniforms: Readonly<Record<string, number>>;
}

/**
 * Offsets of every operand from the flat index `index`. The number of axes is part of the shader; sizes and strides are
 * uniforms, whose names begin with `prefix`. Negative strides work, because u32 arithmetic wraps around.
 */
export function indexCode(axes: readonly Axis[], index: string, prefix: string): IndexCode {
  const uniforms: Record<string, number> = {};
  const coordinates = axes.map((_, i) => {
    const inner = axes.slice(i + 1);
    const divided = inner.length === 0 ? index : `${index} / U.${prefix}inner${i}`;
    if (inner.length > 0) uniforms[`${prefix}inner${i}`] = inner.reduce((product, { size }) => product * size, 1);
    if (i === 0) return `(${divided})`;
    uniforms[`${prefix}size${i}`] = axes[i]?.size ?? 1;
    return `((${divided}) % U.${prefix}size${i})`;
  });
  const operands = axes[0]?.strides.length ?? 0;
  const offsets = Array.from({ length: operands }, (_, operand) => {
    // A flat operand is the index itself, so that the commonest shader stays the plainest.
    if (axes.length === 1 && axes[0]?.strides[operand] === 1) return index;
    const terms = axes.flatMap(({ strides }, i) => {
      const stride = strides[operand] ?? 0;
      if (stride === 0) return [];
      uniforms[`${prefix}stride${operand}_${i}`] = stride;
      return [`${coordinates[i]} * U.${prefix}stride${operand}_${i}`];
    });
    return terms.length === 0 ? "0u" : terms.join(" + ");
  });
  return { offsets, uniforms };
}

/** Offsets of operands that broadcast to `target`, from a flat index over `target`. */
export function broadcastCode(
  shapes: readonly (readonly number[])[],
  target: readonly number[],
  index: string,
): IndexCode {
  const strides = shapes.map((shape) => broadcastStrides(shape, target));
  const axes = target.map((size, axis) => ({ size, strides: strides.map((own) => own[axis] ?? 0) }));
  return indexCode(mergeAxes(axes.length > 0 ? axes : [{ size: 1, strides: shapes.map(() => 0) }]), index, "");
}
