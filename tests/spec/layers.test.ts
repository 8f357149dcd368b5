// Every layer type: what comes out of it, how many parameters it has, and which operators it becomes.
import { describe, expect, test } from "vitest";
import { layerTypes } from "../../src/spec/index.js";
import { buildLayers, type Layers } from "./network.js";

type Item = Layers[number];

/** Parameters of a convolution with bias: in · out · kernel + out. */
const conv = (input: number, output: number, kernel: number): number => input * output * kernel + output;

interface Row {
  readonly in: readonly (number | string)[];
  readonly layer: Item | Layers;
  /** With the batch of 1. */
  readonly out: string;
  readonly params?: number;
  readonly ops: readonly string[];
}

/** Output sizes by floor((in + pads - dilated kernel)/stride) + 1 (Dumoulin and Visin, 2016). */
const rows: Record<string, Row> = {
  conv1d: {
    in: [4, 10],
    layer: { type: "conv1d", filters: 6, kernel: 3 },
    out: "1 6 8",
    params: conv(4, 6, 3),
    ops: ["Conv"],
  },
  conv2d: {
    in: [3, 32, 32],
    layer: { type: "conv2d", filters: 8, kernel: [3, 5] },
    out: "1 8 30 28",
    params: conv(3, 8, 15),
    ops: ["Conv"],
  },
  "conv2d, stride and padding": {
    in: [3, 32, 32],
    layer: { type: "conv2d", filters: 8, kernel: 3, stride: 2, padding: 1 },
    out: "1 8 16 16",
    params: conv(3, 8, 9),
    ops: ["Conv"],
  },
  "conv2d, padding for each side": {
    in: [3, 32, 32],
    layer: { type: "conv2d", filters: 8, kernel: 3, padding: [[0, 1], 2] },
    out: "1 8 31 34",
    params: conv(3, 8, 9),
    ops: ["Conv"],
  },
  "conv2d, same": {
    in: [3, 31, 32],
    layer: { type: "conv2d", filters: 8, kernel: 4, padding: "same" },
    out: "1 8 31 32",
    params: conv(3, 8, 16),
    ops: ["Conv"],
  },
  "conv2d, same with stride 2": {
    in: [3, 31, 32],
    layer: { type: "conv2d", filters: 8, kernel: 3, stride: 2, padding: "same" },
    out: "1 8 16 16",
    params: conv(3, 8, 9),
    ops: ["Conv"],
  },
  "conv2d, valid": {
    in: [3, 32, 32],
    layer: { type: "conv2d", filters: 8, kernel: 3, padding: "valid" },
    out: "1 8 30 30",
    params: conv(3, 8, 9),
    ops: ["Conv"],
  },
  "conv2d, dilation": {
    in: [3, 32, 32],
    layer: { type: "conv2d", filters: 8, kernel: 3, dilation: 2 },
    out: "1 8 28 28",
    params: conv(3, 8, 9),
    ops: ["Conv"],
  },
  "conv2d, groups without bias": {
    in: [4, 8, 8],
    layer: { type: "conv2d", filters: 6, kernel: 1, groups: 2, bias: false },
    out: "1 6 8 8",
    params: 6 * 2,
    ops: ["Conv"],
  },
  "conv2d with norm and activation": {
    in: [3, 8, 8],
    layer: { type: "conv2d", filters: 4, kernel: 1, norm: "batch_norm", activation: "relu" },
    out: "1 4 8 8",
    params: 3 * 4 + 2 * 4,
    ops: ["Conv", "BatchNormalization", "Relu"],
  },
  conv3d: {
    in: [2, 8, 8, 8],
    layer: { type: "conv3d", filters: 4, kernel: [1, 2, 3] },
    out: "1 4 8 7 6",
    params: conv(2, 4, 6),
    ops: ["Conv"],
  },
  depthwise_conv1d: {
    in: [4, 8],
    layer: { type: "depthwise_conv1d", kernel: 3 },
    out: "1 4 6",
    params: 4 * 3 + 4,
    ops: ["Conv"],
  },
  depthwise_conv2d: {
    in: [4, 8, 8],
    layer: { type: "depthwise_conv2d", kernel: 3, multiplier: 2 },
    out: "1 8 6 6",
    params: 8 * 9 + 8,
    ops: ["Conv"],
  },
  separable_conv1d: {
    in: [4, 8],
    layer: { type: "separable_conv1d", filters: 6, kernel: 3 },
    out: "1 6 6",
    params: 4 * 3 + 4 * 6 + 6,
    ops: ["Conv", "Conv"],
  },
  separable_conv2d: {
    in: [4, 8, 8],
    layer: { type: "separable_conv2d", filters: 6, kernel: 3 },
    out: "1 6 6 6",
    params: 4 * 9 + 4 * 6 + 6,
    ops: ["Conv", "Conv"],
  },
  // (in - 1)·stride - 2·padding + kernel + output padding (Dumoulin and Visin, 2016, relationship 14)
  conv_transpose1d: {
    in: [4, 8],
    layer: { type: "conv_transpose1d", filters: 6, kernel: 2, stride: 2 },
    out: "1 6 16",
    params: conv(4, 6, 2),
    ops: ["ConvTranspose"],
  },
  conv_transpose2d: {
    in: [4, 8, 8],
    layer: { type: "conv_transpose2d", filters: 6, kernel: 3, stride: 2, padding: 1, output_padding: 1 },
    out: "1 6 16 16",
    params: conv(4, 6, 9),
    ops: ["ConvTranspose"],
  },
  conv_transpose3d: {
    in: [4, 2, 2, 2],
    layer: { type: "conv_transpose3d", filters: 6, kernel: 2, stride: 2, groups: 2 },
    out: "1 6 4 4 4",
    params: 4 * 3 * 8 + 6,
    ops: ["ConvTranspose"],
  },
  dense: { in: [10], layer: { type: "dense", units: 4 }, out: "1 4", params: 10 * 4 + 4, ops: ["Gemm"] },
  "dense at every position": {
    in: [7, 10],
    layer: { type: "dense", units: 4 },
    out: "1 7 4",
    params: 10 * 4 + 4,
    ops: ["MatMul", "Add"],
  },
  max_pool1d: { in: [3, 9], layer: { type: "max_pool1d", kernel: 2 }, out: "1 3 4", ops: ["MaxPool"] },
  max_pool2d: {
    in: [3, 9, 9],
    layer: { type: "max_pool2d", kernel: 3, stride: 2, padding: 1 },
    out: "1 3 5 5",
    ops: ["MaxPool"],
  },
  "max_pool2d, ceil": {
    in: [3, 8, 8],
    layer: { type: "max_pool2d", kernel: 3, stride: 2, ceil: true },
    out: "1 3 4 4",
    ops: ["MaxPool"],
  },
  max_pool3d: { in: [3, 4, 4, 4], layer: { type: "max_pool3d", kernel: 2 }, out: "1 3 2 2 2", ops: ["MaxPool"] },
  avg_pool1d: { in: [3, 9], layer: { type: "avg_pool1d", kernel: 3 }, out: "1 3 3", ops: ["AveragePool"] },
  avg_pool2d: {
    in: [3, 9, 9],
    layer: { type: "avg_pool2d", kernel: 3, stride: 1, padding: 1, count_include_pad: true },
    out: "1 3 9 9",
    ops: ["AveragePool"],
  },
  avg_pool3d: { in: [3, 4, 4, 4], layer: { type: "avg_pool3d", kernel: 2 }, out: "1 3 2 2 2", ops: ["AveragePool"] },
  adaptive_avg_pool1d: {
    in: [3, 9],
    layer: { type: "adaptive_avg_pool1d", output: 3 },
    out: "1 3 3",
    ops: ["AveragePool"],
  },
  adaptive_avg_pool2d: {
    in: [3, 9, 9],
    layer: { type: "adaptive_avg_pool2d", output: 1 },
    out: "1 3 1 1",
    ops: ["GlobalAveragePool"],
  },
  "adaptive_avg_pool2d, unequal windows": {
    in: [3, 9, 9],
    layer: { type: "adaptive_avg_pool2d", output: [2, 4] },
    out: "1 3 2 4",
    ops: ["AdaptiveAveragePool"],
  },
  adaptive_avg_pool3d: {
    in: [3, 4, 4, 4],
    layer: { type: "adaptive_avg_pool3d", output: 2 },
    out: "1 3 2 2 2",
    ops: ["AveragePool"],
  },
  adaptive_max_pool1d: {
    in: [3, 9],
    layer: { type: "adaptive_max_pool1d", output: 2 },
    out: "1 3 2",
    ops: ["AdaptiveMaxPool"],
  },
  adaptive_max_pool2d: {
    in: [3, 8, 8],
    layer: { type: "adaptive_max_pool2d", output: 4 },
    out: "1 3 4 4",
    ops: ["MaxPool"],
  },
  adaptive_max_pool3d: {
    in: [3, 4, 4, 4],
    layer: { type: "adaptive_max_pool3d", output: 1 },
    out: "1 3 1 1 1",
    ops: ["GlobalMaxPool"],
  },
  global_avg_pool: { in: [3, 9, 9], layer: "global_avg_pool", out: "1 3 1 1", ops: ["GlobalAveragePool"] },
  "global_avg_pool without the axes": {
    in: [3, 9, 9],
    layer: { type: "global_avg_pool", keep_axes: false },
    out: "1 3",
    ops: ["GlobalAveragePool", "Flatten"],
  },
  global_max_pool: { in: [3, 9], layer: "global_max_pool", out: "1 3 1", ops: ["GlobalMaxPool"] },
  batch_norm: { in: [6, 4, 4], layer: "batch_norm", out: "1 6 4 4", params: 2 * 6, ops: ["BatchNormalization"] },
  "batch_norm, not affine": {
    in: [6, 4, 4],
    layer: { type: "batch_norm", affine: false },
    out: "1 6 4 4",
    params: 0,
    ops: ["BatchNormalization"],
  },
  layer_norm: { in: [5, 8], layer: "layer_norm", out: "1 5 8", params: 2 * 8, ops: ["LayerNormalization"] },
  "layer_norm over two axes": {
    in: [5, 8],
    layer: { type: "layer_norm", axis: 1, bias: false },
    out: "1 5 8",
    params: 40,
    ops: ["LayerNormalization"],
  },
  group_norm: {
    in: [6, 4, 4],
    layer: { type: "group_norm", groups: 3 },
    out: "1 6 4 4",
    params: 2 * 6,
    ops: ["GroupNormalization"],
  },
  instance_norm: {
    in: [6, 4, 4],
    layer: { type: "instance_norm", activation: "relu" },
    out: "1 6 4 4",
    params: 2 * 6,
    ops: ["InstanceNormalization", "Relu"],
  },
  local_response_norm: { in: [6, 4, 4], layer: "local_response_norm", out: "1 6 4 4", ops: ["LRN"] },
  dropout: { in: [6], layer: { type: "dropout", rate: 0.2 }, out: "1 6", ops: ["Dropout"] },
  stochastic_depth: { in: [6], layer: "stochastic_depth", out: "1 6", ops: ["Dropout"] },
  relu: { in: [6], layer: "relu", out: "1 6", ops: ["Relu"] },
  relu6: { in: [6], layer: "relu6", out: "1 6", ops: ["Clip"] },
  leaky_relu: { in: [6], layer: { type: "leaky_relu", alpha: 0.2 }, out: "1 6", ops: ["LeakyRelu"] },
  prelu: { in: [6, 4, 4], layer: "prelu", out: "1 6 4 4", params: 1, ops: ["PRelu"] },
  "prelu for each channel": {
    in: [6, 4, 4],
    layer: { type: "prelu", per_channel: true },
    out: "1 6 4 4",
    params: 6,
    ops: ["PRelu"],
  },
  elu: { in: [6], layer: "elu", out: "1 6", ops: ["Elu"] },
  selu: { in: [6], layer: "selu", out: "1 6", ops: ["Selu"] },
  gelu: { in: [6], layer: { type: "gelu", approximate: "tanh" }, out: "1 6", ops: ["Gelu"] },
  silu: { in: [6], layer: "silu", out: "1 6", ops: ["Sigmoid", "Mul"] },
  hard_swish: { in: [6], layer: "hard_swish", out: "1 6", ops: ["HardSwish"] },
  hard_sigmoid: { in: [6], layer: "hard_sigmoid", out: "1 6", ops: ["HardSigmoid"] },
  sigmoid: { in: [6], layer: "sigmoid", out: "1 6", ops: ["Sigmoid"] },
  tanh: { in: [6], layer: "tanh", out: "1 6", ops: ["Tanh"] },
  softplus: { in: [6], layer: "softplus", out: "1 6", ops: ["Softplus"] },
  mish: { in: [6], layer: "mish", out: "1 6", ops: ["Mish"] },
  softmax: { in: [6], layer: "softmax", out: "1 6", ops: ["Softmax"] },
  log_softmax: { in: [6], layer: { type: "log_softmax", axis: 1 }, out: "1 6", ops: ["LogSoftmax"] },
  add: { in: [6], layer: { type: "add", from: ["input", "input", "previous"] }, out: "1 6", ops: ["Add", "Add"] },
  subtract: { in: [6], layer: { type: "subtract", from: ["input", "input"] }, out: "1 6", ops: ["Sub"] },
  multiply: { in: [6], layer: { type: "multiply", from: ["input", "input"] }, out: "1 6", ops: ["Mul"] },
  divide: { in: [6], layer: { type: "divide", from: ["input", "input"] }, out: "1 6", ops: ["Div"] },
  matmul: { in: [4, 4], layer: { type: "matmul", from: ["input", "input"] }, out: "1 4 4", ops: ["MatMul"] },
  abs: { in: [6], layer: "abs", out: "1 6", ops: ["Abs"] },
  scale: { in: [6, 4, 4], layer: "scale", out: "1 6 4 4", params: 6, ops: ["Mul"] },
  shift: { in: [6, 4, 4], layer: "shift", out: "1 6 4 4", params: 6, ops: ["Add"] },
  identity: { in: [6], layer: ["identity", "relu"], out: "1 6", ops: ["Relu"] },
  flatten: { in: [3, 4, 5], layer: "flatten", out: "1 60", ops: ["Flatten"] },
  "flatten from axis 2": { in: [3, 4, 5], layer: { type: "flatten", axis: 2 }, out: "1 3 20", ops: ["Reshape"] },
  concat: { in: [3, 4], layer: { type: "concat", from: ["input", "input"] }, out: "1 6 4", ops: ["Concat"] },
  reshape: { in: [3, 4, 5], layer: { type: "reshape", shape: [12, -1] }, out: "1 12 5", ops: ["Reshape"] },
  permute: { in: [3, 4, 5], layer: { type: "permute", axes: [0, 2, 3, 1] }, out: "1 4 5 3", ops: ["Transpose"] },
  pad: {
    in: [3, 4, 5],
    layer: { type: "pad", axis: ["height", "width"], before: 1, after: [0, 2] },
    out: "1 3 5 8",
    ops: ["Pad"],
  },
  slice: { in: [3, 10], layer: { type: "slice", axis: -1, start: 2, end: -1 }, out: "1 3 7", ops: ["Slice"] },
  select: { in: [3, 10], layer: { type: "select", axis: "channels", index: 0 }, out: "1 10", ops: ["Gather"] },
  "select several": {
    in: [3, 10],
    layer: { type: "select", axis: "channels", indices: [0, 2] },
    out: "1 2 10",
    ops: ["Gather"],
  },
  split: { in: [6, 4], layer: { type: "split", parts: 3 }, out: "1 2 4", ops: ["Split"] },
  "split unequally": { in: [6, 4], layer: { type: "split", sizes: [1, 5] }, out: "1 1 4", ops: ["Split"] },
  expand: { in: [1, 4], layer: { type: "expand", shape: [3, 4] }, out: "1 3 4", ops: ["Expand"] },
  upsample: { in: [3, 4, 5], layer: { type: "upsample", scale: [2, 3] }, out: "1 3 8 15", ops: ["Resize"] },
  channel_shuffle: {
    in: [6, 4, 4],
    layer: { type: "channel_shuffle", groups: 3 },
    out: "1 6 4 4",
    ops: ["Reshape", "Transpose", "Reshape"],
  },
  mean: { in: [3, 4, 5], layer: { type: "mean", axis: ["height", "width"] }, out: "1 3", ops: ["ReduceMean"] },
  sum: { in: [3, 4, 5], layer: { type: "sum", axis: 1, keep_axes: true }, out: "1 1 4 5", ops: ["ReduceSum"] },
  max: { in: [3, 4], layer: { type: "max", axis: -1 }, out: "1 3", ops: ["ReduceMax"] },
  min: { in: [3, 4], layer: { type: "min", axis: -1 }, out: "1 3", ops: ["ReduceMin"] },
  product: { in: [3, 4], layer: { type: "product", axis: -1 }, out: "1 3", ops: ["ReduceProd"] },
  l2_norm: { in: [3, 4], layer: { type: "l2_norm", axis: -1 }, out: "1 3", ops: ["ReduceL2"] },
  parameter: {
    in: [7, 8],
    layer: [{ name: "p", type: "parameter", shape: [7, 8] }, { add: ["input", "p"] }],
    out: "1 7 8",
    params: 56,
    ops: ["Add"],
  },
  "parameter for each example": {
    in: [7, 8],
    layer: { type: "parameter", shape: [1, 8], batch: true },
    out: "1 1 8",
    params: 8,
    ops: ["Expand"],
  },
  "parameter that is fixed": {
    in: [7, 8],
    layer: [{ name: "p", type: "parameter", shape: [8], buffer: true }, { add: ["input", "p"] }],
    out: "1 7 8",
    params: 0,
    ops: ["Add"],
  },
};

describe.each(Object.entries(rows))("%s", (_name, row) => {
  const list: Layers = Array.isArray(row.layer) ? row.layer : [row.layer as Item];
  const built = buildLayers(row.in, list);
  test("its output, parameters and operators", () => {
    expect(built.output).toBe(row.out);
    expect(built.params).toBe(row.params ?? 0);
    expect(built.ops).toEqual(row.ops);
  });
});

test("no layer type is left out of these tables", () => {
  const elsewhere = ["embedding", "multi_head_attention", "lstm", "gru", "rnn"];
  const tested = new Set([...Object.keys(rows), ...elsewhere]);
  expect(layerTypes.filter((type) => !tested.has(type))).toEqual([]);
});
