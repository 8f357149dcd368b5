/** The backward pass: from the loss's slope by an output to those by every value and weight, node by node in reverse. */
import type { AttributeValue, Node } from "../graph/index.js";
import type { GradientKernel } from "../ops/gradient-kernel.js";
import { coreGradients } from "../ops/gradient-registry.js";
import { placeOf } from "../ops/index.js";
import type { Reals } from "../ops/reference-data.js";
import type { MacCounter } from "../ops/reference-kernel.js";
import { failRun } from "../run/run-failure.js";
import { isFloat, type RunTensor } from "../tensor/index.js";

/** A node as it ran forwards. */
export interface NodeRun {
  readonly node: Node;
  readonly attributes: Readonly<Record<string, AttributeValue | undefined>>;
  readonly inputs: readonly (RunTensor | undefined)[];
  readonly outputs: readonly RunTensor[];
}

/** The gradient of a node's operator; ends the run where there is none. */
function gradientKernelOf({ op, domain, ...node }: Node): GradientKernel {
  const key = domain ? `${domain}.${op}` : op;
  const entry = Object.hasOwn(coreGradients, key) ? coreGradients[key as keyof typeof coreGradients] : undefined;
  if (typeof entry === "function") return entry;
  const reason = entry?.absent ?? "its gradient is not known";
  return failRun("train/no-gradient", { op, reason }, placeOf({ op, ...node }));
}

/** Sums of slopes by value name; a value that several nodes read gets several. */
class Slopes {
  readonly #sums = new Map<string, { data: Reals; isOwn: boolean }>();

  add(name: string, slope: Reals): void {
    const known = this.#sums.get(name);
    if (known === undefined) {
      // It may be the very array of another value's slopes, so it is copied before anything is added to it.
      this.#sums.set(name, { data: slope, isOwn: false });
      return;
    }
    if (!known.isOwn) {
      known.data = Float64Array.from(known.data);
      known.isOwn = true;
    }
    const { data } = known;
    for (let i = 0; i < data.length; i++) data[i] = (data[i] as number) + (slope[i] as number);
  }

  /** Gives a value's slopes and forgets them. */
  take(name: string): Reals | undefined {
    const known = this.#sums.get(name);
    this.#sums.delete(name);
    return known?.data;
  }
}

/** What the caller gets to see as the pass goes on. */
export interface BackwardVisitor {
  /** All slopes of a value that a node gave: nothing is added to them any more. */
  value?(name: string, slopes: Reals): void;
  /** All slopes of a weight. */
  weight?(name: string, slopes: Reals): void;
  /** What a node multiplied. */
  node?(run: NodeRun, executed: number): void;
}

/** The names that depend on a learnt weight: what slopes are computed for. */
function findDependents(nodes: readonly Node[], learnt: ReadonlySet<string>): ReadonlySet<string> {
  const dependent = new Set(learnt);
  for (const { inputs, outputs } of nodes) {
    if (!inputs.some((name) => dependent.has(name))) continue;
    for (const name of outputs) if (name !== "") dependent.add(name);
  }
  return dependent;
}

/**
 * Runs backwards over `runs`, which is emptied on the way so that tensors are let go as soon as nothing needs them.
 * `seeds` are the slopes of the loss by values; weights are visited when the last of their uses is done. Yields after
 * every node. Throws RunFailure, which names the node.
 */
export function* runBackward(
  runs: NodeRun[],
  learnt: ReadonlySet<string>,
  seeds: ReadonlyMap<string, Reals>,
  visitor: BackwardVisitor,
  isCounted = false,
): Generator<void, void> {
  const dependent = findDependents(
    runs.map(({ node }) => node),
    learnt,
  );
  const uses = new Map<string, number>();
  for (const { node } of runs) {
    for (const name of node.inputs) if (learnt.has(name)) uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  const slopes = new Slopes();
  for (const [name, seed] of seeds) slopes.add(name, seed);
  for (let run = runs.pop(); run !== undefined; run = runs.pop()) {
    const { node } = run;
    const gradients = node.outputs.map((name) => (name === "" ? undefined : slopes.take(name)));
    node.outputs.forEach((name, index) => {
      const gradient = gradients[index];
      if (gradient !== undefined) visitor.value?.(name, gradient);
    });
    const wanted = node.inputs.map((name, index) => {
      const input = run.inputs[index];
      return input !== undefined && isFloat(input.dtype) && dependent.has(name);
    });
    if (wanted.includes(true) && gradients.some((gradient) => gradient !== undefined)) {
      const counter: MacCounter | undefined = isCounted ? { executed: 0 } : undefined;
      const { inputs, outputs, attributes } = run;
      const given = gradientKernelOf(node)({ inputs, outputs, attributes, gradients, wanted, counter });
      node.inputs.forEach((name, index) => {
        const slope = given[index];
        if (wanted[index] && slope !== undefined) slopes.add(name, slope);
      });
      visitor.node?.(run, counter?.executed ?? 0);
    }
    for (const name of node.inputs) {
      const left = uses.get(name);
      if (left === undefined) continue;
      uses.set(name, left - 1);
      const slope = left === 1 ? slopes.take(name) : undefined;
      if (slope !== undefined) visitor.weight?.(name, slope);
    }
    yield;
  }
}
