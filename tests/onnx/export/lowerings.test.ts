// Operators written for an older opset give what onnxruntime's own operator gives in a newer one.
import { describe, expect, test } from "vitest";
import { Scope } from "../../../src/dim/index.js";
import type { AttributeValue, Graph, Weight } from "../../../src/graph/index.js";
import { decodeModel } from "../../../src/onnx/index.js";
import { integers, type KnownValue, type TensorType } from "../../../src/tensor/index.js";
import { bytesOf, shapedOf } from "./networks.js";
import { runModel } from "./runtime.js";

interface Single {
  readonly name: string;
  readonly op: string;
  readonly domain?: string;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  /** Sizes of an input, a type, or a constant. */
  readonly inputs: readonly (readonly number[] | TensorType | KnownValue)[];
  readonly outputs?: number;
}

/** A graph of one node. */
function graphOf({ op, domain, attributes = {}, inputs, outputs = 1 }: Single): Graph {
  const weights = new Map<string, Weight>();
  const fed: { name: string; type: TensorType }[] = [];
  const names = inputs.map((input, index) => {
    const name = `in${index}`;
    if ("data" in input) weights.set(name, { ...input, name, kind: "constant", value: input });
    else fed.push({ name, type: "dtype" in input ? input : { dtype: "float32", shape: input } });
    return name;
  });
  const made = Array.from({ length: outputs }, (_, index) => `out${index}`);
  const node = { name: "node", op, attributes, inputs: names, outputs: made, ...(domain !== undefined && { domain }) };
  return {
    name: "single",
    inputs: fed,
    outputs: made.map((value) => ({ name: value, value })),
    nodes: [node],
    weights,
    scope: new Scope(),
    about: {},
  };
}

/** Opset of the lowered form, opset of the operator itself. */
const cases: readonly (Single & { readonly opsets: readonly [number, number] })[] = [
  { name: "Gelu", op: "Gelu", inputs: [[3, 7]], opsets: [17, 20] },
  { name: "Gelu by tanh", op: "Gelu", attributes: { approximate: "tanh" }, inputs: [[3, 7]], opsets: [17, 20] },
  { name: "Mish", op: "Mish", inputs: [[3, 7]], opsets: [17, 18] },
  { name: "HardSwish", op: "HardSwish", inputs: [[3, 7]], opsets: [13, 14] },
  {
    name: "LayerNormalization over two axes",
    op: "LayerNormalization",
    attributes: { axis: 1, epsilon: 0.1 },
    inputs: [
      [2, 3, 4],
      [3, 4],
      [3, 4],
    ],
    opsets: [13, 17],
  },
  { name: "LayerNormalization without offset", op: "LayerNormalization", inputs: [[2, 3, 4], [4]], opsets: [16, 17] },
  { name: "RMSNormalization", op: "RMSNormalization", inputs: [[2, 3, 4], [4]], opsets: [17, 23] },
  {
    name: "GroupNormalization",
    op: "GroupNormalization",
    attributes: { num_groups: 2, epsilon: 0.1 },
    inputs: [[2, 6, 3, 4], [6], [6]],
    opsets: [17, 21],
  },
  {
    name: "Attention",
    op: "Attention",
    inputs: [
      [2, 3, 4, 8],
      [2, 3, 5, 8],
      [2, 3, 5, 6],
    ],
    opsets: [17, 23],
  },
  {
    name: "Attention, flat, causal, few key heads",
    op: "Attention",
    attributes: { q_num_heads: 4, kv_num_heads: 2, is_causal: 1 },
    inputs: [
      [2, 5, 32],
      [2, 5, 16],
      [2, 5, 16],
    ],
    opsets: [17, 23],
  },
  {
    name: "Attention, scaled, capped, masked",
    op: "Attention",
    attributes: { scale: 0.3, softcap: 2 },
    inputs: [
      [1, 2, 4, 8],
      [1, 2, 5, 8],
      [1, 2, 5, 8],
      [4, 5],
    ],
    opsets: [13, 23],
  },
  {
    name: "ReduceMean over named axes",
    op: "ReduceMean",
    attributes: { keepdims: 0 },
    inputs: [[2, 3, 4], integers([0, 2])],
    opsets: [13, 18],
  },
  { name: "ReduceMax over all", op: "ReduceMax", inputs: [[2, 3, 4]], opsets: [13, 18] },
  {
    name: "ReduceL2 over no axes",
    op: "ReduceL2",
    attributes: { noop_with_empty_axes: 1 },
    inputs: [[2, 3]],
    opsets: [13, 18],
  },
  {
    name: "ReduceSumSquare over no axes",
    op: "ReduceSumSquare",
    attributes: { noop_with_empty_axes: 1 },
    inputs: [[2, 3]],
    opsets: [13, 18],
  },
  {
    name: "Split into a number of parts, the last smaller",
    op: "Split",
    attributes: { axis: 1, num_outputs: 3 },
    inputs: [[2, 8]],
    outputs: 3,
    opsets: [13, 18],
  },
  {
    name: "Pad of one axis",
    op: "Pad",
    inputs: [[2, 3], integers([1, 2]), { dtype: "float32", shape: [], data: [0.5] }, integers([-1])],
    opsets: [13, 18],
  },
  {
    name: "AveragePool with dilations of 1",
    op: "AveragePool",
    attributes: { kernel_shape: [2, 2], dilations: [1, 1] },
    inputs: [[1, 2, 4, 4]],
    opsets: [13, 19],
  },
];

