/** The number formats of ONNX that JavaScript does not have: 16-, 8- and 4-bit floats, 4- and 2-bit integers. */
import type { DType } from "../tensor/index.js";

/** How the bit patterns with a special meaning are given out. */
type Specials =
  /** The highest exponent is infinity and NaN. */
  | "ieee"
  /** Only all ones are NaN, there is no infinity. */
  | "finite"
  /** Only the pattern of negative zero is NaN, there is no infinity. */
  | "unsigned-zero"
  /** Every pattern is a number. */
  | "none";

interface FloatFormat {
  readonly exponentBits: number;
  readonly mantissaBits: number;
  readonly bias: number;
  readonly specials: Specials;
}

/**
 * Sources: IEEE 754 (float16); the definition of bfloat16 as the upper half of a float32; Micikevicius et al.,
 * arXiv:2209.05433 (E4M3FN, E5M2); Noune et al., arXiv:2206.02915 (the FNUZ formats); OCP Microscaling Formats 1.0
 * (E2M1).
 */
const floatFormats: Partial<Record<DType, FloatFormat>> = {
  float16: { exponentBits: 5, mantissaBits: 10, bias: 15, specials: "ieee" },
  bfloat16: { exponentBits: 8, mantissaBits: 7, bias: 127, specials: "ieee" },
  float8e4m3fn: { exponentBits: 4, mantissaBits: 3, bias: 7, specials: "finite" },
  float8e4m3fnuz: { exponentBits: 4, mantissaBits: 3, bias: 8, specials: "unsigned-zero" },
  float8e5m2: { exponentBits: 5, mantissaBits: 2, bias: 15, specials: "ieee" },
  float8e5m2fnuz: { exponentBits: 5, mantissaBits: 2, bias: 16, specials: "unsigned-zero" },
  float4e2m1: { exponentBits: 2, mantissaBits: 1, bias: 1, specials: "none" },
};

function decodeFloat(bits: number, { exponentBits, mantissaBits, bias, specials }: FloatFormat): number {
  const mantissaSpace = 2 ** mantissaBits;
  const topExponent = 2 ** exponentBits - 1;
  const mantissa = bits & (mantissaSpace - 1);
  const exponent = (bits >> mantissaBits) & topExponent;
  const isNegative = ((bits >> (mantissaBits + exponentBits)) & 1) === 1;
  if (specials === "unsigned-zero" && isNegative && exponent === 0 && mantissa === 0) return Number.NaN;
  if (specials === "finite" && exponent === topExponent && mantissa === mantissaSpace - 1) return Number.NaN;
  if (specials === "ieee" && exponent === topExponent) {
    if (mantissa !== 0) return Number.NaN;
    return isNegative ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  const size =
    exponent === 0
      ? (mantissa / mantissaSpace) * 2 ** (1 - bias)
      : (1 + mantissa / mantissaSpace) * 2 ** (exponent - bias);
  return isNegative ? -size : size;
}

/** The number that a bit pattern stands for, for dtypes of at most 16 bits other than bool; undefined for others. */
export function smallNumberOf(dtype: DType): ((bits: number) => number) | undefined {
  const format = floatFormats[dtype];
  if (format !== undefined) return (bits) => decodeFloat(bits, format);
  return integerFormats[dtype];
}

const integerFormats: Partial<Record<DType, (bits: number) => number>> = {
  // An exponent alone, of bias 127 and without a sign; all ones are NaN (OCP Microscaling Formats 1.0, 5.4.1).
  float8e8m0: (bits) => ((bits & 255) === 255 ? Number.NaN : 2 ** ((bits & 255) - 127)),
  uint8: (bits) => bits & 0xff,
  int8: (bits) => (bits << 24) >> 24,
  uint16: (bits) => bits & 0xffff,
  int16: (bits) => (bits << 16) >> 16,
  uint4: (bits) => bits & 15,
  int4: (bits) => (bits << 28) >> 28,
  uint2: (bits) => bits & 3,
  int2: (bits) => (bits << 30) >> 30,
};
