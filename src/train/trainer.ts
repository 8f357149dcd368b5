/** Runs a network forwards and backwards on the float64 reference: the loss of a batch and its slope by every weight. */
import { diagnose, type Result } from "../diagnostic.js";
import type { Node, Weight } from "../graph/index.js";
import type { ShapedGraph } from "../infer/index.js";
import { randomStream } from "../init/index.js";
import { executable } from "../ops/index.js";
import { listOf, type Reals, realsOf } from "../ops/reference-data.js";
import { promoted } from "../run/execute-reference.js";
import type { Tensors, WeightSource } from "../run/executor.js";
import type { Plan } from "../run/plan.js";
import { planGraph } from "../run/plan-graph.js";
import { failRun, RunFailure } from "../run/run-failure.js";
import { runNode } from "../run/run-node.js";
import { seededWeights } from "../run/seeded.js";
import { Turns } from "../run/turn.js";
import { isFloat, type RunTensor } from "../tensor/index.js";
import { type BackwardVisitor, type NodeRun, runBackward } from "./backward.js";
import { type PlannedHead, planHead } from "./head.js";
import { evaluateLoss, type LossName, type TargetForm, targetsOf } from "./loss.js";

export interface TrainerOptions {
  /** Of weights and dropout; 1 if absent. */
  readonly seed?: number;
  /** Elements of weights in place of drawn ones. */
  readonly weightOf?: WeightSource;
  /** The usual one of the network's end if absent. */
  readonly loss?: LossName | undefined;
  /** Whether dropout drops; it hands everything on if absent. */
  readonly dropout?: boolean;
}

/** Inputs by name, and a target for each place that the loss looks at (see {@link Trainer.targets}). */
export interface Batch {
  readonly inputs: Tensors;
  readonly targets: Reals;
}

/** What a step gave. */
export interface StepResult {
  readonly loss: number;
  /** What the loss was taken of: scores before a closing softmax or sigmoid. */
  readonly outputs: RunTensor;
  /** The loss's slope by every learnt weight that it depends on, by name; empty if they were not to be kept. */
  readonly gradients: ReadonlyMap<string, Reals>;
}

export interface StepOptions {
  /** Called with every node as it runs forwards. */
  readonly onForward?: (run: NodeRun) => void;
  readonly onBackward?: BackwardVisitor;
  /** False to hand weights' gradients to {@link BackwardVisitor.weight} only, one at a time; kept if absent. */
  readonly keepGradients?: boolean;
  readonly isCounted?: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface Trainer {
  readonly plan: Plan;
  readonly head: PlannedHead;
  readonly targets: TargetForm;
  /** Every weight that is learnt, by name: an optimiser changes the elements where they lie. */
  readonly parameters: ReadonlyMap<string, Reals>;
  /** Statistics that are kept but not learnt, such as running means; here they stay as they are. */
  readonly buffers: ReadonlyMap<string, Reals>;
  /** Loss and outputs, dropout off. Throws RunFailure, which names the node. */
  forward(batch: Batch): Promise<Omit<StepResult, "gradients">>;
  /** Loss, outputs and gradients. Throws RunFailure. */
  forwardBackward(batch: Batch, options?: StepOptions): Promise<StepResult>;
}

/** The graph as it runs while it learns: batch normalisation by the batch's own statistics. */
function inTraining(shaped: ShapedGraph): ShapedGraph {
  const nodes = shaped.graph.nodes.map((node): Node => {
    if (node.op !== "BatchNormalization" || node.domain) return node;
    return { ...node, attributes: { ...node.attributes, training_mode: 1 } };
  });
  return { ...shaped, graph: { ...shaped.graph, nodes } };
}

/** Prepares a network for training; fails where it cannot be run, or where there is nothing to take a loss of. */
export function createTrainer(shaped: ShapedGraph, options: TrainerOptions = {}): Result<Trainer> {
  const planned = planGraph(inTraining(shaped), { fuse: false });
  if (!planned.ok) return { ok: false, diagnostics: planned.diagnostics };
  const head = planHead(planned.value, options.loss);
  const type = head && planned.value.values.get(head.value);
  if (head === undefined || type === undefined || !isFloat(type.dtype) || type.shape.includes(0)) {
    const reason = type === undefined ? "has no output" : `gives ${type.dtype} of shape ${type.shape.join("×")}`;
    return { ok: false, diagnostics: [diagnose("train/no-loss", { reason })] };
  }
  try {
    const value = new ReferenceTrainer(shaped, planned.value, head, options);
    return { ok: true, value, diagnostics: planned.diagnostics };
  } catch (thrown) {
    if (thrown instanceof RunFailure) return { ok: false, diagnostics: [thrown.diagnostic] };
    throw thrown;
  }
}

class ReferenceTrainer implements Trainer {
  readonly targets: TargetForm;
  readonly parameters: ReadonlyMap<string, Reals>;
  readonly buffers: ReadonlyMap<string, Reals>;
  readonly #weights: Tensors;
  readonly #seed: number;
  #steps = 0;

