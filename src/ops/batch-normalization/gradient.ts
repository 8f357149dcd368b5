/** Gradient of batch normalisation, through the batch's own statistics in training mode. */
import { defineGradient, gradientOf } from "../gradient-kernel.js";
import { elementCount } from "../index-map.js";
import { inputOf, realsOf } from "../reference-data.js";
import { type BatchNormalizationAttributes, batchStatistics } from "./reference.js";

/**
 * With x' = (x - mean)/deviation and slopes g: scale gets Σ g·x', bias Σ g, the input
 * scale/deviation·(g - mean(g) - x'·mean(g·x')) (Ioffe and Szegedy, 2015, section 3); where the statistics are given,
 * they do not depend on the input and only scale/deviation·g is left.
 */
export const batchNormalizationGradient = defineGradient<BatchNormalizationAttributes>((call) => {
  const { epsilon, training_mode } = call.attributes;
  const input = inputOf(call, 0);
  const [x, scale, from] = [realsOf(input), realsOf(inputOf(call, 1)), gradientOf(call)];
  const [batch = 1, channels = 1, ...rest] = input.shape;
  const plane = elementCount(rest);
  const isOwn = training_mode === 1;
  const { mean, variance } = isOwn
    ? batchStatistics(x, batch, channels, plane)
    : { mean: realsOf(inputOf(call, 3)), variance: realsOf(inputOf(call, 4)) };
  const to = new Float64Array(x.length);
  const [byScale, byBias] = [new Float64Array(channels), new Float64Array(channels)];
  const count = batch * plane;
  for (let c = 0; c < channels; c++) {
    const middle = mean[c] as number;
    const inverse = 1 / Math.sqrt((variance[c] as number) + epsilon);
    let sum = 0;
    let dot = 0;
    for (let n = 0; n < batch; n++) {
      const start = (n * channels + c) * plane;
      for (let i = start; i < start + plane; i++) {
        sum += from[i] as number;
        dot += (from[i] as number) * ((x[i] as number) - middle) * inverse;
      }
    }
    byScale[c] = dot;
    byBias[c] = sum;
    const factor = (scale[c] as number) * inverse;
    const [average, along] = isOwn ? [sum / count, dot / count] : [0, 0];
    for (let n = 0; n < batch; n++) {
      const start = (n * channels + c) * plane;
      for (let i = start; i < start + plane; i++) {
        to[i] = factor * ((from[i] as number) - average - ((x[i] as number) - middle) * inverse * along);
      }
    }
  }
  return [to, byScale, byBias];
});
