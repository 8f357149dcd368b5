// The cases that the kernels' tests run: every family of kernels, the shapes and attributes where they may go wrong.
import type { AttributeValue } from "../../../src/graph/index.js";
import type { ExecutableOperator } from "../../../src/ops/index.js";
import type { RunTensor } from "../../../src/tensor/index.js";
import { int64Tensor, randomTensor } from "./random-tensor.js";

export interface KernelCase {
  readonly name: string;
  readonly op: ExecutableOperator;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  readonly inputs: readonly (RunTensor | undefined)[];
}

export const conv = (
  name: string,
  x: readonly number[],
  w: readonly number[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
): KernelCase => ({
  name,
  op: "Conv",
  attributes,
  inputs: [randomTensor(x, 1), randomTensor(w, 2), randomTensor([w[0] ?? 1], 3)],
});

const same = { pads: [1, 1, 1, 1] };

export const convolutions: readonly KernelCase[] = [
  conv("3×3 padded, tiles that end outside", [2, 5, 13, 11], [9, 5, 3, 3], same),
  conv("5×5 without padding (LeNet-5's C3)", [1, 6, 14, 14], [16, 6, 5, 5]),
  conv("3×3 with stride 2 and odd padding", [1, 4, 15, 12], [8, 4, 3, 3], { strides: [2, 2], pads: [0, 1, 1, 0] }),
  conv("11×11 with stride 4 (AlexNet's first)", [1, 3, 35, 35], [8, 3, 11, 11], { strides: [4, 4] }),
  conv("dilated by different steps", [1, 3, 17, 19], [8, 3, 3, 3], { dilations: [2, 3], pads: [2, 3, 2, 3] }),
  conv("SAME_UPPER", [1, 3, 10, 9], [4, 3, 4, 2], { auto_pad: "SAME_UPPER", strides: [2, 2] }),
  conv("1×1, rows of vectors", [2, 7, 4, 6], [10, 7, 1, 1]),
  conv("1×1, ragged (7×7 pixels)", [2, 16, 7, 7], [24, 16, 1, 1]),
  conv("1×1 with stride 2", [1, 8, 9, 9], [16, 8, 1, 1], { strides: [2, 2] }),
  conv("the whole input (LeNet-5's C5)", [2, 16, 5, 5], [120, 16, 5, 5]),
  conv("two groups of 6 and 5 channels", [1, 12, 9, 9], [10, 6, 3, 3], { group: 2, ...same }),
  conv("32 groups of 4 (ResNeXt)", [1, 128, 7, 7], [128, 4, 3, 3], { group: 32, ...same }),
  conv("depthwise 3×3", [2, 9, 12, 10], [9, 1, 3, 3], { group: 9, ...same }),
  conv("depthwise 5×5 with stride 2 and two outputs each", [1, 4, 16, 16], [8, 1, 5, 5], {
    group: 4,
    strides: [2, 2],
    pads: [2, 2, 2, 2],
  }),
  conv("3×3 padded, two rows", [2, 5, 2, 11], [9, 5, 3, 3], same),
  conv("3×3 with stride 2, two rows", [1, 4, 4, 12], [8, 4, 3, 3], { strides: [2, 2], pads: [0, 1, 1, 0] }),
  conv("dilated, two rows", [1, 3, 2, 19], [4, 3, 3, 3], { dilations: [2, 3], pads: [2, 3, 2, 3] }),
  conv("two groups, two rows", [1, 12, 2, 9], [10, 6, 3, 3], { group: 2, ...same }),
  conv("depthwise, two rows", [2, 9, 2, 10], [9, 1, 3, 3], { group: 9, ...same }),
  conv("depthwise with two outputs each, two rows", [1, 4, 4, 16], [8, 1, 3, 3], {
    group: 4,
    strides: [2, 2],
    pads: [1, 1, 1, 1],
  }),
  conv("one axis", [2, 3, 40], [8, 3, 7], { pads: [3, 3], dilations: [1] }),
  conv("three axes", [1, 2, 5, 6, 7], [4, 2, 3, 3, 3], { pads: [1, 1, 1, 1, 1, 1] }),
  {
    name: "transposed 3×3 with stride 2 and output padding",
    op: "ConvTranspose",
    attributes: { strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1] },
    inputs: [randomTensor([1, 6, 5, 7], 1), randomTensor([6, 4, 3, 3], 2), randomTensor([4], 3)],
  },
  {
    name: "transposed 2×2 in groups",
    op: "ConvTranspose",
    attributes: { strides: [2, 2], group: 2 },
    inputs: [randomTensor([2, 4, 3, 3], 1), randomTensor([4, 3, 2, 2], 2), undefined],
  },
];

