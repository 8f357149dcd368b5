/** What counting conventions weigh: how many elements of each kind inference handles, one walk over the nodes. */
import { addCount, type Count, countOf, type Dim, mulCount, productCount, subCount, totalOf } from "../dim/index.js";
import type { Graph, Weight } from "../graph/index.js";
import type { ShapedGraph } from "../infer/index.js";
import { Uncountable } from "../ops/index.js";
import { isInteger } from "../tensor/index.js";
import { costOf } from "./node-cost.js";
import { type NodeView, viewNodes } from "./node-view.js";

/** Every measure in words, as explanations print it. */
export const measures = {
  macs: "multiply-accumulates",
  activationProducts: "multiply-accumulates of two activations (attention)",
  repeatedDense: "multiply-accumulates of dense layers beyond the first position of a sequence",
  convBias: "outputs of convolutions with a bias",
  denseBiasWeights: "bias elements of dense layers",
  denseBiasImages: "bias elements of dense layers, per image",
  affineBatchNorm: "batch-norm elements",
  plainBatchNorm: "batch-norm elements without scale and shift",
  batchNormWeights: "batch-norm scales and shifts, per image",
  otherNorm: "layer-, group- and instance-norm elements",
  otherNormWeights: "layer-, group- and instance-norm scales and shifts, per image",
  relu: "ReLU elements (and ReLU6, leaky, parametric, ELU)",
  prelu: "parametric ReLU elements",
  gelu: "GELU and SiLU elements",
  maxPoolInputs: "max-pool inputs",
  averagePoolInputs: "average-pool inputs",
  averagePoolAdditions: "average-pool window elements",
  averagePoolOutputs: "average-pool outputs",
  globalAverageInputs: "global (adaptive) average-pool inputs",
  globalAverageOutputs: "global (adaptive) average-pool outputs",
  globalMaxInputs: "global (adaptive) max-pool inputs",
  softmax: "softmax elements",
  softmaxRows: "softmax rows",
  upsampleOutputs: "upsampling outputs",
  embeddingTable: "embedding-table elements, per image",
  params: "parameters",
  buffers: "batch norm's moving statistics",
  absentConvBias: "biases that convolutions without one would have",
} as const satisfies Readonly<Record<string, string>>;

export type Measure = keyof typeof measures;

export type Measured = Readonly<Partial<Record<Measure, Count>>>;

/** Adds to the measures. */
type Add = (measure: Measure, amount: Count) => void;

/** Elements of every kind over the parts that inference runs; a kind that does not occur is absent. */
export function measureElements(shaped: ShapedGraph): Measured {
  const measured: Partial<Record<Measure, Count>> = {};
  const add: Add = (measure, amount) => {
    const before = measured[measure];
    measured[measure] = before === undefined ? amount : addCount(before, amount);
  };
  const { graph } = shaped;
  const producers = new Map<string, NodeView>();
  const seen = new Set<Weight>();
  for (const view of viewNodes(shaped)) {
    if (view.trainingOnly) continue;
    for (const name of view.node.outputs) producers.set(name, view);
    measureWeights(view, graph, seen, add);
    measureProducts(view, graph, add);
    const rule = Object.hasOwn(rules, view.node.op) ? rules[view.node.op] : undefined;
    rule?.(view, add, { graph, producers });
  }
  return measured;
}

function measureWeights({ node }: NodeView, { weights }: Graph, seen: Set<Weight>, add: Add): void {
  for (const name of node.inputs) {
    const weight = weights.get(name);
    if (weight === undefined || weight.kind === "constant" || seen.has(weight)) continue;
    seen.add(weight);
    add(weight.kind === "parameter" ? "params" : "buffers", productCount(weight.shape));
  }
}

function measureProducts(view: NodeView, graph: Graph, add: Add): void {
  try {
    const macs = costOf(view)?.macs;
    if (macs === undefined) return;
    const amount = totalOf(macs);
    add("macs", amount);
    if (view.node.op !== "MatMul" && view.node.op !== "Attention") return;
    const weight = view.node.inputs
      .slice(0, 2)
      .map((name) => graph.weights.get(name))
      .find((found) => found !== undefined);
    if (weight === undefined) add("activationProducts", amount);
    else add("repeatedDense", subCount(amount, mulCount(batchOf(view), productCount(weight.shape))));
  } catch (thrown) {
    if (!(thrown instanceof Uncountable)) throw thrown;
  }
}

interface Surroundings {
  readonly graph: Graph;
  readonly producers: ReadonlyMap<string, NodeView>;
}

type Rule = (view: NodeView, add: Add, surroundings: Surroundings) => void;

/** Elements of an input or output; 0 where its shape is unknown (the coverage tells). */
function elementsOf(shape: readonly Dim[] | null | undefined): Count {
  return shape ? productCount(shape) : 0n;
}

const inputElements = ({ inputs }: NodeView): Count => elementsOf(inputs[0]?.shape);
const outputElements = ({ outputs }: NodeView): Count => elementsOf(outputs[0]?.shape);

