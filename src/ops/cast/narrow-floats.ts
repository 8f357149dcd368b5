/** Rounding to the 8- and 4-bit floats of ONNX, with what happens to numbers beyond their range (ONNX Cast). */
import type { DType } from "../../tensor/index.js";
import { exponentOf, roundSignificand } from "../scalar.js";

/** The attributes of Cast that decide it. */
export interface Narrowing {
  readonly round_mode: string;
  readonly saturate: number;
}

interface Format {
  /** Bits of the fraction, and the exponent of the least normal number. */
  readonly fraction: number;
  readonly least: number;
  readonly greatest: number;
  /** What a number beyond the range becomes where it does not saturate; without it, it always does, and NaN is 0. */
  readonly beyond?: number;
  /** The format has no negative zero. */
  readonly unsignedZero?: true;
}

/** Micikevicius et al., arXiv:2209.05433; Noune et al., arXiv:2206.02915; OCP Microscaling Formats 1.0 (E2M1). */
const formats: Readonly<Partial<Record<DType, Format>>> = {
  float8e4m3fn: { fraction: 3, least: -6, greatest: 448, beyond: Number.NaN },
  float8e4m3fnuz: { fraction: 3, least: -7, greatest: 240, beyond: Number.NaN, unsignedZero: true },
  float8e5m2: { fraction: 2, least: -14, greatest: 57344, beyond: Number.POSITIVE_INFINITY },
  float8e5m2fnuz: { fraction: 2, least: -15, greatest: 57344, beyond: Number.NaN, unsignedZero: true },
  float4e2m1: { fraction: 1, least: 0, greatest: 6 },
};

/** The number as a narrow type stores it; undefined for any other type. */
export function narrowFloat(x: number, dtype: DType, { saturate, round_mode }: Narrowing): number | undefined {
  if (dtype === "float8e8m0") return powerOfTwo(x, round_mode);
  const format = formats[dtype];
  if (format === undefined) return undefined;
  if (Number.isNaN(x)) return format.beyond === undefined ? 0 : x;
  const rounded = roundSignificand(x, format.fraction, format.least, format.greatest);
  if (Number.isFinite(rounded)) return format.unsignedZero ? rounded + 0 : rounded;
  const isKept = saturate === 1 || format.beyond === undefined;
  return Math.sign(x) * (isKept ? format.greatest : (format.beyond ?? 0));
}

/** E8M0 has powers of two only; a number between two of them goes up, down or to the nearer one. */
function powerOfTwo(x: number, mode: string): number {
  if (!(Math.abs(x) > 0)) return x === 0 ? 2 ** -127 : Number.NaN;
  const below = exponentOf(Math.abs(x));
  const fraction = Math.abs(x) / 2 ** below;
  const isUp = fraction > 1 && (mode === "up" || (mode === "nearest" && fraction >= 1.5));
  return 2 ** Math.min(Math.max(isUp ? below + 1 : below, -127), 127);
}
