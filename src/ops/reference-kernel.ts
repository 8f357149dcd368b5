/** What a reference kernel is: plain loops that compute a node's outputs from its inputs, the specification of the numbers. */
import type { AttributeValue } from "../graph/index.js";
import type { RunTensor, RunType } from "../tensor/index.js";

/** Counts the multiplications that a kernel really executes, padded positions visited; nothing is derived from shapes. */
export interface MacCounter {
  executed: number;
}

/** Uniform numbers between 0 and 1, neither included, and normal ones of mean 0 and deviation 1. */
export interface RandomNumbers {
  uniform(): number;
  normal(): number;
}

/** One execution of a node. */
export interface KernelCall {
  /** By position; undefined for an optional input left out. */
  readonly inputs: readonly (RunTensor | undefined)[];
  /** With defaults filled in. */
  readonly attributes: Readonly<Record<string, AttributeValue | undefined>>;
  /**
   * Types that the shape rule gives for these very inputs, one for each output of the node. A size that only the data
   * decides is NaN; where not even the rank is known (what a graph inside gives, a sequence) there is no size.
   */
  readonly outputs: readonly RunType[];
  /** When given, multiplications are counted: slower, the same numbers. */
  readonly counter?: MacCounter | undefined;
  /** A stream of random numbers of the node's own: the same for the same seed. */
  readonly random?: ((seed: number | undefined) => RandomNumbers) | undefined;
  /** Runs a graph inside the node, by the attribute that holds it; undefined where there is none. */
  readonly runSubgraph?: ((name: string, inputs: readonly RunTensor[]) => readonly RunTensor[] | undefined) | undefined;
}

/**
 * Computes a node's outputs, one for each entry of `outputs`. Sums are accumulated in float64 and rounded once, when
 * an element is stored. Called with float64 inputs the whole computation is float64.
 */
export type ReferenceKernel = (call: KernelCall) => readonly RunTensor[];

/** A kernel, or why there is none. */
export type ReferenceEntry = ReferenceKernel | { readonly absent: string };
