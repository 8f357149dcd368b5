/** Gradients of element-wise functions of any number of inputs. */
import { broadcastPlace } from "../element-wise.js";
import { type GradientCall, type GradientKernel, gradientOf, outputReals, sumTo } from "../gradient-kernel.js";
import { inputOf, realsOf } from "../reference-data.js";
import type { variadicOperators } from "./definition.js";

function targetOf(call: GradientCall): readonly number[] {
  return call.outputs[0]?.shape ?? [];
}

/** Every input gets the same slopes. */
const spread =
  (factorOf: (count: number) => number): GradientKernel =>
  (call) => {
    const factor = factorOf(call.inputs.length);
    const from = gradientOf(call);
    const to = factor === 1 ? from : Float64Array.from(from, (slope) => factor * slope);
    return call.inputs.map((_, index) => sumTo(to, targetOf(call), inputOf(call, index).shape));
  };

/** Equal extremes share the slope, as in PyTorch. */
const extreme: GradientKernel = (call) => {
  const target = targetOf(call);
  const [y, from] = [outputReals(call), gradientOf(call)];
  const inputs = call.inputs.map((_, index) => {
    const { shape, ...tensor } = inputOf(call, index);
    return { shape, x: realsOf({ shape, ...tensor }), place: broadcastPlace(shape, target) };
  });
  const winners = new Float64Array(y.length);
  for (const { x, place } of inputs) {
    for (let i = 0; i < y.length; i++) if (x[place(i)] === y[i]) winners[i] = (winners[i] as number) + 1;
  }
  return inputs.map(({ shape, x, place }) => {
    const to = new Float64Array(y.length);
    for (let i = 0; i < y.length; i++) if (x[place(i)] === y[i]) to[i] = (from[i] as number) / (winners[i] as number);
    return sumTo(to, target, shape);
  });
};

export const variadicGradients: { readonly [Op in keyof typeof variadicOperators]: GradientKernel } = {
  Min: extreme,
  Max: extreme,
  Sum: spread(() => 1),
  Mean: spread((count) => 1 / count),
};
