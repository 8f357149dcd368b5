/** Gradients of softmax and its logarithm along one axis. */
import { wrapAxis } from "../axis.js";
import { defineGradient, gradientOf, outputReals } from "../gradient-kernel.js";
import { linesAlong } from "../lines.js";
import { inputOf } from "../reference-data.js";

/**
 * For a line of outputs y and slopes g: softmax gives y·(g - Σ g·y), its logarithm g - exp(y)·Σ g.
 */
function gradientKernel(isLogarithm: boolean) {
  return defineGradient<{ readonly axis: number }>((call) => {
    const { shape } = inputOf(call, 0);
    const [y, from] = [outputReals(call), gradientOf(call)];
    const to = new Float64Array(y.length);
    for (const { start, step, length } of linesAlong(shape, wrapAxis(call.attributes.axis, shape.length))) {
      const end = start + step * length;
      let sum = 0;
      for (let i = start; i < end; i += step) sum += (from[i] as number) * (isLogarithm ? 1 : (y[i] as number));
      for (let i = start; i < end; i += step) {
        const [slope, output] = [from[i] as number, y[i] as number];
        to[i] = isLogarithm ? slope - Math.exp(output) * sum : output * (slope - sum);
      }
    }
    return [to];
  });
}

export const softmaxGradient = gradientKernel(false);
export const logSoftmaxGradient = gradientKernel(true);