function batchOf({ outputs }: NodeView): Count {
  return countOf(outputs[0]?.shape?.[0] ?? 1);
}

/** Elements of the inputs that are parameters. */
function weightElements({ node }: NodeView, { weights }: Graph): Count {
  return node.inputs.reduce((total: Count, name) => {
    const weight = weights.get(name);
    return weight?.kind === "parameter" ? addCount(total, productCount(weight.shape)) : total;
  }, 0n);
}

const convolution: Rule = (view, add) => {
  const { node, inputs } = view;
  if (node.inputs[2]) add("convBias", outputElements(view));
  else add("absentConvBias", countOf(inputs[1]?.shape?.[node.op === "Conv" ? 0 : 1] ?? 0));
};

function denseBias(view: NodeView, input: number, add: Add): void {
  const elements = elementsOf(view.inputs[input]?.shape);
  add("denseBiasWeights", elements);
  add("denseBiasImages", mulCount(batchOf(view), elements));
}

const batchNorm: Rule = (view, add, { graph }) => {
  const affine = graph.weights.get(view.node.inputs[1] ?? "")?.kind === "parameter";
  add(affine ? "affineBatchNorm" : "plainBatchNorm", outputElements(view));
  if (affine) add("batchNormWeights", mulCount(batchOf(view), weightElements(view, graph)));
};

const otherNorm: Rule = (view, add, { graph }) => {
  add("otherNorm", outputElements(view));
  add("otherNormWeights", mulCount(batchOf(view), weightElements(view, graph)));
};

const relu: Rule = (view, add) => add("relu", outputElements(view));

const softmax: Rule = (view, add) => {
  add("softmax", outputElements(view));
  const { axis } = view.attributes;
  const shape = view.outputs[0]?.shape;
  if (shape && typeof axis === "number") {
    const along = axis < 0 ? axis + shape.length : axis;
    add("softmaxRows", productCount(shape.filter((_, at) => at !== along)));
  }
};

const windowedAverage: Rule = (view, add) => {
  const { kernel_shape: kernel } = view.attributes;
  const window = Array.isArray(kernel) ? kernel.reduce((size: number, k) => size * Number(k), 1) : 1;
  add("averagePoolInputs", inputElements(view));
  add("averagePoolAdditions", mulCount(outputElements(view), BigInt(window)));
  add("averagePoolOutputs", outputElements(view));
};

const wholeAverage: Rule = (view, add) => {
  add("globalAverageInputs", inputElements(view));
  add("globalAverageOutputs", outputElements(view));
};

const rules: Readonly<Record<string, Rule>> = {
  Conv: convolution,
  ConvTranspose: convolution,
  Gemm(view, add) {
    if (view.node.inputs[2]) denseBias(view, 2, add);
  },
  // A dense layer over a sequence is a product and an addition of its bias.
  Add(view, add, { graph, producers }) {
    const [x = "", bias = ""] = view.node.inputs;
    if (producers.get(x)?.node.op !== "MatMul" || graph.weights.get(bias)?.kind !== "parameter") return;
    denseBias(view, 1, add);
  },
  BatchNormalization: batchNorm,
  LayerNormalization: otherNorm,
  GroupNormalization: otherNorm,
  InstanceNormalization: otherNorm,
  Relu: relu,
  LeakyRelu: relu,
  Elu: relu,
  Clip: relu,
  PRelu(view, add, surroundings) {
    relu(view, add, surroundings);
    add("prelu", outputElements(view));
  },
  Gelu: (view, add) => add("gelu", outputElements(view)),
  // SiLU is x times its own sigmoid.
  Mul(view, add, { producers }) {
    const [x = "", gate = ""] = view.node.inputs;
    const sigmoid = producers.get(gate);
    if (sigmoid?.node.op === "Sigmoid" && sigmoid.node.inputs[0] === x) add("gelu", outputElements(view));
  },
  MaxPool: (view, add) => add("maxPoolInputs", inputElements(view)),
  AveragePool(view, add, surroundings) {
    const adaptive = view.node.origin?.type.startsWith("adaptive") === true;
    (adaptive ? wholeAverage : windowedAverage)(view, add, surroundings);
  },
  GlobalAveragePool: wholeAverage,
  AdaptiveAveragePool: wholeAverage,
  GlobalMaxPool: (view, add) => add("globalMaxInputs", inputElements(view)),
  AdaptiveMaxPool: (view, add) => add("globalMaxInputs", inputElements(view)),
  Softmax: softmax,
  LogSoftmax: softmax,
  Resize: (view, add) => add("upsampleOutputs", outputElements(view)),
  Gather(view, add, { graph }) {
    const table = graph.weights.get(view.node.inputs[0] ?? "");
    const indices = view.inputs[1];
    if (table?.kind !== "parameter" || indices === undefined || !isInteger(indices.dtype)) return;
    add("embeddingTable", mulCount(batchOf(view), productCount(table.shape)));
  },
};
