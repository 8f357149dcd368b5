/** What both executors run: steps in order, where every value lies, which weights come in; plain data. */
import type { AttributeValue, Node, Weight } from "../graph/index.js";
import type { RunTensor, RunType } from "../tensor/index.js";

/** Where a value's bytes are while the plan runs. */
export type Place =
  /** In the arena, `offset` bytes from its start; several values may share bytes at different times. */
  | { readonly kind: "arena"; readonly offset: number; readonly bytes: number }
  /** The same bytes, in the same order, as another value, which is itself no view. */
  | { readonly kind: "view"; readonly of: string }
  /** A tensor that comes with the network: look it up in {@link Plan.weights}. */
  | { readonly kind: "weight" }
  /** Known before the network runs: look it up in {@link Plan.constants}. */
  | { readonly kind: "constant" };

/** A value of the plan: inputs, weights, constants and everything that a step gives. */
export interface PlanValue extends RunType {
  readonly name: string;
  readonly place: Place;
  /** Indices of the first and last step during which its bytes are needed: -1 before all, `steps.length` after all. */
  readonly from: number;
  readonly to: number;
}

/** What a fused step does to each element of its first node's result, in order. */
export type Epilogue =
  /** Batch normalisation with running statistics; the four values have one element per channel. */
  | {
      readonly kind: "batch-normalization";
      readonly node: Node;
      readonly scale: string;
      readonly bias: string;
      readonly mean: string;
      readonly variance: string;
      readonly epsilon: number;
    }
  /** An element-wise function of one argument (or Clip, whose bounds are plain numbers here). */
  | {
      readonly kind: "activation";
      readonly node: Node;
      readonly op: string;
      /** With defaults; Clip has `min` and `max` where it has bounds. */
      readonly attributes: Readonly<Record<string, AttributeValue | undefined>>;
    }
  /** Adds another value of the same shape. */
  | { readonly kind: "add"; readonly node: Node; readonly value: string };

/** One thing to execute. */
export interface Step {
  /** Name of its first node. */
  readonly name: string;
  /**
   * `kernel`: one node. `fused`: a convolution or matrix product and what follows it element by element. `view`:
   * nothing to execute, the output is the input's bytes under another shape.
   */
  readonly kind: "kernel" | "fused" | "view";
  /** The nodes that it stands for, in order; one unless fused. */
  readonly nodes: readonly [Node, ...Node[]];
  /** Attributes of the first node, defaults filled in. */
  readonly attributes: Readonly<Record<string, AttributeValue | undefined>>;
  /** Values that it reads, each once, weights and constants included. */
  readonly inputs: readonly string[];
  /** Values that it gives; what only passes between fused nodes is no value of the plan. */
  readonly outputs: readonly string[];
  /** Empty unless fused. */
  readonly epilogue: readonly Epilogue[];
}

export interface Plan {
  readonly name: string;
  readonly steps: readonly Step[];
  /** Every value by name. */
  readonly values: ReadonlyMap<string, PlanValue>;
  /** Value names of the network's inputs and outputs, in order. */
  readonly inputs: readonly string[];
  readonly outputs: readonly { readonly name: string; readonly value: string }[];
  /** The weights that steps read, by name. */
  readonly weights: ReadonlyMap<string, Weight>;
  /** The constants that steps read (or that are outputs), by name. */
  readonly constants: ReadonlyMap<string, RunTensor>;
  /** The greatest sum of bytes that are needed at the same time: no arena can be smaller. */
  readonly peakBytes: number;
  /** Length of the arena that holds all of them at their offsets. */
  readonly arenaBytes: number;
}
