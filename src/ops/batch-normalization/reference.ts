/** Batch normalisation in plain loops, with running statistics or (in training mode) the batch's own. */
import { elementCount } from "../index-map.js";
import { defineKernel, inputOf, outputOf, type Reals, realsOf, tensorOf } from "../reference-data.js";

export interface BatchNormalizationAttributes {
  readonly epsilon: number;
  readonly momentum: number;
  readonly training_mode: number;
}

/** What batch normalisation does to a channel: `x·factor + summand`. */
export interface ChannelFactors {
  readonly factor: Float64Array;
  readonly summand: Float64Array;
}

/** factor = scale / sqrt(variance + epsilon), summand = bias - mean·factor (ONNX BatchNormalization). */
function channelFactors(scale: Reals, bias: Reals, mean: Reals, variance: Reals, epsilon: number): ChannelFactors {
  const factor = Float64Array.from(scale, (gain, c) => gain / Math.sqrt((variance[c] ?? 0) + epsilon));
  return { factor, summand: factor.map((gain, c) => (bias[c] ?? 0) - (mean[c] ?? 0) * gain) };
}

export const batchNormalizationReference = defineKernel<BatchNormalizationAttributes>((call) => {
  const { epsilon, momentum, training_mode } = call.attributes;
  const input = inputOf(call, 0);
  const x = realsOf(input);
  const [scale, bias, mean, variance] = [1, 2, 3, 4].map((index) => realsOf(inputOf(call, index)));
  if (scale === undefined || bias === undefined || mean === undefined || variance === undefined) return [];
  const [batch = 1, channels = 1, ...rest] = input.shape;
  const plane = elementCount(rest);
  const own = training_mode === 1 ? batchStatistics(x, batch, channels, plane) : { mean, variance };
  const { factor, summand } = channelFactors(scale, bias, own.mean, own.variance, epsilon);
  const channelOf = (i: number): number => Math.floor(i / plane) % channels;
  const y = tensorOf({ dtype: outputOf(call).dtype, shape: input.shape }, (i) => {
    const c = channelOf(i);
    return (x[i] as number) * (factor[c] as number) + (summand[c] as number);
  });
  const running = [
    [mean, own.mean],
    [variance, own.variance],
  ] as const;
  const statistics = running.map(([before, now], index) => {
    const type = call.outputs[index + 1];
    return type && tensorOf(type, (c) => (before[c] ?? 0) * momentum + (now[c] ?? 0) * (1 - momentum));
  });
  return [y, ...statistics.filter((tensor) => tensor !== undefined)];
});

/** Mean and population variance of every channel. */
export function batchStatistics(x: Reals, batch: number, channels: number, plane: number) {
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  const count = batch * plane;
  const forChannel = (c: number, visit: (element: number) => void): void => {
    for (let n = 0; n < batch; n++) {
      const start = (n * channels + c) * plane;
      for (let i = start; i < start + plane; i++) visit(x[i] as number);
    }
  };
  for (let c = 0; c < channels; c++) {
    let sum = 0;
    forChannel(c, (element) => {
      sum += element;
    });
    const average = sum / count;
    let squares = 0;
    forChannel(c, (element) => {
      squares += (element - average) ** 2;
    });
    mean[c] = average;
    variance[c] = squares / count;
  }
  return { mean, variance };
}
