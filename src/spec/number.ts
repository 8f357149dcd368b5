/** The numbers of expressions: exact fractions whose parts are known or symbolic whole numbers. */
import { type Dim, dims, isAtLeast, isEqual, text } from "../dim/index.js";

/** A fraction that is no whole number, or is not known to be one. The denominator is positive. */
export class Ratio {
  constructor(
    readonly numerator: Dim,
    readonly denominator: Dim,
  ) {}
}

/** A number of an expression; whole ones are plain dimensions. */
export type Num = Dim | Ratio;

const numeratorOf = (a: Num): Dim => (a instanceof Ratio ? a.numerator : a);
const denominatorOf = (a: Num): Dim => (a instanceof Ratio ? a.denominator : 1);

function gcd(a: number, b: number): number {
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

/** numerator / denominator in lowest terms; a whole number where that can be shown. */
function ratio(numerator: Dim, denominator: Dim): Num {
  if (denominator === 1) return numerator;
  if (typeof numerator === "number" && typeof denominator === "number") {
    const sign = denominator < 0 ? -1 : 1;
    const common = gcd(numerator, denominator) * sign;
    return denominator === common ? numerator / common : new Ratio(numerator / common, denominator / common);
  }
  const floor = dims.floorDiv(numerator, denominator);
  return isEqual(dims.mul(floor, denominator), numerator) === true ? floor : new Ratio(numerator, denominator);
}

export function addNum(a: Num, b: Num): Num {
  if (!(a instanceof Ratio) && !(b instanceof Ratio)) return dims.add(a, b);
  const [p, q] = [denominatorOf(a), denominatorOf(b)];
  return ratio(dims.add(dims.mul(numeratorOf(a), q), dims.mul(numeratorOf(b), p)), dims.mul(p, q));
}

export function negateNum(a: Num): Num {
  return a instanceof Ratio ? new Ratio(dims.sub(0, a.numerator), a.denominator) : dims.sub(0, a);
}

export function multiplyNum(a: Num, b: Num): Num {
  if (!(a instanceof Ratio) && !(b instanceof Ratio)) return dims.mul(a, b);
  return ratio(dims.mul(numeratorOf(a), numeratorOf(b)), dims.mul(denominatorOf(a), denominatorOf(b)));
}

/** a / b, exactly; undefined where b is zero or its sign is not known. */
export function divideNum(a: Num, b: Num): Num | undefined {
  const divisor = numeratorOf(b);
  const positive = isAtLeast(divisor, 1);
  if (positive === undefined || divisor === 0) return undefined;
  const numerator = dims.mul(numeratorOf(a), denominatorOf(b));
  const denominator = dims.mul(denominatorOf(a), divisor);
  return positive ? ratio(numerator, denominator) : ratio(dims.sub(0, numerator), dims.sub(0, denominator));
}

export function floorNum(a: Num): Dim {
  return a instanceof Ratio ? dims.floorDiv(a.numerator, a.denominator) : a;
}

export function ceilNum(a: Num): Dim {
  return a instanceof Ratio ? dims.ceilDiv(a.numerator, a.denominator) : a;
}

/** The nearest whole number; halves go up. */
export function roundNum(a: Num): Dim {
  return a instanceof Ratio ? floorNum(addNum(a, new Ratio(1, 2))) : a;
}

/** Whether a >= b; undefined where that depends on a size. */
export function isNumAtLeast(a: Num, b: Num): boolean | undefined {
  return isAtLeast(dims.mul(numeratorOf(a), denominatorOf(b)), dims.mul(numeratorOf(b), denominatorOf(a)));
}

/** Whether a = b; undefined where that depends on a size. */
export function isNumEqual(a: Num, b: Num): boolean | undefined {
  return isEqual(dims.mul(numeratorOf(a), denominatorOf(b)), dims.mul(numeratorOf(b), denominatorOf(a)));
}

/** The lesser (or greater) of two numbers; undefined where fractions cannot be compared. */
export function extremeNum(which: "min" | "max", a: Num, b: Num): Num | undefined {
  if (!(a instanceof Ratio) && !(b instanceof Ratio)) return dims[which](a, b);
  const atLeast = isNumAtLeast(a, b);
  if (atLeast === undefined) return undefined;
  return atLeast === (which === "max") ? a : b;
}

/** The number as a float, for options such as rates; undefined where it is symbolic. */
export function floatOf(a: Num): number | undefined {
  const [numerator, denominator] = [numeratorOf(a), denominatorOf(a)];
  return typeof numerator === "number" && typeof denominator === "number" ? numerator / denominator : undefined;
}

/** A decimal literal as written, exactly: `1.4` is 7/5. Undefined beyond 15 digits or powers of ten. */
export function decimalNum(literal: string): Num | undefined {
  const [mantissa = "", exponent = "0"] = literal.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const power = Number(exponent) - fraction.length;
  const digits = Number(`${whole}${fraction}`);
  if (!Number.isSafeInteger(digits)) return undefined;
  if (digits === 0) return 0;
  if (Math.abs(power) > 15) return undefined;
  return power >= 0 ? dims.mul(digits, 10 ** power) : ratio(digits, 10 ** -power);
}

/** `7/5`, `H/2`. */
export function numText(a: Num): string {
  if (!(a instanceof Ratio)) return text(a);
  const part = (d: Dim): string => (typeof d === "number" ? `${d}` : `(${text(d)})`);
  return `${part(a.numerator)}/${part(a.denominator)}`;
}