test.each(cases)("$name", async ({ opsets: [older, newer], ...single }) => {
  const shaped = shapedOf(graphOf(single));
  const [lowered, own] = [bytesOf(shaped, { opset: older }), bytesOf(shaped, { opset: newer })];
  const ops = decodeModel(own).value?.graph.nodes.map(({ op }) => op);
  expect(ops?.filter((op) => op !== "Constant")).toEqual([single.op]);
  const [actual, expected] = [await runModel(lowered), await runModel(own)];
  expect([...actual.keys()]).toEqual([...expected.keys()]);
  for (const [name, { dims, data }] of expected) {
    expect(actual.get(name)?.dims).toEqual(dims);
    expect(data.length).toBeGreaterThan(0);
    data.forEach((value, index) => expect(actual.get(name)?.data[index]).toBeCloseTo(value, 4));
  }
});

describe("adaptive pooling, which ONNX does not have", () => {
  // Windows by PyTorch's rule floor(i·in/out) to ceil((i + 1)·in/out), on 0 to in - 1.
  test.each([
    ["a mean of 5 in 1", "AdaptiveAveragePool", [5], [1], [2]],
    ["means of 6 in 3: [0 1] [2 3] [4 5]", "AdaptiveAveragePool", [6], [3], [0.5, 2.5, 4.5]],
    ["means of 7 in 3: [0 2] [2 4] [4 6]", "AdaptiveAveragePool", [7], [3], [1, 3, 5]],
    ["means of 2 in 3: [0] [0 1] [1]", "AdaptiveAveragePool", [2], [3], [0, 0.5, 1]],
    ["4 left as they are", "AdaptiveAveragePool", [4], [4], [0, 1, 2, 3]],
    ["maxima of 7 in 3", "AdaptiveMaxPool", [7], [3], [2, 4, 6]],
    ["maxima of 5 in 1", "AdaptiveMaxPool", [5], [1], [4]],
    // Rows 0 to 1 and 1 to 2 of [[0 1 2] [3 4 5] [6 7 8]], columns 0 to 1 and 1 to 2: (0 + 1 + 3 + 4)/4 = 2, ...
    ["means of 3×3 in 2×2", "AdaptiveAveragePool", [3, 3], [2, 2], [2, 3, 5, 6]],
    // One axis stays, the other is taken apart: rows of [[0 1] [2 3] [4 5]] in [0 1] and [1 2].
    ["means of 3×2 in 2×2", "AdaptiveAveragePool", [3, 2], [2, 2], [1, 2, 3, 4]],
  ] as const)("%s", async (name, op, sizes, output_size, expected) => {
    const count = sizes.reduce<number>((product, size) => product * size, 1);
    const single = { name, op, domain: "shapewright", attributes: { output_size }, inputs: [[1, 1, ...sizes]] };
    const feeds = { in0: Array.from({ length: count }, (_, index) => index) };
    const outputs = await runModel(bytesOf(shapedOf(graphOf(single))), { feeds });
    expect(outputs.get("out0")).toEqual({ dims: [1, 1, ...output_size], data: expected });
  });
});
