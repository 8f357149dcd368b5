/** How other tools count: one record a tool, what each adds per element, and the lines that lead from our figure to theirs. */
import { addCount, type Count, mulCount } from "../dim/index.js";
import type { ShapedGraph } from "../infer/index.js";
import { type Measure, type Measured, measureElements, measures } from "./convention-measures.js";

/** A tool's rule: which figure of ours it starts from, and what it adds for which elements. */
interface Convention {
  readonly title: string;
  /** What the tool calls its figure. */
  readonly figure: string;
  readonly base: Measure;
  /** How often the base counts: 2 where a multiply-accumulate is two operations. */
  readonly times: number;
  /** Operations per element beyond the base; negative for what the tool leaves out. */
  readonly weights: Readonly<Partial<Record<Measure, number>>>;
  readonly source: string;
  /** `published`: equal to a figure the tool publishes; `derived`: read in its source. */
  readonly status: "published" | "derived";
  /** What is not reproduced, and why. */
  readonly limits?: string;
}

/** The rules were read in the files named under `source`; the published figures are of ResNet-50 at 1×3×224×224. */
export const conventions = {
  torchvision: {
    title: "torchvision",
    figure: "_ops (published as GFLOPS, counts multiply-accumulates)",
    base: "macs",
    times: 1,
    weights: {},
    source: "test/common_extended_utils.py and the weights' metadata (ResNet-50: 4.089)",
    status: "published",
  },
  fvcore: {
    title: "fvcore",
    figure: "flops (one per multiply-accumulate)",
    base: "macs",
    times: 1,
    weights: { affineBatchNorm: 2, plainBatchNorm: 1, otherNorm: 5, globalAverageInputs: 1 },
    source: "fvcore/nn/flop_count.py, fvcore/nn/jit_handles.py",
    status: "derived",
    limits:
      "other pooling, activations, softmax and additions are not counted by the tool; upsampling is not reproduced",
  },
  thop: {
    title: "thop (ultralytics)",
    figure: "MACs",
    base: "macs",
    times: 1,
    weights: {
      affineBatchNorm: 4,
      plainBatchNorm: 2,
      otherNorm: 4,
      prelu: 1,
      averagePoolAdditions: 1,
      averagePoolOutputs: 1,
      globalAverageInputs: 1,
      globalAverageOutputs: 1,
      softmax: 3,
      softmaxRows: -1,
    },
    source: "thop/vision/basic_hooks.py, thop/vision/calc_func.py and the README (ResNet-50: 4,133,742,592)",
    status: "published",
    limits: "recurrent layers and bilinear upsampling are not reproduced",
  },
  ptflops: {
    title: "ptflops (pytorch backend)",
    figure: "MACs",
    base: "macs",
    times: 1,
    weights: {
      convBias: 1,
      denseBiasWeights: 1,
      affineBatchNorm: 2,
      plainBatchNorm: 1,
      otherNorm: 2,
      relu: 1,
      gelu: 1,
      maxPoolInputs: 1,
      averagePoolInputs: 1,
      globalAverageInputs: 1,
      globalMaxInputs: 1,
      softmax: 1,
      upsampleOutputs: 1,
    },
    source: "ptflops/pytorch_ops.py",
    status: "derived",
    limits: "additions written as `x += y`, recurrent layers and the scaling inside attention are not reproduced",
  },
  torchinfo: {
    title: "torchinfo",
    figure: "mult-adds",
    base: "macs",
    times: 1,
    weights: {
      activationProducts: -1,
      repeatedDense: -1,
      convBias: 1,
      denseBiasImages: 1,
      batchNormWeights: 1,
      otherNormWeights: 1,
      embeddingTable: 1,
    },
    source: "torchinfo/layer_info.py, calculate_macs",
    status: "derived",
    limits: "transposed convolutions, recurrent layers and fused attention modules are not reproduced",
  },
  deepspeed: {
    title: "DeepSpeed profiler, calflops",
    figure: "FLOPs (two per multiply-accumulate)",
    base: "macs",
    times: 2,
    weights: {
      convBias: 1,
      affineBatchNorm: 2,
      plainBatchNorm: 1,
      otherNorm: 5,
      relu: 1,
      gelu: 1,
      maxPoolInputs: 1,
      averagePoolInputs: 1,
      globalAverageInputs: 1,
      globalMaxInputs: 1,
      softmax: 1,
      upsampleOutputs: 1,
    },
    source: "deepspeed/profiling/flops_profiler/profiler.py and the calflops README (ResNet-50: 8.21111 G)",
    status: "published",
    limits: "additions written as `x += y` and recurrent layers are not reproduced",
  },
  keras: {
    title: "Keras",
    figure: "total parameters (moving statistics included)",
    base: "params",
    times: 1,
    weights: { buffers: 1, absentConvBias: 1 },
    source: "keras/src/utils/summary_utils.py and the table of Keras Applications (ResNet-50: 25,636,712)",
    status: "published",
    limits:
      "convolutions get the bias that Keras layers have unless told otherwise (its ResNets keep it, its Inception and MobileNets do not)",
  },
} as const satisfies Readonly<Record<string, Convention>>;

