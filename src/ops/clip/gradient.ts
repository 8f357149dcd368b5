/** Gradient of clipping: the slope passes between the bounds (both included, as in PyTorch), and elsewhere goes to the bound. */
import { type GradientKernel, gradientOf } from "../gradient-kernel.js";
import { inputOf, optionalReals, realsOf } from "../reference-data.js";

export const clipGradient: GradientKernel = (call) => {
  const [x, from] = [realsOf(inputOf(call, 0)), gradientOf(call)];
  const least = optionalReals(call, 1)?.[0] ?? Number.NEGATIVE_INFINITY;
  const most = optionalReals(call, 2)?.[0] ?? Number.POSITIVE_INFINITY;
  const to = new Float64Array(x.length);
  const [byLeast, byMost] = [new Float64Array(1), new Float64Array(1)];
  for (let i = 0; i < to.length; i++) {
    const [element, slope] = [x[i] as number, from[i] as number];
    if (element > most || least > most) byMost[0] = (byMost[0] as number) + slope;
    else if (element < least) byLeast[0] = (byLeast[0] as number) + slope;
    else to[i] = slope;
  }
  return [to, byLeast, byMost];
};
