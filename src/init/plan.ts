/** What every weight of a graph is drawn from: its choice, or the usual one for its place, with fans and distribution. */
import type { Graph, InitialiserChoice, Weight } from "../graph/index.js";
import { type Distribution, distributionOf } from "./distribution.js";
import { drawWeight } from "./draw.js";
import { findUses, type Layout, layoutOf, plainShape, type Use } from "./fan.js";

export interface WeightPlan {
  readonly weight: Weight;
  readonly shape: readonly number[];
  readonly elements: number;
  readonly choice: InitialiserChoice;
  /** Whether nobody chose: the usual initialiser of its place. */
  readonly isDefault: boolean;
  readonly layout: Layout;
  readonly distribution: Distribution;
}

const normalisations = new Set([
  "BatchNormalization",
  "GroupNormalization",
  "InstanceNormalization",
  "LayerNormalization",
  "RMSNormalization",
]);

/**
 * What is usual where nobody says: Glorot's uniform for what multiplies (Keras), zeros for biases, ones for scales, 1/4
 * for PReLU (He et al., 2015), a normal distribution of std 0.02 for learnt tables and tokens (BERT, ViT).
 */
function usualChoice(use: Use | undefined): InitialiserChoice {
  if (use === undefined) return { type: "zeros" };
  const { op } = use.node;
  if (normalisations.has(op)) return { type: use.input === 1 || use.input === 4 ? "ones" : "zeros" };
  switch (op) {
    case "Conv":
    case "ConvTranspose":
    case "Gemm":
      return { type: use.input < 2 ? "glorot_uniform" : "zeros" };
    case "LSTM":
    case "GRU":
    case "RNN":
      return { type: use.input === 1 || use.input === 2 ? "glorot_uniform" : "zeros" };
    case "MatMul":
    case "Einsum":
      return { type: "glorot_uniform" };
    case "PRelu":
      return { type: "constant", value: 0.25 };
    case "Mul":
    case "Div":
      return { type: "ones" };
    case "Gather":
    case "Expand":
    case "Concat":
      return { type: "normal", std: 0.02 };
    default:
      return { type: "zeros" };
  }
}

/** Plans one weight; undefined for a constant with known elements, or while a size is open. */
function planWeight(graph: Graph, weight: Weight, use: Use | undefined): WeightPlan | undefined {
  const shape = plainShape(weight.shape);
  if (shape === undefined || weight.value !== undefined) return undefined;
  const besides = use === undefined ? undefined : graph.weights.get(use.node.inputs[1] ?? "");
  const layout = layoutOf(shape, use, besides === undefined ? undefined : plainShape(besides.shape));
  const choice = weight.initialiser ?? usualChoice(use);
  return {
    weight,
    shape,
    elements: shape.reduce((total, size) => total * size, 1),
    choice,
    isDefault: weight.initialiser === undefined,
    layout,
    distribution: distributionOf(choice, layout),
  };
}

/**
 * The plan of every weight by name. Left out are constants whose elements are known, and weights with an open size.
 *
 * @throws RangeError for a choice that is none
 */
export function planWeights(graph: Graph): ReadonlyMap<string, WeightPlan> {
  const uses = findUses(graph);
  const plans = new Map<string, WeightPlan>();
  for (const weight of graph.weights.values()) {
    const plan = planWeight(graph, weight, uses.get(weight.name));
    if (plan !== undefined) plans.set(weight.name, plan);
  }
  return plans;
}

/** The elements of a planned weight, piece by piece; see {@link drawWeight}. */
export function drawPlanned(plan: WeightPlan, seed: number, pieceSize?: number): Generator<Float32Array> {
  const { weight, distribution, layout, elements } = plan;
  return drawWeight(weight.name, distribution, layout, elements, seed, pieceSize === undefined ? {} : { pieceSize });
}