export const products: readonly KernelCase[] = [
  {
    name: "a dense layer of one example",
    op: "Gemm",
    attributes: { transB: 1 },
    inputs: [randomTensor([1, 37], 1), randomTensor([10, 37], 2), randomTensor([10], 3)],
  },
  {
    name: "a dense layer of nine examples",
    op: "Gemm",
    attributes: { transB: 1, alpha: 0.5 },
    inputs: [randomTensor([9, 37], 1), randomTensor([11, 37], 2), randomTensor([11], 3)],
  },
  {
    name: "both transposed, a scaled addend per row",
    op: "Gemm",
    attributes: { transA: 1, transB: 1, beta: 0.25 },
    inputs: [randomTensor([8, 5], 1), randomTensor([12, 8], 2), randomTensor([5, 1], 3)],
  },
  { name: "stacks that broadcast", op: "MatMul", inputs: [randomTensor([2, 1, 5, 8], 1), randomTensor([3, 8, 12], 2)] },
  { name: "a stack times one matrix", op: "MatMul", inputs: [randomTensor([3, 5, 16], 1), randomTensor([16, 20], 2)] },
  { name: "two vectors", op: "MatMul", inputs: [randomTensor([19], 1), randomTensor([19], 2)] },
];

const x4 = randomTensor([2, 6, 7, 5], 1);
const channels = (seed: number) => randomTensor([6], seed, [0.5, 1.5]);
const pool = { kernel_shape: [3, 2], strides: [2, 2], pads: [1, 0, 1, 1] };

export const others: readonly KernelCase[] = [
  { name: "ceil windows", op: "MaxPool", attributes: { ...pool, ceil_mode: 1 }, inputs: [x4] },
  { name: "padding counted", op: "AveragePool", attributes: { ...pool, count_include_pad: 1 }, inputs: [x4] },
  { name: "padding not counted", op: "AveragePool", attributes: pool, inputs: [x4] },
  { name: "p = 3", op: "LpPool", attributes: { kernel_shape: [2, 2], p: 3 }, inputs: [x4] },
  { name: "all positions", op: "GlobalAveragePool", inputs: [x4] },
  { name: "all positions", op: "GlobalMaxPool", inputs: [x4] },
  { name: "to 3×2", op: "shapewright.AdaptiveAveragePool", attributes: { output_size: [3, 2] }, inputs: [x4] },
  { name: "to 4×4", op: "shapewright.AdaptiveMaxPool", attributes: { output_size: [4, 4] }, inputs: [x4] },
  {
    name: "running statistics",
    op: "BatchNormalization",
    attributes: { epsilon: 0.05 },
    inputs: [x4, channels(2), channels(3), channels(4), channels(5)],
  },
  {
    name: "the last axis",
    op: "LayerNormalization",
    attributes: { epsilon: 0.05 },
    inputs: [x4, randomTensor([5], 2), randomTensor([5], 3)],
  },
  {
    name: "the last two axes",
    op: "LayerNormalization",
    attributes: { axis: -2, epsilon: 0.05 },
    inputs: [x4, randomTensor([7, 5], 2), undefined],
  },
  {
    name: "root mean square",
    op: "RMSNormalization",
    attributes: { epsilon: 0.05 },
    inputs: [x4, randomTensor([5], 2)],
  },
  {
    name: "three groups",
    op: "GroupNormalization",
    attributes: { num_groups: 3, epsilon: 0.05 },
    inputs: [x4, channels(2), channels(3)],
  },
  {
    name: "each channel",
    op: "InstanceNormalization",
    attributes: { epsilon: 0.05 },
    inputs: [x4, channels(2), channels(3)],
  },
  { name: "axes apart", op: "MeanVarianceNormalization", inputs: [x4] },
  { name: "along channels", op: "LpNormalization", attributes: { axis: 1 }, inputs: [x4] },
  { name: "five channels", op: "LRN", attributes: { size: 5, alpha: 0.5, bias: 2 }, inputs: [x4] },
  { name: "the middle axis", op: "Softmax", attributes: { axis: 1 }, inputs: [x4] },
  { name: "the last axis", op: "LogSoftmax", inputs: [x4] },
  { name: "the last axis", op: "Hardmax", inputs: [x4] },
  {
    name: "backwards, without itself",
    op: "CumSum",
    attributes: { reverse: 1, exclusive: 1 },
    inputs: [x4, { ...int64Tensor(1), shape: [] }],
  },
  {
    name: "linear to 3/2 and 5/4",
    op: "Resize",
    attributes: { mode: "linear", axes: [2, 3] },
    inputs: [x4, undefined, { dtype: "float32", shape: [2], data: Float32Array.of(1.5, 1.25) }],
  },
  { name: "four", op: "Mean", inputs: [x4, randomTensor([5], 2), randomTensor([6, 1, 1], 3), randomTensor([1], 4)] },
  { name: "three", op: "Max", inputs: [x4, randomTensor([7, 1], 2), x4] },
];

