/** Gradient of leaky ReLU with a learnt slope. */
import { broadcastPlace } from "../element-wise.js";
import { type GradientKernel, gradientOf, sumTo } from "../gradient-kernel.js";
import { inputOf, realsOf } from "../reference-data.js";

export const preluGradient: GradientKernel = (call) => {
  const [input, slopes] = [inputOf(call, 0), inputOf(call, 1)];
  const [x, slope, from] = [realsOf(input), realsOf(slopes), gradientOf(call)];
  const place = broadcastPlace(slopes.shape, input.shape);
  const [byInput, bySlope] = [new Float64Array(x.length), new Float64Array(x.length)];
  for (let i = 0; i < x.length; i++) {
    const [element, back] = [x[i] as number, from[i] as number];
    byInput[i] = element > 0 ? back : back * (slope[place(i)] as number);
    if (element <= 0) bySlope[i] = back * element;
  }
  return [byInput, sumTo(bySlope, input.shape, slopes.shape)];
};
