/** What an analysis finds: the report that every table, file format and check is made from. */
import type { Diagnostic } from "../diagnostic.js";
import type { Constraint, Count, Dim, Formula } from "../dim/index.js";
import type { About, Module } from "../graph/index.js";
import type { FlopKind } from "../ops/index.js";
import type { DType, TensorType } from "../tensor/index.js";

/** FLOPs by kind; `multiply-accumulate` is 2 per MAC, and all kinds together are the FLOPs. */
export type FlopsByKind = Readonly<Partial<Record<FlopKind | "multiply-accumulate", Count>>>;

/** One layer: all nodes that came from one layer of the specification (or one node of an ONNX file). */
export interface LayerReport {
  /** Full name, unique in the network. */
  readonly name: string;
  /** Layer type as written, or the operator. */
  readonly type: string;
  readonly modules: readonly Module[];
  /** ONNX operators the layer stands for, in order. */
  readonly ops: readonly string[];
  /** Names of its nodes. */
  readonly nodes: readonly string[];
  readonly inputs: readonly TensorType[];
  readonly outputs: readonly TensorType[];
  /** Spatial kernel, stride, padding (begin and end per axis), dilation; undefined without a window. */
  readonly window: LayerWindow | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Parameters that this layer owns (is the first to use). */
  readonly params: Count;
  readonly trainableParams: Count;
  readonly buffers: Count;
  /** Null where it could not be counted. */
  readonly macs: Count | null;
  readonly flops: Count | null;
  readonly flopsByKind: FlopsByKind;
  /** Why nodes of the layer could not be counted; its figures are then lower bounds. Empty where all were. */
  readonly uncounted: readonly string[];
  /** Name of the layer that owns the weights which this one uses too. */
  readonly sharedWith: string | undefined;
  readonly trainingOnly: boolean;
  readonly receptiveField: readonly ReceptiveField[] | null | undefined;
  /** Parameters and buffers that the layer owns. */
  readonly weightBytes: Count;
  /** What its nodes compute, views not counted; null where a size is unknown. */
  readonly activationBytes: Count | null;
  /** The sums of products behind `params` and `macs`. */
  readonly formulas: { readonly params: Formula; readonly macs: Formula };
  readonly weights: readonly WeightReport[];
}

export interface LayerWindow {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
  readonly dilation: readonly number[];
}

interface WeightReport {
  readonly name: string;
  readonly type: TensorType;
  readonly kind: "parameter" | "buffer" | "constant";
  readonly trainable: boolean;
}

/** Along one spatial axis (`axis` is one of the network's input): how many input positions an output position sees, and how far neighbours are apart. */
export interface ReceptiveField {
  readonly axis: number;
  /** Positions; least and greatest through branches. Infinity where it covers everything. */
  readonly size: { readonly least: number; readonly greatest: number };
  /** Input positions between neighbouring outputs; 0 where every output sees everything. */
  readonly jump: { readonly least: number; readonly greatest: number };
  /** Input coordinate of the first output's centre, pixel i having its centre at i; 0 where it sees everything. */
  readonly start: { readonly least: number; readonly greatest: number };
}

interface Totals {
  /** What inference uses, each tensor once. */
  readonly params: Count;
  readonly trainableParams: Count;
  /** Parameters of training-only parts, not in `params`. */
  readonly trainingOnlyParams: Count;
  readonly buffers: Count;
  readonly macs: Count;
  readonly flops: Count;
  readonly flopsByKind: FlopsByKind;
  /** MACs of training-only parts, not in `macs`. */
  readonly trainingOnlyMacs: Count;
  readonly weightBytes: Count;
  /** All activations, each once. */
  readonly activationBytes: Count;
  /** Greatest sum of live activations over the schedule; null with a reason where sizes are symbolic beyond comparing. */
  readonly peakActivationBytes: Count | null;
}

/** Where memory goes; what each figure means stands in `definitions`. All in bytes. */
export interface MemoryReport {
  readonly weightBytesByDtype: Readonly<Partial<Record<DType, Count>>>;
  readonly constantBytes: Count;
  /** All network inputs. */
  readonly inputBytes: Count;
  readonly activationBytes: Count;
  /** False where a size is unknown, so that `activationBytes` is a lower bound. */
  readonly activationsComplete: boolean;
  readonly peakActivationBytes: Count | null;
  /** Node at which the peak occurs, where it is one. */
  readonly peakNode?: string;
  /** Why the peak is null. */
  readonly peakReason?: string;
  /** Null where a size is unknown. */
  readonly training: {
    /** Weights and buffers, training-only parts included. */
    readonly weights: Count;
    readonly gradients: Count;
    /** Network inputs and every computed value. */
    readonly activations: Count;
    readonly sgd: OptimiserMemory;
    readonly momentum: OptimiserMemory;
    readonly adam: OptimiserMemory;
  } | null;
}

interface OptimiserMemory {
  readonly optimiserState: Count;
  /** Weights, gradients, state and activations. */
  readonly total: Count;
}

export interface Coverage {
  readonly complete: boolean;
  readonly counted: number;
  readonly total: number;
  readonly uncounted: readonly { readonly node: string; readonly op: string; readonly reason: string }[];
}

/** Input sizes for which the network with these very weights is valid. */
export interface ValidInputs {
  readonly decided: boolean;
  /** `H 227 to 258, W 227 to 258`. */
  readonly text: string;
  readonly axes: readonly {
    readonly input: string;
    readonly axis: number;
    readonly symbol: string;
    readonly text: string;
    readonly decided: boolean;
    readonly least: number | null;
    readonly greatest: number | null;
  }[];
}

export interface Report {
  readonly name: string;
  readonly about: About;
  /** Where it came from: a file name, a zoo name. */
  readonly source?: string;
  /** What the versions of an ONNX file ask of onnxruntime: the oldest release, null beyond the last known one. */
  readonly runtime?: { readonly oldest: string | null; readonly lastKnown: string };
  readonly batch: Dim | null;
  readonly inputs: readonly { readonly name: string; readonly type: TensorType; readonly axes?: readonly string[] }[];
  readonly outputs: readonly { readonly name: string; readonly type: TensorType; readonly trainingOnly: boolean }[];
  readonly totals: Totals;
  readonly memory: MemoryReport;
  /** How many layers of each type. */
  readonly layerCounts: Readonly<Record<string, number>>;
  readonly coverage: Coverage;
  readonly layers: readonly LayerReport[];
  readonly constraints: readonly Constraint[];
  /** Sizes that depend on data: symbol and where it was born. */
  readonly unknowns: readonly { readonly symbol: string; readonly birthplace: string }[];
  readonly tensors: ReadonlyMap<string, TensorType>;
  readonly diagnostics: readonly Diagnostic[];
}
