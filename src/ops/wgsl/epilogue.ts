/** What follows a convolution or matrix product element by element, as code of the same shader. */
import { elementCode } from "../unary/webgpu.js";
import type { Absent, EpilogueStage, ErrorBound, KernelContext, Packing } from "./kernel.js";
import type { BoundArray } from "./pass.js";

export interface EpilogueCode {
  readonly reads: readonly BoundArray[];
  /** Read by `functions`. */
  readonly uniforms: Readonly<Record<string, number>>;
  /** Declares `fn finish(x: f32, channel: u32, place: u32) -> f32`; `place` is the element's offset in the output. */
  readonly functions: string;
  readonly packings: readonly Packing[];
  /** The bound of a sum of `terms` products and of what follows it. */
  bound(terms: number): ErrorBound;
}

type BatchNormalization = Extract<EpilogueStage, { kind: "batch-normalization" }>;

const none = new Float32Array(0);

/**
 * Factor and addend of each channel, side by side: (x + b - mean)·scale/sqrt(variance + epsilon) + shift, worked out in
 * float64 and rounded once. Without a normalisation the factor is 1.
 */
function packChannels(bias: number | undefined, stage: BatchNormalization | undefined, channels: number): Packing {
  const statistics = stage === undefined ? [] : [stage.scale, stage.bias, stage.mean, stage.variance];
  return {
    inputs: [...statistics, ...(bias === undefined ? [] : [bias])],
    length: 2 * channels,
    pack(data) {
      const [scale = none, shift = none, mean = none, variance = none] = stage === undefined ? [] : data;
      const addend = bias === undefined ? none : (data.at(-1) ?? none);
      const packed = new Float32Array(2 * channels);
      for (let c = 0; c < channels; c++) {
        const factor = stage === undefined ? 1 : (scale[c] ?? 0) / Math.sqrt((variance[c] ?? 0) + stage.epsilon);
        packed[2 * c] = factor;
        packed[2 * c + 1] = ((addend[c] ?? 0) - (mean[c] ?? 0)) * factor + (shift[c] ?? 0);
      }
      return packed;
    },
  };
}

/** The commonest stages, in the one order in which a shader of all networks takes them. */
interface Usual {
  readonly normalization?: BatchNormalization;
  readonly addend?: number;
  readonly isRelu: boolean;
}

/** Normalisation, addition, Relu, each or none; undefined for anything else. */
function usualStages(stages: readonly EpilogueStage[]): Usual | undefined {
  const rest = [...stages];
  const take = <K extends EpilogueStage["kind"]>(kind: K): Extract<EpilogueStage, { kind: K }> | undefined =>
    rest[0]?.kind === kind ? (rest.shift() as Extract<EpilogueStage, { kind: K }>) : undefined;
  const normalization = take("batch-normalization");
  const addend = take("add");
  const activation = take("activation");
  if (rest.length > 0 || (activation !== undefined && activation.op !== "Relu")) return undefined;
  return {
    ...(normalization !== undefined && { normalization }),
    ...(addend !== undefined && { addend: addend.input }),
    isRelu: activation !== undefined,
  };
}

/** One shader for all usual stages: which of them there are is a uniform, because compiling takes seconds. */
function usualCode(usual: Usual, bias: number | undefined, channels: number, packing: number): EpilogueCode {
  const { normalization, addend, isRelu } = usual;
  const added = (bias === undefined ? 0 : 1) + (normalization === undefined ? 0 : 4) + (addend === undefined ? 0 : 1);
  const subtracted = normalization === undefined ? [] : [normalization.mean];
  return {
    reads: [
      { name: "perChannel", type: "f32", source: { packing } },
      // Something has to be bound; it is not read.
      { name: "addend", type: "f32", source: addend === undefined ? { packing } : { input: addend } },
    ],
    uniforms: { hasAddend: addend === undefined ? 0 : 1, isRelu: isRelu ? 1 : 0 },
    functions: `fn finish(x: f32, channel: u32, place: u32) -> f32 {
  var y = x * perChannel[2u * channel] + perChannel[2u * channel + 1u];
  if (U.hasAddend == 1u) { y += addend[place]; }
  return select(y, 0f, U.isRelu == 1u && y < 0f);
}`,
    packings: [packChannels(bias, normalization, channels)],
    bound: (terms) => ({ kind: "sum", terms: terms + added, relative: 0, absolute: 0, subtracted }),
  };
}

/**
 * The stages of a context, after the addition of a bias per channel (the input at index `bias`). `channels` is the
 * number of output channels, `firstPacking` the number of packings that the kernel already has.
 */
export function epilogueCode(
  context: KernelContext,
  bias: number | undefined,
  channels: number,
  firstPacking: number,
): EpilogueCode | Absent {
  const stages = context.epilogue ?? [];
  const isConstant = (index: number) => context.inputs[index]?.isConstant === true;
  const normalizations = stages.filter((stage) => stage.kind === "batch-normalization");
  const fixed = normalizations.every((stage) =>
    [stage.scale, stage.bias, stage.mean, stage.variance].every(isConstant),
  );
  if (!fixed) return { absent: "a fused batch normalisation needs constant statistics" };
  const usual = bias === undefined || isConstant(bias) ? usualStages(stages) : undefined;
  const isPlain = bias === undefined && stages.length === 0;
  if (usual !== undefined && !isPlain) return usualCode(usual, bias, channels, firstPacking);
  return anyCode(stages, bias, channels, firstPacking);
}

/** Stages of any kind in any order, written out. */
function anyCode(
  stages: readonly EpilogueStage[],
  bias: number | undefined,
  channels: number,
  firstPacking: number,
): EpilogueCode | Absent {
  const reads: BoundArray[] = [];
  const functions: string[] = [];
  const packings: Packing[] = [];
  const lines: string[] = [];
  const subtracted: number[] = [];
  let [added, relative, absolute] = [0, 0, 0];
  if (bias !== undefined) {
    reads.push({ name: "bias", type: "f32", source: { input: bias } });
    lines.push("y += bias[channel];");
    added++;
  }
  for (const [i, stage] of stages.entries()) {
    if (stage.kind === "add") {
      reads.push({ name: `addend${i}`, type: "f32", source: { input: stage.input } });
      lines.push(`y += addend${i}[place];`);
      added++;
    } else if (stage.kind === "activation") {
      const code = elementCode(stage.op, stage.attributes);
      if (code === undefined) return { absent: `${stage.op} is not computed in WGSL` };
      functions.push(code.functions, `fn activation${i}(x: f32) -> f32 { return ${code.expression}; }\n`);
      lines.push(`y = activation${i}(y);`);
      if (code.bound.kind === "function") {
        relative += code.bound.relative;
        absolute += code.bound.absolute;
      }
    } else {
      reads.push({ name: `normal${i}`, type: "f32", source: { packing: firstPacking + packings.length } });
      packings.push(packChannels(undefined, stage, channels));
      lines.push(`y = y * normal${i}[2u * channel] + normal${i}[2u * channel + 1u];`);
      added += 4;
      subtracted.push(stage.mean);
    }
  }
  // A function that two stages call is declared once.
  const declared = [...new Set(functions.join("").match(/fn [\s\S]*?\n(?=fn |$)/g) ?? [])].join("");
  return {
    reads,
    uniforms: {},
    functions: `${declared}fn finish(x: f32, channel: u32, place: u32) -> f32 {\n  var y = x;\n  ${lines.join("\n  ")}\n  return y;\n}`,
    packings,
    bound: (terms) => ({ kind: "sum", terms: terms + added, relative, absolute, subtracted }),
  };
}
