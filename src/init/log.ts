/** A natural logarithm that is the same to the last bit in every engine, which Math.log need not be. */

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
/** Which of the two words has sign and exponent: 1 becomes 0x3ff00000 in it. */
float[0] = 1;
const high = words[0] === 0 ? 1 : 0;

/**
 * ln(x) of a positive normal float64, by x = m·2^e with m around 1 and
 * ln(m) = 2·(t + t³/3 + t⁵/5 + ...), t = (m - 1)/(m + 1) (Abramowitz and Stegun, 4.1.27). Only +, -, ·, / are used.
 * With |t| at most 0.1716 the terms from t²⁷ on are below 2^-53.
 */
export function naturalLog(x: number): number {
  float[0] = x;
  const word = words[high] ?? 0;
  let exponent = (word >>> 20) - 1023;
  words[high] = (word & 0xfffff) | 0x3ff00000;
  let mantissa = float[0];
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  const t = (mantissa - 1) / (mantissa + 1);
  const s = t * t;
  const upper = 1 / 13 + s * (1 / 15 + s * (1 / 17 + s * (1 / 19 + s * (1 / 21 + s * (1 / 23 + s * (1 / 25))))));
  const sum = 1 + s * (1 / 3 + s * (1 / 5 + s * (1 / 7 + s * (1 / 9 + s * (1 / 11 + s * upper)))));
  return exponent * Math.LN2 + 2 * t * sum;
}
