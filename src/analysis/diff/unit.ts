/** What a diff compares: a layer of a network with its facts as text, and the layers that its inputs come from. */
import { type Count, text } from "../../dim/index.js";
import type { Node } from "../../graph/index.js";
import type { ShapedGraph } from "../../infer/index.js";
import type { TensorType } from "../../tensor/index.js";
import { analyseGraph } from "../analyse.js";
import { groupLayers, type LayerView, viewNodes } from "../node-view.js";
import type { LayerReport, Report } from "../report.js";

export interface Unit {
  readonly layer: LayerReport;
  /** Layer type or operator; operators that only give another shape to the same elements are one type. */
  readonly type: string;
  /** Attributes with defaults filled in, as text, in a fixed order. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Without the batch; several apart by a comma. */
  readonly inputs: string;
  readonly outputs: string;
  /** What its inputs come from: units, and the network's inputs by position. */
  readonly producers: readonly (Unit | number)[];
}

export interface UnitList {
  readonly report: Report;
  readonly units: readonly Unit[];
}

/** `layer`: as the specification (or the file's nodes) has them. `operator`: every operator apart, and what does nothing when the network is used left out, so that a specification and an ONNX file compare. */
export type Granularity = "layer" | "operator";

/** The units of a network in their order, without what only computes shapes or runs only in training. */
export function unitsOf(shaped: ShapedGraph, granularity: Granularity): UnitList {
  const seen = granularity === "layer" ? shaped : splitLayers(shaped);
  const report = analyseGraph(seen);
  const views = groupLayers(viewNodes(seen));
  const makers = new Map<string, readonly (Unit | number)[]>();
  seen.graph.inputs.forEach(({ name }, position) => void makers.set(name, [position]));
  const units: Unit[] = [];
  views.forEach((view, index) => {
    const layer = report.layers[index];
    if (layer === undefined || layer.trainingOnly) return;
    const producers = producersOf(view, makers);
    const isSilent = computesOnlyShapes(view, seen) || (granularity === "operator" && doesNothing(view));
    const unit = isSilent ? undefined : makeUnit(layer, view, producers, granularity);
    if (unit !== undefined) units.push(unit);
    for (const { node } of view.nodes) {
      for (const name of node.outputs) makers.set(name, unit === undefined ? producers : [unit]);
    }
  });
  return { report, units };
}

/** The graph as if every operator were a layer; modules stay. */
function splitLayers(shaped: ShapedGraph): ShapedGraph {
  const split = (node: Node): Node => {
    const { origin } = node;
    // A node with graphs inside is known by its identity.
    if (origin === undefined || node.subgraphs !== undefined) return node;
    return { ...node, origin: { ...origin, name: node.name, type: node.op, attributes: node.attributes } };
  };
  return { ...shaped, graph: { ...shaped.graph, nodes: shaped.graph.nodes.map(split) } };
}

/** Whether all that it gives is known before the network runs. */
function computesOnlyShapes({ nodes }: LayerView, { values }: ShapedGraph): boolean {
  return nodes.every(({ node }) => node.outputs.every((name) => name === "" || values.has(name)));
}

const nothing: ReadonlySet<string> = new Set(["Identity", "Dropout"]);

function doesNothing({ nodes }: LayerView): boolean {
  return nodes.every(({ node }) => nothing.has(node.op));
}

function producersOf(
  { nodes }: LayerView,
  makers: ReadonlyMap<string, readonly (Unit | number)[]>,
): readonly (Unit | number)[] {
  const own = new Set(nodes.flatMap(({ node }) => node.outputs));
  const entering = nodes.flatMap(({ node }) => node.inputs.filter((name) => !own.has(name)));
  return [...new Set(entering.flatMap((name) => makers.get(name) ?? []))];
}

const reshaping: ReadonlySet<string> = new Set(["Flatten", "Reshape", "Squeeze", "Unsqueeze"]);

function makeUnit(layer: LayerReport, view: LayerView, producers: Unit["producers"], granularity: Granularity): Unit {
  const isReshape = granularity === "operator" && reshaping.has(layer.type);
  return {
    layer,
    type: isReshape ? "Reshape" : layer.type,
    attributes: isReshape ? new Map() : attributesOf(layer, view),
    inputs: typesText(layer.inputs),
    outputs: typesText(layer.outputs),
    producers,
  };
}

/** What the window says already, under the names of layers and of operators. */
const inWindow: ReadonlySet<string> = new Set(
  "kernel kernel_shape stride strides padding pads auto_pad dilation dilations".split(" "),
);

function attributesOf(layer: LayerReport, { type, nodes: [only] }: LayerView): ReadonlyMap<string, string> {
  const { window } = layer;
  const isOperator = only !== undefined && only.node.op === type;
  const written: Readonly<Record<string, unknown>> = isOperator ? only.attributes : layer.attributes;
  const all: [string, unknown][] = Object.entries(written).filter(
    ([name]) => window === undefined || !inWindow.has(name),
  );
  if (window !== undefined) all.push(...Object.entries(window));
  return new Map(
    all.flatMap(([name, value]) => (value === undefined ? [] : [[name, valueText(value)] as const])).sort(byName),
  );
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `3×3`, `same`, `normal, std: 0.01`; paddings `1` where all sides are equal, `0:1×0:1` where they are not. */
function valueText(value: unknown): string {
  if (Array.isArray(value)) {
    const isPaired = value.some(Array.isArray);
    const sides = value.flat();
    if (isPaired && sides.every((side) => side === sides[0])) return valueText(sides[0]);
    return value.map((part) => (Array.isArray(part) ? part.join(":") : valueText(part))).join("×");
  }
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([name, part]) => (name === "type" ? valueText(part) : `${name}: ${valueText(part)}`))
    .join(", ");
}

function typesText(types: readonly TensorType[]): string {
  return types.map(typeText).join(", ");
}

/** `1×3×224×224`; other element types than float32 before it. */
export function typeText({ dtype, shape }: TensorType): string {
  const sizes = shape === null ? "?" : shape.map((size) => text(size)).join("×");
  return dtype === "float32" ? sizes : `${dtype} ${sizes}`;
}

/** Equal counts have one text. */
export function countText(count: Count): string {
  return typeof count === "bigint" ? String(count) : text(count);
}
