/** How a layer's numbers come about: the same rules run again over derivations, which remember their arithmetic. */
import {
  type Derivation,
  type Dim,
  derivations,
  derivationText,
  type Formula,
  type TextOptions,
  text,
} from "../dim/index.js";
import type { ShapedGraph } from "../infer/index.js";
import { applyRule, type FlopKind, type RuleInput, type RuleSink } from "../ops/index.js";
import type { Shape, TensorType } from "../tensor/index.js";
import { costIfKnown } from "./node-cost.js";
import { groupLayers, type LayerView, type NodeView, viewNodes } from "./node-view.js";

/** One axis of an output and the arithmetic of its size; a size that is taken over has no operation. */
interface AxisDerivation {
  readonly axis: number;
  readonly size: Dim;
  readonly derivation: Derivation;
}

export interface NodeDerivation {
  readonly node: string;
  readonly op: string;
  /** Types of the inputs that are there. */
  readonly inputs: readonly { readonly name: string; readonly type: TensorType }[];
  readonly outputs: readonly {
    readonly name: string;
    readonly type: TensorType;
    readonly axes: readonly AxisDerivation[];
  }[];
  /** Undefined where it cannot be counted or has none. */
  readonly macs: Formula | undefined;
  readonly flops: Readonly<Partial<Record<FlopKind, Formula>>>;
}

export interface LayerDerivation {
  readonly layer: string;
  readonly nodes: readonly NodeDerivation[];
}

const noSink: RuleSink = { report: () => {}, constrain: () => {} };

/** The derivations of the nodes of a layer, by the layer's full name or a node's; undefined where there is none. */
export function deriveLayer(shaped: ShapedGraph, name: string): LayerDerivation | undefined {
  const layers = groupLayers(viewNodes(shaped));
  const layer = layers.find((one) => one.name === name) ?? layers.find((one) => hasNode(one, name));
  if (layer === undefined) return undefined;
  return { layer: layer.name, nodes: layer.nodes.map((view) => deriveNode(shaped, view)) };
}

function hasNode(layer: LayerView, name: string): boolean {
  return layer.nodes.some(({ node }) => node.name === name || node.outputs.includes(name));
}

/** Runs a node's rule in the algebra of derivations; the result is the one that inference found. */
export function deriveNode(shaped: ShapedGraph, view: NodeView): NodeDerivation {
  const { node } = view;
  const sizes = deriveOutputs(shaped, view);
  const cost = costIfKnown(view);
  return {
    node: node.name,
    op: node.op,
    inputs: node.inputs.flatMap((name, index) => {
      const type = view.inputs[index];
      return type === undefined ? [] : [{ name, type }];
    }),
    outputs: node.outputs.flatMap((name, index) => {
      const type = view.outputs[index];
      if (name === "" || type === undefined) return [];
      const axes = (sizes[index] ?? []).map((derivation, axis) => ({ axis, size: derivation.value, derivation }));
      return [{ name, type, axes }];
    }),
    macs: cost?.macs,
    flops: cost?.flops ?? {},
  };
}

function deriveOutputs(
  shaped: ShapedGraph,
  { node, definition, inputs }: NodeView,
): readonly (readonly Derivation[] | null)[] {
  if (definition === undefined) return [];
  const leaves = node.inputs.map((name, index): RuleInput<Derivation> | undefined => {
    const type = inputs[index];
    if (type === undefined) return undefined;
    const shape = type.shape?.map((size) => derivations.of(size)) ?? null;
    return { name, dtype: type.dtype, shape, value: shaped.values.get(name) };
  });
  return applyRule(definition, derivations, node, leaves, shaped.graph.scope, noSink).map(({ shape }) => shape);
}

/**
 * `32×32×1 → 28×28×6 because floor((32 - 5)/1) + 1 = 28`: width, height and channels of the first input and output,
 * with the arithmetic of every size that was computed, each once.
 */
export function deriveSentence({ inputs, outputs }: NodeDerivation, options: TextOptions = {}): string {
  const from = inputs[0]?.type.shape;
  const [output] = outputs;
  const to = output?.type.shape;
  const arrow = `${imageText(from, options)} → ${imageText(to, options)}`;
  const computed = (output?.axes ?? []).filter(({ derivation }) => derivation.operation !== undefined);
  const reasons = [...new Set(computed.map(({ derivation }) => derivationText(derivation, options)))];
  return reasons.length === 0 ? arrow : `${arrow} because ${reasons.join(" and ")}`;
}

/** Sizes without the batch, width before height and channels last: `32×32×1`. */
export function imageText(shape: Shape | null | undefined, options: TextOptions = {}): string {
  if (!shape) return "?";
  const [batch, channels, ...spatial] = shape;
  if (batch === undefined) return "scalar";
  if (channels === undefined) return text(batch, options);
  const sizes = [...spatial.reverse(), channels].map((size) => text(size, options));
  return sizes.map((size) => (sizes.length > 1 && /[ ]/.test(size) ? `(${size})` : size)).join("×");
}
