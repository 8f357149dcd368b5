/** The causal depthwise convolution in plain loops: past positions before the present ones, then every kernel over them. */
import { defineKernel, inputOf, optionalReals, outputOf, realsOf, tensorOfSums } from "../reference-data.js";

export const causalConvReference = defineKernel<{ readonly activation: string }>((call) => {
  const [x, w] = [inputOf(call, 0), inputOf(call, 1)];
  const [batch = 1, channels = 1, length = 1] = x.shape;
  const kernel = w.shape[2] ?? 1;
  const kept = kernel - 1;
  const [data, weights] = [realsOf(x), realsOf(w)];
  const [bias, past] = [optionalReals(call, 2), optionalReals(call, 3)];
  const y = new Float64Array(batch * channels * length);
  const state = new Float64Array(batch * channels * kept);
  const line = new Float64Array(kept + length);
  for (let row = 0; row < batch * channels; row++) {
    const channel = row % channels;
    for (let i = 0; i < kept; i++) line[i] = past?.[row * kept + i] ?? 0;
    for (let i = 0; i < length; i++) line[kept + i] = data[row * length + i] as number;
    for (let t = 0; t < length; t++) {
      let sum = bias?.[channel] ?? 0;
      for (let k = 0; k < kernel; k++) {
        sum += (weights[channel * kernel + k] as number) * (line[t + k] as number);
        if (call.counter !== undefined) call.counter.executed++;
      }
      y[row * length + t] = call.attributes.activation === "none" ? sum : sum / (1 + Math.exp(-sum));
    }
    state.set(line.subarray(length), row * kept);
  }
  return [y, state].slice(0, call.outputs.length).map((sums, i) => tensorOfSums(outputOf(call, i), sums));
});
