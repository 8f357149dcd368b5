/** Makes the plan of a graph: drops what is known before it runs, fuses, finds how long values live, places them. */
import { bytesOf } from "../analysis/bytes.js";
import { isView } from "../analysis/memory.js";
import { type NodeView, nameOf, viewNodes } from "../analysis/node-view.js";
import { type Diagnostic, diagnose, type Result } from "../diagnostic.js";
import { text } from "../dim/index.js";
import { capturedBy, type Node, type Weight } from "../graph/index.js";
import type { ShapedGraph } from "../infer/index.js";
import { definitionOf, placeOf } from "../ops/index.js";
import { tensorOfValue } from "../ops/reference-data.js";
import { type RunTensor, type RunType, typeText } from "../tensor/index.js";
import { peakOf, placeBuffers } from "./arena.js";
import { fuseNodes, type Group } from "./fusion.js";
import type { Place, Plan, PlanValue, Step } from "./plan.js";

export interface PlanOptions {
  /** False for one step a node; its peak is the one that the analysis gives. */
  readonly fuse?: boolean;
}

/** A buffer that is still without an offset. */
interface Buffer {
  readonly name: string;
  readonly type: RunType;
  readonly bytes: number;
  readonly from: number;
  to: number;
}

/**
 * The plan of a graph for inference (training-only parts left out). Fails, with one finding for each, where a size or
 * an operator is not known.
 */
export function planGraph(shaped: ShapedGraph, { fuse = true }: PlanOptions = {}): Result<Plan> {
  const open = findOpenInputs(shaped);
  if (open.length > 0) return { ok: false, diagnostics: open };
  const findings: Diagnostic[] = [];
  const planner = new Planner(shaped, findings);
  const views = ownViews(shaped).filter((view) => !view.trainingOnly && !planner.isFolded(view));
  for (const view of views) {
    if (view.definition === undefined) {
      findings.push(diagnose("node/unknown-operator", { op: view.node.op }, placeOf(view.node)));
    }
  }
  const groups = fuse ? fuseNodes(views, shaped) : views.map((view): Group => ({ views: [view], epilogue: [] }));
  const plan = planner.run(groups);
  const failed =
    views.some(({ definition }) => definition === undefined) || findings.some((f) => f.severity === "error");
  return failed ? { ok: false, diagnostics: findings } : { ok: true, value: plan, diagnostics: findings };
}

/**
 * The nodes that run one by one: the graph's own, and instead of an If whose branch is known that branch's. Other graphs
 * inside nodes run with their node.
 */
function ownViews(shaped: ShapedGraph): readonly NodeView[] {
  const views = new Map(viewNodes(shaped).map((view) => [view.node, view]));
  const within = (nodes: readonly Node[]): readonly NodeView[] =>
    nodes.flatMap((node) => {
      const view = views.get(node);
      if (view === undefined) return [];
      const [run, ...others] = shaped.runs.get(node) ?? [];
      const branch = node.op === "If" && run?.isCertain && others.length === 0 ? node.subgraphs?.[run.name] : undefined;
      if (branch === undefined) return [view];
      return [
        ...within(branch.nodes),
        ...node.outputs.map((name, index) => alias(shaped, node, branch.outputs[index] ?? "", name)),
      ];
    });
  return within(shaped.graph.nodes);
}

/** A branch's value under the name that its If gives it. */
function alias({ types, registry }: ShapedGraph, { name, origin }: Node, from: string, to: string): NodeView {
  const node: Node = { name, op: "Identity", attributes: {}, inputs: [from], outputs: [to], ...(origin && { origin }) };
  const definition = definitionOf(registry, "Identity");
  return { node, definition, attributes: {}, inputs: [types.get(from)], outputs: [types.get(to)], trainingOnly: false };
}

/** Inputs whose sizes are open: everything else that is open follows from them. */
function findOpenInputs({ graph }: ShapedGraph): readonly Diagnostic[] {
  return graph.inputs.flatMap(({ name, type }) => {
    const symbols = (type.shape ?? []).filter((size) => typeof size !== "number").map((size) => text(size));
    if (type.shape !== null && symbols.length === 0) return [];
    const dims = symbols.map((symbol) => `--dim ${symbol}=1`).join(" ");
    const hint = symbols.length === 0 ? `give it a shape: --input ${name}=1x3x224x224` : `give sizes: ${dims}`;
    return [diagnose("run/size-unknown", { tensor: name, shape: typeText(type) }, { tensor: name, hint })];
  });
}

class Planner {
  readonly #buffers = new Map<string, Buffer>();
  /** Views by name: the value whose bytes they are. */
  readonly #roots = new Map<string, string>();
  readonly #constants = new Map<string, RunTensor>();
  readonly #weights = new Map<string, Weight>();
  readonly #types = new Map<string, RunType>();

  constructor(
    private readonly shaped: ShapedGraph,
    private readonly findings: Diagnostic[],
  ) {}

