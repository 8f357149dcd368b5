/** The tree that tables show: modules, and under them rows that join a layer with its norm and activation. */
import type { LayerReport, Report } from "../analysis/report.js";
import { type Count, sumCounts } from "../dim/index.js";

import { kindOf, typeWords } from "./kind.js";
import { shapeCellText } from "./shape-text.js";

type Module = LayerReport["modules"][number];

/** What is added up over layers. A null MAC or FLOP count is unknown, and then the sum is a lower bound. */
export interface Figures {
  readonly params: Count;
  readonly trainableParams: Count;
  readonly buffers: Count;
  readonly macs: Count | null;
  readonly flops: Count | null;
  readonly weightBytes: Count;
  readonly activationBytes: Count | null;
}

/** One line of a table before it has columns. */
export interface Entry {
  readonly name: string;
  /** Full name, unique in the network. */
  readonly path: string;
  readonly type: string;
  readonly layers: readonly LayerReport[];
  readonly first: LayerReport;
  readonly last: LayerReport;
  readonly figures: Figures;
  /** Whether the layers stand for a whole module, whose kernel or stride is no single one. */
  readonly isModule: boolean;
}

interface Leaf {
  readonly kind: "leaf";
  readonly layers: readonly LayerReport[];
  /** Name of the module that holds nothing else. */
  readonly name?: string;
}

interface Branch {
  readonly kind: "branch";
  readonly module: Module;
  readonly children: readonly Tree[];
}

export type Tree = Leaf | Branch;

interface GrowingBranch {
  readonly kind: "branch";
  readonly module: Module;
  readonly children: (Leaf | GrowingBranch)[];
}

export interface TreeOptions {
  /** Join convolution, norm and activation; true if absent. */
  readonly merge?: boolean;
}

/** The modules of a report as a tree, without training-only layers. */
export function buildTree(report: Report, { merge = true }: TreeOptions = {}): readonly Tree[] {
  const roots: (Leaf | GrowingBranch)[] = [];
  const open: GrowingBranch[] = [];
  for (const layer of report.layers) {
    if (layer.trainingOnly) continue;
    let common = 0;
    while (common < open.length && open[common]?.module === layer.modules[common]) common++;
    open.length = common;
    for (const module of layer.modules.slice(common)) {
      const branch: GrowingBranch = { kind: "branch", module, children: [] };
      (open.at(-1)?.children ?? roots).push(branch);
      open.push(branch);
    }
    const siblings = open.at(-1)?.children ?? roots;
    const before = siblings.at(-1);
    if (merge && before?.kind === "leaf" && continues(before.layers, layer)) {
      siblings[siblings.length - 1] = { kind: "leaf", layers: [...before.layers, layer] };
    } else siblings.push({ kind: "leaf", layers: [layer] });
  }
  return roots.map(collapseChain);
}

/** Whether a norm or an activation only finishes what the layers before it computed, so that it shares their row. */
function continues(before: readonly LayerReport[], layer: LayerReport): boolean {
  const head = before[0];
  const last = before.at(-1);
  if (head === undefined || last === undefined) return false;
  const kind = kindOf(layer);
  if (kind !== "norm" && kind !== "activation") return false;
  const headKind = kindOf(head);
  const heads = headKind === "conv" || headKind === "dense" || headKind === "norm" || isSum(head);
  if (!heads || (isSum(head) && kind === "norm")) return false;
  const lastKind = kindOf(last);
  if (lastKind === "activation" || (kind === "norm" && lastKind === "norm")) return false;
  if (layer.ops.length !== 1 || layer.inputs.length < 1) return false;
  const from = shapeCellText(last.outputs[0], null);
  return from !== "?" && from === shapeCellText(layer.inputs[0], null);
}

/** The end of a residual block, which an activation follows. */
function isSum(layer: LayerReport): boolean {
  return layer.ops.length === 1 && layer.ops[0] === "Add" && layer.params === 0n;
}

/** A module that holds nothing but another module, or nothing but one row, is one line with it. */
function collapseChain(tree: Tree): Tree {
  if (tree.kind === "leaf") return tree;
  const children = tree.children.map(collapseChain);
  const [only] = children;
  if (children.length === 1 && only?.kind === "branch") {
    return { kind: "branch", module: joinModules(tree.module, only.module), children: only.children };
  }
  if (children.length === 1 && only?.kind === "leaf") return { ...only, name: tree.module.name };
  return { kind: "branch", module: tree.module, children };
}

const structural = new Set(["residual", "parallel", "repeat", "branch"]);

/** The name of the outer module; the type that says more (a block's name rather than `residual`). */
function joinModules(outer: Module, inner: Module): Module {
  return { name: outer.name, type: structural.has(outer.type) ? inner.type : outer.type };
}

function layersOf(tree: Tree): readonly LayerReport[] {
  return tree.kind === "leaf" ? tree.layers : tree.children.flatMap(layersOf);
}

/** A line for a leaf or for a whole module; `parent` is the name of the module around it. */
export function entryOf(tree: Tree, parent: string): Entry | undefined {
  const layers = layersOf(tree);
  const first = layers[0];
  const last = layers.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const path = pathOf(tree);
  return {
    name: relativeName(path, parent),
    path,
    type: tree.kind === "leaf" ? wordsOf(tree.layers) : moduleWord(tree.module),
    layers,
    first,
    last,
    figures: figuresOf(layers),
    isModule: tree.kind === "branch",
  };
}

/** Full name of a line. */
export function pathOf(tree: Tree): string {
  return tree.kind === "leaf" ? (tree.name ?? tree.layers[0]?.name ?? "") : tree.module.name;
}

/** A block by its name; a repetition or a sequence says nothing that its rows do not. */
export function moduleWord({ type }: Module): string {
  return type === "repeat" || type === "sequence" ? "" : type;
}

/** `conv2d bn relu`. */
export function wordsOf(layers: readonly LayerReport[]): string {
  return layers.flatMap((layer, index) => typeWords(layer, index > 0)).join(" ");
}

/** `conv1` for `layer3.0.conv1` inside `layer3.0`. */
export function relativeName(name: string, parent: string): string {
  return parent !== "" && name.length > parent.length + 1 && name.startsWith(`${parent}.`)
    ? name.slice(parent.length + 1)
    : name;
}

/** Sums over layers; what is unknown in one of them is unknown in the sum. */
export function figuresOf(layers: readonly LayerReport[]): Figures {
  return {
    params: sumCounts(layers.map((layer) => layer.params)),
    trainableParams: sumCounts(layers.map((layer) => layer.trainableParams)),
    buffers: sumCounts(layers.map((layer) => layer.buffers)),
    macs: sumKnown(layers.map((layer) => layer.macs)),
    flops: sumKnown(layers.map((layer) => layer.flops)),
    weightBytes: sumCounts(layers.map((layer) => layer.weightBytes)),
    activationBytes: sumKnown(layers.map((layer) => layer.activationBytes)),
  };
}

function sumKnown(counts: readonly (Count | null)[]): Count | null {
  const known = counts.filter((count) => count !== null);
  return known.length === counts.length ? sumCounts(known) : null;
}