export type ConventionName = keyof typeof conventions;

export const conventionNames: readonly ConventionName[] = Object.keys(conventions) as ConventionName[];

export function isConventionName(name: string): name is ConventionName {
  return Object.hasOwn(conventions, name);
}

/** One line of the way from our figure to theirs: `elements` of a kind, counted `weight` times each. */
interface ConventionLine {
  readonly what: string;
  readonly elements: Count;
  readonly weight: number;
  /** elements × weight. */
  readonly amount: Count;
}

export interface ConventionCount {
  readonly convention: ConventionName;
  readonly title: string;
  readonly figure: string;
  /** The figure of ours that it starts from. */
  readonly ours: { readonly figure: "macs" | "params"; readonly count: Count };
  /** The tool's figure: the sum of all lines. */
  readonly count: Count;
  /** Ours first, then what the tool counts in addition or leaves out. */
  readonly lines: readonly ConventionLine[];
  readonly source: string;
  readonly status: Convention["status"];
  readonly limits?: string;
  /** True for a graph without layers: tools that count modules may see other ones. */
  readonly approximate: boolean;
}

/** What a tool would count for this network, and how that comes about from our count; training-only parts left out. */
export function explainConvention(shaped: ShapedGraph, name: ConventionName): ConventionCount {
  const convention: Convention = conventions[name];
  const measured = measureElements(shaped);
  const lines = linesOf(convention, measured);
  return {
    convention: name,
    title: convention.title,
    figure: convention.figure,
    ours: { figure: convention.base === "params" ? "params" : "macs", count: measured[convention.base] ?? 0n },
    count: lines.reduce((total: Count, { amount }) => addCount(total, amount), 0n),
    lines,
    source: convention.source,
    status: convention.status,
    ...(convention.limits !== undefined && { limits: convention.limits }),
    approximate: shaped.graph.nodes.some(({ origin }) => origin === undefined),
  };
}

/** The tool's figure alone. */
export function countBy(shaped: ShapedGraph, name: ConventionName): Count {
  return explainConvention(shaped, name).count;
}

function linesOf({ base, times, weights }: Convention, measured: Measured): readonly ConventionLine[] {
  const first = lineOf(base, measured[base] ?? 0n, times);
  const others = Object.entries(weights) as [Measure, number][];
  return [first, ...others.map(([measure, weight]) => lineOf(measure, measured[measure] ?? 0n, weight))].filter(
    (line, index) => index === 0 || line.elements !== 0n,
  );
}

function lineOf(measure: Measure, elements: Count, weight: number): ConventionLine {
  return { what: measures[measure], elements, weight, amount: mulCount(elements, BigInt(weight)) };
}
