/** Windows as tables write them: kernel, stride and padding, width before height. */
import type { LayerReport } from "../analysis/report.js";

type Window = NonNullable<LayerReport["window"]>;

/** One number where all axes agree, `2×1` in the order width × height where not. */
export function perAxis(values: readonly number[]): string {
  return new Set(values).size === 1 ? String(values[0]) : [...values].reverse().join("×");
}

/** `3×3`, `3×3/2` with a stride. */
export function kernelText(window: Window): string {
  const kernel = [...window.kernel].reverse().join("×");
  return window.stride.every((stride) => stride === 1) ? kernel : `${kernel}/${perAxis(window.stride)}`;
}

/** `1` on all sides; `0,1` begin and end; per axis in the order width × height. */
export function paddingText(padding: Window["padding"]): string {
  const sides = padding.map(([begin, end]) => (begin === end ? `${begin}` : `${begin},${end}`));
  return new Set(sides).size === 1 ? (sides[0] ?? "") : sides.reverse().join("×");
}
