/** What an operator's WebGPU kernel is: shaders, what they bind, sizes and dispatch, as plain data made from shapes. */
import type { DType } from "../../tensor/index.js";

/** A tensor with every size known. */
export interface KernelTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Elements that are known before the network runs (axes, pads, scales, constant indices), in C order. */
  readonly value?: ArrayLike<number> | undefined;
  /** Comes with the network and never changes, so it may be packed once. */
  readonly isConstant?: boolean;
}

/** What is computed on each element of a convolution's or matrix product's result before it is stored. Numbers are indices of inputs. */
export type EpilogueStage =
  | {
      readonly kind: "batch-normalization";
      readonly scale: number;
      readonly bias: number;
      readonly mean: number;
      readonly variance: number;
      readonly epsilon: number;
    }
  | { readonly kind: "activation"; readonly op: string; readonly attributes: Readonly<Record<string, unknown>> }
  /** Adds an input of the output's shape. */
  | { readonly kind: "add"; readonly input: number };

/** Everything a kernel is made from. */
export interface KernelContext {
  readonly op: string;
  /** Attributes in canonical form, defaults filled in. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly inputs: readonly (KernelTensor | undefined)[];
  readonly outputs: readonly KernelTensor[];
  /** Which of the operator's outputs these are, where some before the last are left out. */
  readonly outputPositions?: readonly number[];
  /** In order. */
  readonly epilogue?: readonly EpilogueStage[];
  /** Most bytes that one binding may span; packed weights are split accordingly. */
  readonly mostBindingBytes: number;
}

/** How elements lie in a buffer: every element takes four bytes; truth values are 0 and 1. */
export type Scalar = "f32" | "i32" | "u32";

/** Elements that are made from constants once, before the first run. */
export interface Packing {
  /** Indices of the inputs whose elements `pack` gets, in this order. */
  readonly inputs: readonly number[];
  /** Elements that `pack` gives. */
  readonly length: number;
  pack(data: readonly Float32Array[]): Float32Array;
}

/** What a binding of a pass refers to. */
export type BindingSource =
  | { readonly input: number }
  | { readonly output: number }
  /** A buffer of the kernel's own, alive during the kernel; index into {@link Kernel.scratch}. */
  | { readonly scratch: number }
  /** Elements packed from constants; index into {@link Kernel.packings}. */
  | { readonly packing: number }
  /** Elements known when the kernel is made, such as index tables. */
  | { readonly table: Uint32Array | Float32Array };

/** One dispatch. */
export interface Pass {
  readonly wgsl: string;
  /** By binding number; the uniforms follow as the last binding. */
  readonly bindings: readonly BindingSource[];
  /** Elements of the uniform struct, all u32. */
  readonly uniforms: readonly number[];
  readonly workgroups: readonly [x: number, y: number, z: number];
}

/**
 * How far a float32 result may lie from the exact one, u = 2^-24 being the unit roundoff.
 * - `exact`: not at all;
 * - `function`: `absolute + relative·|exact|`, element by element;
 * - `sum`: sums of `terms` rounded terms in any order: γ·M at most, and 4·u·sqrt(terms)·M in practice, where
 *   γ = terms·u/(1 - terms·u) and M is the same operator on the absolute values of its inputs (Higham, Accuracy and
 *   Stability of Numerical Algorithms, 2002, section 3.1), plus what a `function` after the sum adds. Inputs that the
 *   operator subtracts enter M as minus their absolute values: they are in `subtracted`.
 */
export type ErrorBound =
  | { readonly kind: "exact" }
  | { readonly kind: "function"; readonly absolute: number; readonly relative: number }
  | {
      readonly kind: "sum";
      readonly terms: number;
      readonly absolute: number;
      readonly relative: number;
      /** Indices of inputs. */
      readonly subtracted?: readonly number[];
    };

export interface Kernel {
  readonly passes: readonly Pass[];
  /** Elements of each scratch buffer. */
  readonly scratch: readonly number[];
  readonly packings: readonly Packing[];
  readonly bound: ErrorBound;
}

/** Why a kernel cannot be made; the node then runs on the reference executor. */
export interface Absent {
  readonly absent: string;
}

/** Makes an operator's kernel. Pure: needs no device. */
export type MakeKernel = (context: KernelContext) => Kernel | Absent;

/** Unit roundoff of float32. */
export const unitRoundoff = 2 ** -24;

export const exact: ErrorBound = { kind: "exact" };
