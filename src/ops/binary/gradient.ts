/** Slopes of element-wise functions of two inputs: computed where the inputs meet, summed where one was repeated. */
import { broadcastPlace } from "../element-wise.js";
import { type GradientEntry, type GradientKernel, gradientOf, outputReals, sumTo } from "../gradient-kernel.js";
import { inputOf, realsOf } from "../reference-data.js";
import type { binaryOperators } from "./definition.js";

/** The slope by one of the inputs, given both and the output. */
type Slope = (a: number, b: number, y: number) => number;

/** Slopes by the first and the second input; a number where it is the same everywhere. */
type Pair = readonly [Slope | number, Slope | number];

function gradientKernel(slopes: Pair): GradientKernel {
  return (call) => {
    const [left, right] = [inputOf(call, 0), inputOf(call, 1)];
    const [a, b, y, from] = [realsOf(left), realsOf(right), outputReals(call), gradientOf(call)];
    const target = call.outputs[0]?.shape ?? [];
    const [at, also] = [broadcastPlace(left.shape, target), broadcastPlace(right.shape, target)];
    return [left, right].map(({ shape }, index) => {
      const slope = slopes[index];
      if (call.wanted[index] !== true || slope === undefined) return undefined;
      if (slope === 1) return sumTo(from, target, shape);
      const to = new Float64Array(from.length);
      for (let i = 0; i < to.length; i++) {
        const factor =
          typeof slope === "number" ? slope : slope(a[at(i)] as number, b[also(i)] as number, y[i] as number);
        to[i] = (from[i] as number) * factor;
      }
      return sumTo(to, target, shape);
    });
  };
}

const truth = { absent: "it gives truth values" } as const;
const bits = { absent: "it works on the bits of whole numbers" } as const;

export const binaryGradients: { readonly [Op in keyof typeof binaryOperators]: GradientEntry } = {
  Add: gradientKernel([1, 1]),
  Sub: gradientKernel([1, -1]),
  Mul: gradientKernel([(_, b) => b, (a) => a]),
  Div: gradientKernel([(_, b) => 1 / b, (_, b, y) => -y / b]),
  // a mod b = a - b·n with a whole number n that does not change between its jumps.
  Mod: gradientKernel([1, (a, b, y) => (y - a) / b]),
  Pow: gradientKernel([
    (a, b) => (b === 0 ? 0 : b * a ** (b - 1)),
    // 0 to a positive power is 0 whatever the power is.
    (a, b, y) => (a === 0 && b >= 0 ? 0 : y * Math.log(a)),
  ]),
  Equal: truth,
  Less: truth,
  LessOrEqual: truth,
  Greater: truth,
  GreaterOrEqual: truth,
  And: truth,
  Or: truth,
  Xor: truth,
  BitwiseAnd: bits,
  BitwiseOr: bits,
  BitwiseXor: bits,
  BitShift: bits,
};