export const movements: readonly KernelCase[] = [
  { name: "all axes", op: "Transpose", attributes: { perm: [2, 0, 3, 1] }, inputs: [x4] },
  {
    name: "backwards in steps",
    op: "Slice",
    inputs: [x4, int64Tensor(-1, 1), int64Tensor(-100, 5), int64Tensor(2, 1), int64Tensor(-2, 2)],
  },
  { name: "mirrored", op: "Pad", attributes: { mode: "reflect" }, inputs: [x4, int64Tensor(0, 1, 3, 2, 0, 2, 1, 4)] },
  {
    name: "a constant, and cropped",
    op: "Pad",
    inputs: [x4, int64Tensor(0, 0, -1, 2, 0, 0, 1, -2), { ...randomTensor([1], 9), shape: [] }],
  },
  { name: "two axes", op: "Tile", inputs: [x4, int64Tensor(1, 2, 1, 3)] },
  { name: "three tensors", op: "Concat", attributes: { axis: 2 }, inputs: [x4, randomTensor([2, 6, 1, 5], 2), x4] },
  { name: "rows, some from the end", op: "Gather", attributes: { axis: 1 }, inputs: [x4, int64Tensor(5, -1, 0)] },
  { name: "blocks", op: "DepthToSpace", attributes: { blocksize: 2 }, inputs: [randomTensor([1, 8, 3, 2], 1)] },
  { name: "below the diagonal", op: "Trilu", attributes: { upper: 0 }, inputs: [x4] },
];

/** Where each function is defined, or where WGSL promises its accuracy. */
const domains: Readonly<Record<string, [number, number]>> = {
  Acosh: [1, 50],
  Acos: [-1, 1],
  Asin: [-1, 1],
  Atanh: [-0.9, 0.9],
  Log: [0.001, 50],
  Sqrt: [0, 50],
  Sin: [-3, 3],
  Cos: [-3, 3],
  Tan: [-1.5, 1.5],
  Cosh: [-9, 9],
};

const functions: readonly ExecutableOperator[] = [
  ...(["Relu", "LeakyRelu", "ThresholdedRelu", "Elu", "Selu", "Celu", "Gelu", "Sigmoid", "HardSigmoid"] as const),
  ...(["HardSwish", "Swish", "Mish", "Softplus", "Softsign", "Shrink", "Tanh", "Exp", "Log", "Sqrt"] as const),
  ...(["Reciprocal", "Neg", "Abs", "Sign", "Floor", "Ceil", "Round", "Erf", "Sin", "Cos", "Tan", "Asin"] as const),
  ...(["Acos", "Atan", "Sinh", "Cosh", "Asinh", "Acosh", "Atanh"] as const),
];

export const elementwise: readonly KernelCase[] = functions.map((op) => ({
  name: "random elements",
  op,
  inputs: [randomTensor([300], 7, domains[op] ?? [-20, 20])],
}));

const operators = [
  "Add",
  "Sub",
  "Mul",
  "Div",
  "Mod",
  "Pow",
  "Less",
  "LessOrEqual",
  "Greater",
  "GreaterOrEqual",
] as const;

export const pairs: readonly KernelCase[] = operators.map((op) => ({
  name: "shapes that broadcast",
  op,
  ...(op === "Mod" && { attributes: { fmod: 1 } }),
  inputs: [randomTensor([4, 1, 5], 1, [0.1, 1]), randomTensor([3, 1], 2, [0.1, 1])],
}));

const sums: readonly ExecutableOperator[] = [
  ...(["ReduceSum", "ReduceMean", "ReduceProd", "ReduceMax", "ReduceMin"] as const),
  ...(["ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSum", "ReduceLogSumExp"] as const),
];

export const reductions: readonly KernelCase[] = sums.map((op) => ({
  name: "axes apart",
  op,
  inputs: [randomTensor([3, 4, 5, 6], 1, [0.1, 2]), int64Tensor(1, 3)],
}));