  /** Whether everything that a node gives is known before it runs. */
  isFolded({ node }: NodeView): boolean {
    return node.outputs.every((name) => name === "" || this.#constantOf(name) !== undefined);
  }

  run(groups: readonly Group[]): Plan {
    const { graph } = this.shaped;
    for (const { name } of graph.inputs) this.#define(name, -1);
    const steps = groups.map((group, index) => this.#step(group, index));
    const outputs = graph.outputs.filter((output) => !output.trainingOnly);
    for (const { value } of outputs) this.#use(value, steps.length);
    const buffers = [...this.#buffers.values()];
    const { offsets, bytes } = placeBuffers(buffers);
    const values = new Map<string, PlanValue>();
    buffers.forEach(({ name, type, from, to, bytes: length }, i) => {
      const place: Place = { kind: "arena", offset: offsets[i] ?? 0, bytes: length };
      values.set(name, { ...type, name, place, from, to });
    });
    const always = { from: -1, to: steps.length };
    for (const [name, of] of this.#roots) {
      const { from, to } = this.#buffers.get(of) ?? always;
      values.set(name, { ...this.#typeOf(name), name, place: { kind: "view", of }, from, to });
    }
    for (const name of this.#weights.keys()) {
      values.set(name, { ...this.#typeOf(name), name, place: { kind: "weight" }, ...always });
    }
    for (const name of this.#constants.keys()) {
      values.set(name, { ...this.#typeOf(name), name, place: { kind: "constant" }, ...always });
    }
    return {
      name: graph.name,
      steps,
      values,
      inputs: graph.inputs.map(({ name }) => name),
      outputs: outputs.map(({ name, value }) => ({ name, value })),
      weights: this.#weights,
      constants: this.#constants,
      peakBytes: peakOf(buffers),
      arenaBytes: bytes,
    };
  }

  #step({ views, epilogue }: Group, index: number): Step {
    const [first] = views;
    const last = views.at(-1) ?? first;
    const inner = new Set(views.slice(0, -1).flatMap(({ node }) => node.outputs));
    const read = views.flatMap(({ node }) => [...node.inputs, ...capturedBy(node)]);
    const inputs = [...new Set(read)].filter((name) => name !== "" && !inner.has(name));
    for (const name of inputs) this.#use(name, index);
    const outputs = last.node.outputs.filter((name) => name !== "");
    const [source = ""] = first.node.inputs;
    const isAlone = views.length === 1 && outputs.length === 1 && source !== "";
    const isViewed = isAlone && isView(first.node) && !this.#isTraining(first.node);
    for (const name of outputs) {
      if (isViewed) this.#roots.set(name, this.#rootOf(source));
      else this.#define(name, index, last);
    }
    return {
      name: nameOfStep(first),
      kind: isViewed ? "view" : views.length > 1 ? "fused" : "kernel",
      nodes: [first.node, ...views.slice(1).map(({ node }) => node)],
      attributes: first.attributes,
      inputs,
      outputs,
      epilogue,
    };
  }

  /** Whether a Dropout may drop something: it then hands nothing on. */
  #isTraining({ op, inputs }: Node): boolean {
    const mode = inputs[2] ?? "";
    return op === "Dropout" && mode !== "" && this.shaped.values.get(mode)?.data[0] !== false;
  }

  #rootOf(name: string): string {
    return this.#roots.get(name) ?? name;
  }

  /** A value that the step at `from` gives. */
  #define(name: string, from: number, view?: NodeView): void {
    const type = this.#typeOf(name, view);
    // What nothing uses still lives through the step that gives it, and an unused input through the first.
    this.#buffers.set(name, { name, type, bytes: Number(bytesOf(type) ?? 0n), from, to: Math.max(from, 0) });
  }

  #use(name: string, step: number): void {
    const root = this.#rootOf(name);
    const buffer = this.#buffers.get(root);
    if (buffer !== undefined) {
      buffer.to = Math.max(buffer.to, step);
      return;
    }
    const weight = this.shaped.graph.weights.get(root);
    if (weight !== undefined) {
      this.#weights.set(root, weight);
      return;
    }
    const constant = this.#constantOf(root);
    if (constant !== undefined) this.#constants.set(root, constant);
    else this.findings.push(diagnose("run/missing-tensor", { tensor: root }));
  }

  #constantOf(name: string): RunTensor | undefined {
    const value = this.shaped.values.get(name);
    return value === undefined || this.shaped.graph.weights.has(name) ? undefined : tensorOfValue(value);
  }

  #typeOf(name: string, view?: NodeView): RunType {
    const known = this.#types.get(name);
    if (known !== undefined) return known;
    const type = this.shaped.types.get(name);
    const shape = type?.shape?.filter((size) => typeof size === "number") ?? [];
    if (type === undefined || type.shape?.length !== shape.length || bytesOf(type) === null) {
      const text = type === undefined ? "unknown" : typeText(type);
      const place = view === undefined ? { tensor: name } : placeOf(view.node);
      this.findings.push(diagnose("run/size-unknown", { tensor: name, shape: text }, place));
    }
    const found = { dtype: type?.dtype ?? "float32", shape };
    this.#types.set(name, found);
    return found;
  }
}

function nameOfStep(view: NodeView): string {
  return view.node.name === "" ? nameOf(view) : view.node.name;
}
