// Every family of WGSL kernels against the float64 reference, within the bound that the kernel itself names.
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { AttributeValue } from "../../../src/graph/index.js";
import type { ExecutableOperator } from "../../../src/ops/index.js";
import { webgpuKernels } from "../../../src/ops/webgpu-registry.js";
import type { RunTensor } from "../../../src/tensor/index.js";
import { openExecutor } from "./one-step.js";
import { int64Tensor, randomTensor } from "./random-tensor.js";
import { findErrors } from "./within-bound.js";

const executor = openExecutor();
afterAll(() => executor.dispose());

interface Row {
  readonly name: string;
  readonly op: ExecutableOperator;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  readonly inputs: readonly (RunTensor | undefined)[];
}

const conv = (
  name: string,
  x: readonly number[],
  w: readonly number[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
): Row => ({
  name,
  op: "Conv",
  attributes,
  inputs: [randomTensor(x, 1), randomTensor(w, 2), randomTensor([w[0] ?? 1], 3)],
});

const same = { pads: [1, 1, 1, 1] };

const convolutions: readonly Row[] = [
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

const products: readonly Row[] = [
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

const others: readonly Row[] = [
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
    inputs: [x4, channels(2), channels(3), channels(4), channels(5)],
  },
  { name: "the last axis", op: "LayerNormalization", inputs: [x4, randomTensor([5], 2), randomTensor([5], 3)] },
  {
    name: "the last two axes",
    op: "LayerNormalization",
    attributes: { axis: -2 },
    inputs: [x4, randomTensor([7, 5], 2), undefined],
  },
  { name: "root mean square", op: "RMSNormalization", inputs: [x4, randomTensor([5], 2)] },
  {
    name: "three groups",
    op: "GroupNormalization",
    attributes: { num_groups: 3 },
    inputs: [x4, channels(2), channels(3)],
  },
  { name: "each channel", op: "InstanceNormalization", inputs: [x4, channels(2), channels(3)] },
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

const movements: readonly Row[] = [
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

describe.each([
  ["convolution", convolutions],
  ["matrix product", products],
  ["windows, statistics, rows", others],
  ["movement", movements],
] as const)("%s", (_, rows) => {
  test.each(rows)("$op: $name", async (row) => {
    expect(await findErrors(executor, row)).toEqual([]);
  });
});

describe("element-wise functions", () => {
  const domains: Readonly<Partial<Record<string, [number, number]>>> = {
    Acosh: [1, 50],
    Acos: [-1, 1],
    Asin: [-1, 1],
    Atanh: [-0.9, 0.9],
    Log: [0.001, 50],
    Sqrt: [0, 50],
    Sin: [-3, 3],
    Cos: [-3, 3],
    Tan: [-1.5, 1.5],
  };
  const names = ["Relu", "LeakyRelu", "ThresholdedRelu", "Elu", "Selu", "Celu", "Gelu", "Sigmoid", "HardSigmoid"];
  const more = [
    "HardSwish",
    "Swish",
    "Mish",
    "Softplus",
    "Softsign",
    "Shrink",
    "Tanh",
    "Exp",
    "Log",
    "Sqrt",
    "Reciprocal",
  ];
  const rest = ["Neg", "Abs", "Sign", "Floor", "Ceil", "Round", "Erf", "Sin", "Cos", "Tan", "Asin", "Acos", "Atan"];
  const last = ["Sinh", "Cosh", "Asinh", "Acosh", "Atanh"];
  test.each([...names, ...more, ...rest, ...last])("%s", async (op) => {
    const x = randomTensor([300], 7, domains[op] ?? [-20, 20]);
    expect(await findErrors(executor, { op: op as ExecutableOperator, inputs: [x] })).toEqual([]);
  });
  test.each(["Add", "Sub", "Mul", "Div", "Less", "GreaterOrEqual", "Equal"])(
    "%s of shapes that broadcast",
    async (op) => {
      const inputs = [randomTensor([4, 1, 5], 1), randomTensor([3, 1], 2)];
      expect(await findErrors(executor, { op: op as ExecutableOperator, inputs })).toEqual([]);
    },
  );
});

describe("reductions", () => {
  const reductions = Object.keys(webgpuKernels).filter((op) => op.startsWith("Reduce"));
  test.each(reductions)("%s along axes apart", async (op) => {
    const x = randomTensor([3, 4, 5, 6], 1, [0.1, 2]);
    expect(await findErrors(executor, { op: op as ExecutableOperator, inputs: [x, int64Tensor(1, 3)] })).toEqual([]);
  });
});

test("a random convolution is right whatever its window", async () => {
  const window = fc.record({
    kernel: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    dilation: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
    pads: fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: 0, max: 2 }))),
    size: fc.tuple(fc.integer({ min: 7, max: 17 }), fc.integer({ min: 7, max: 17 })),
    groups: fc.integer({ min: 1, max: 3 }),
    inPerGroup: fc.integer({ min: 1, max: 5 }),
    outPerGroup: fc.integer({ min: 1, max: 10 }),
  });
  await fc.assert(
    fc.asyncProperty(window, async ({ kernel, stride, dilation, pads, size, groups, inPerGroup, outPerGroup }) => {
      const attributes = { strides: [...stride], dilations: [...dilation], pads: [...pads], group: groups };
      const x = [1, groups * inPerGroup, ...size];
      const errors = await findErrors(
        executor,
        conv("random", x, [groups * outPerGroup, inPerGroup, ...kernel], attributes),
      );
      expect(errors).toEqual([]);
    }),
    { numRuns: 3 },
  );
});