  constructor(
    shaped: ShapedGraph,
    readonly plan: Plan,
    readonly head: PlannedHead,
    private readonly options: TrainerOptions,
  ) {
    this.#seed = options.seed ?? 1;
    this.targets = targetsOf(head);
    const weightOf = options.weightOf ?? seededWeights(shaped.graph, this.#seed);
    const tensors = new Map<string, RunTensor>();
    const kinds = { parameter: new Map<string, Reals>(), buffer: new Map<string, Reals>() };
    for (const [name, weight] of plan.weights) {
      const tensor = promoted(weightOf(weight));
      tensors.set(name, tensor);
      if (isLearnt(weight)) kinds.parameter.set(name, realsOf(tensor));
      else if (weight.kind === "buffer" && isFloat(weight.dtype)) kinds.buffer.set(name, realsOf(tensor));
    }
    this.#weights = tensors;
    this.parameters = kinds.parameter;
    this.buffers = kinds.buffer;
  }

  async forward(batch: Batch): Promise<Omit<StepResult, "gradients">> {
    const values = this.#start(batch);
    const turns = new Turns();
    for (const _ of this.#forward(values, false)) await turns.give();
    return this.#evaluate(values, batch);
  }

  async forwardBackward(batch: Batch, options: StepOptions = {}): Promise<StepResult> {
    this.#steps++;
    const values = this.#start(batch);
    const runs: NodeRun[] = [];
    const turns = new Turns();
    for (const run of this.#forward(values, this.options.dropout === true)) {
      runs.push(run);
      options.onForward?.(run);
      await turns.give();
      options.signal?.throwIfAborted();
    }
    const { loss, outputs, slopes } = this.#evaluate(values, batch);
    values.clear();
    const gradients = new Map<string, Reals>();
    const { onBackward = {}, keepGradients = true } = options;
    const visitor: BackwardVisitor = {
      ...onBackward,
      weight: (name, slope) => {
        onBackward.weight?.(name, slope);
        if (keepGradients) gradients.set(name, slope);
      },
    };
    const seeds = new Map([[this.head.value, slopes]]);
    const learnt = new Set(this.parameters.keys());
    for (const _ of runBackward(runs, learnt, seeds, visitor, options.isCounted)) {
      await turns.give();
      options.signal?.throwIfAborted();
    }
    return { loss, outputs, gradients };
  }

  /** Values by name, with inputs, weights and constants; throws where an input is missing or of another shape. */
  #start({ inputs, targets }: Batch): Map<string, RunTensor> {
    const values = new Map<string, RunTensor>(this.#weights);
    for (const [name, constant] of this.plan.constants) values.set(name, promoted(constant));
    for (const name of this.plan.inputs) {
      const tensor = inputs.get(name) ?? failRun("run/missing-tensor", { tensor: name });
      const expected = this.plan.values.get(name)?.shape.join("×") ?? "nothing";
      const actual = tensor.shape.join("×");
      if (expected !== actual) failRun("train/wrong-shape", { what: `the input ${name}`, expected, actual });
      values.set(name, promoted(tensor));
    }
    const { count, kind, classes } = this.targets;
    if (targets.length !== count) {
      failRun("train/wrong-shape", { what: "the list of targets", expected: `${count}`, actual: `${targets.length}` });
    }
    const wrong =
      kind === "classes" ? targets.find((each) => !(each >= 0 && each < classes && each % 1 === 0)) : undefined;
    if (wrong !== undefined) {
      failRun("train/wrong-shape", {
        what: "a target",
        expected: `a class from 0 to ${classes - 1}`,
        actual: `${wrong}`,
      });
    }
    return values;
  }

  /** Runs the nodes that the loss needs. */
  *#forward(values: Map<string, RunTensor>, drops: boolean): Generator<NodeRun> {
    for (const step of this.plan.steps) {
      if (values.has(this.head.value)) return;
      const [node] = step.nodes;
      const run = this.#runNode(node, step.attributes, values, drops);
      run.outputs.forEach((tensor, index) => {
        const name = node.outputs[index] ?? "";
        if (name !== "") values.set(name, tensor);
      });
      yield run;
    }
  }

  #runNode(
    node: Node,
    attributes: NodeRun["attributes"],
    values: ReadonlyMap<string, RunTensor>,
    drops: boolean,
  ): NodeRun {
    const inputs = node.inputs.map((name) => (name === "" ? undefined : values.get(name)));
    if (node.op !== "Dropout")
      return { node, attributes, inputs, outputs: runNode(node, inputs, { registry: executable }) };
    const [data] = inputs;
    const ratio = listOf({ inputs }, 1)?.[0] ?? 0.5;
    if (drops && data !== undefined && ratio > 0) return this.#drop(node, data, ratio);
    // Without the two control inputs it hands its input on.
    const quiet = { ...node, inputs: node.inputs.slice(0, 1) };
    return { node: quiet, attributes, inputs: [data], outputs: runNode(quiet, [data], { registry: executable }) };
  }

  /** Dropout is a product with a mask of 0 and 1/(1 - ratio), which keeps the expectation (Srivastava et al., 2014). */
  #drop(node: Node, data: RunTensor, ratio: number): NodeRun {
    const stream = randomStream(this.#seed, `dropout ${node.outputs[0]} of step ${this.#steps}`);
    const mask = new Float64Array(data.data.length);
    for (let i = 0; i < mask.length; i++) mask[i] = stream.uniform() < ratio ? 0 : 1 / (1 - ratio);
    const inputs = [data, { dtype: "float64", shape: data.shape, data: mask } as const];
    const [first = ""] = node.inputs;
    const product: Node = {
      ...node,
      op: "Mul",
      attributes: {},
      inputs: [first, ""],
      outputs: node.outputs.slice(0, 1),
    };
    return { node: product, attributes: {}, inputs, outputs: runNode(product, inputs, { registry: executable }) };
  }

  #evaluate(values: Tensors, { targets }: Batch) {
    const outputs = values.get(this.head.value) ?? failRun("run/missing-tensor", { tensor: this.head.value });
    return { outputs, ...evaluateLoss(this.head, realsOf(outputs), targets) };
  }
}

/** Frozen weights, and those of whole numbers, do not learn. */
function isLearnt({ kind, frozen, dtype }: Weight): boolean {
  return kind === "parameter" && frozen !== true && isFloat(dtype);
}