const scalar = (value: number): RunTensor => ({ dtype: "float32", shape: [], data: Float32Array.of(value) });
const indices = (shape: readonly number[], below: number): RunTensor => ({
  dtype: "int64",
  shape,
  data: BigInt64Array.from({ length: shape.reduce((n, size) => n * size, 1) }, (_, i) => BigInt(((i * 7) % below) - 1)),
});
const truths: RunTensor = { dtype: "bool", shape: [5], data: Uint8Array.of(1, 0, 0, 1, 1) };

export const choices: readonly KernelCase[] = [
  { name: "two", op: "Min", inputs: [x4, randomTensor([7, 1], 2)] },
  { name: "three", op: "Sum", inputs: [x4, randomTensor([7, 1], 2), x4] },
  { name: "all positions", op: "GlobalLpPool", inputs: [x4] },
  { name: "along channels", op: "ArgMax", attributes: { axis: 1 }, inputs: [x4] },
  { name: "along channels", op: "ArgMin", attributes: { axis: 1 }, inputs: [x4] },
  { name: "to whole numbers", op: "Cast", attributes: { to: 6 }, inputs: [randomTensor([300], 7, [-20, 20])] },
  { name: "both bounds", op: "Clip", inputs: [x4, scalar(-0.5), scalar(0.25)] },
  { name: "by truth values", op: "Where", inputs: [truths, x4, randomTensor([6, 7, 5], 3)] },
  { name: "a slope for each channel", op: "PRelu", inputs: [x4, randomTensor([6, 1, 1], 2)] },
  { name: "to three matrices", op: "Expand", inputs: [randomTensor([3, 1, 5], 1), int64Tensor(3, 4, 5)] },
  { name: "two halves", op: "Split", attributes: { axis: 1, num_outputs: 2 }, inputs: [x4] },
  { name: "blocks", op: "SpaceToDepth", attributes: { blocksize: 2 }, inputs: [randomTensor([1, 2, 6, 4], 1)] },
  { name: "along channels", op: "GatherElements", attributes: { axis: 1 }, inputs: [x4, indices([2, 3, 7, 5], 6)] },
  {
    name: "five classes",
    op: "OneHot",
    inputs: [indices([2, 3], 5), { ...int64Tensor(5), shape: [] }, { ...randomTensor([2], 3), shape: [2] }],
  },
];

const sequence = randomTensor([3, 2, 4], 1);

export const layers: readonly KernelCase[] = [
  {
    name: "a batched product",
    op: "Einsum",
    attributes: { equation: "bij,bjk->bik" },
    inputs: [randomTensor([2, 3, 4], 1), randomTensor([2, 4, 5], 2)],
  },
  {
    name: "a diagonal and three operands",
    op: "Einsum",
    attributes: { equation: "...ii,...i,i->..." },
    inputs: [randomTensor([2, 3, 3], 1), randomTensor([2, 3], 2), randomTensor([3], 3)],
  },
  { name: "the greatest three", op: "TopK", attributes: { axis: 1 }, inputs: [x4, int64Tensor(3)] },
  {
    name: "causal, with a mask, two heads share keys",
    op: "Attention",
    attributes: { is_causal: 1 },
    inputs: [
      randomTensor([2, 4, 5, 8], 1),
      randomTensor([2, 2, 5, 8], 2),
      randomTensor([2, 2, 5, 6], 3),
      randomTensor([5, 5], 4),
    ],
  },
  {
    name: "backwards",
    op: "RNN",
    attributes: { direction: "reverse", hidden_size: 5 },
    inputs: [sequence, randomTensor([1, 5, 4], 2), randomTensor([1, 5, 5], 3), randomTensor([1, 10], 4)],
  },
  {
    name: "from a state",
    op: "GRU",
    attributes: { hidden_size: 5 },
    inputs: [
      sequence,
      randomTensor([1, 15, 4], 2),
      randomTensor([1, 15, 5], 3),
      randomTensor([1, 30], 4),
      undefined,
      randomTensor([1, 2, 5], 5),
    ],
  },
  {
    name: "both ways, with peepholes",
    op: "LSTM",
    attributes: { direction: "bidirectional", hidden_size: 3 },
    inputs: [
      sequence,
      randomTensor([2, 12, 4], 2),
      randomTensor([2, 12, 3], 3),
      randomTensor([2, 24], 4),
      undefined,
      randomTensor([2, 2, 3], 5),
      randomTensor([2, 2, 3], 6),
      randomTensor([2, 9], 7),
    ],
  },
];
