/** A natural logarithm that is the same to the last bit in every engine, which Math.log need not be. */

const bits = new DataView(new ArrayBuffer(8));

/** 1/1, 1/3, ... 1/25: with |t| at most 0.1716 the terms left out are below 2^-53. */
const coefficients = Array.from({ length: 13 }, (_, k) => 1 / (2 * k + 1));

/**
 * ln(x) of a positive normal float64, by x = m·2^e with m around 1 and
 * ln(m) = 2·(t + t³/3 + t⁵/5 + ...), t = (m - 1)/(m + 1) (Abramowitz and Stegun, 4.1.27). Only +, -, ·, / are used.
 */
export function naturalLog(x: number): number {
  bits.setFloat64(0, x);
  const high = bits.getUint32(0);
  let exponent = (high >>> 20) - 1023;
  bits.setUint32(0, (high & 0xfffff) | 0x3ff00000);
  let mantissa = bits.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  const t = (mantissa - 1) / (mantissa + 1);
  const square = t * t;
  let sum = 0;
  for (let k = coefficients.length - 1; k >= 0; k -= 1) sum = sum * square + (coefficients[k] ?? 0);
  return exponent * Math.LN2 + 2 * t * sum;
}
