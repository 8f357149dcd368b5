/** What follows a convolution or matrix product element by element, as code of the same shader. */
import { elementCode } from "../unary/webgpu.js";
import type { Absent, BindingSource, EpilogueStage, ErrorBound, KernelContext, Packing } from "./kernel.js";
import type { BoundArray } from "./pass.js";

export interface EpilogueCode {
  readonly reads: readonly BoundArray[];
  /** Declares `fn finish(x: f32, channel: u32, place: u32) -> f32`; `place` is the element's offset in the output. */
  readonly functions: string;
  readonly packings: readonly Packing[];
  /** The bound of a sum of `terms` products and of what follows it. */
  bound(terms: number): ErrorBound;
}

type BatchNormalization = Extract<EpilogueStage, { kind: "batch-normalization" }>;

/** Scale and shift of each channel: (x - mean)·scale/sqrt(variance + epsilon) + bias, in float64, rounded once. */
function packNormalization(stage: BatchNormalization, channels: number): Packing {
  return {
    inputs: [stage.scale, stage.bias, stage.mean, stage.variance],
    length: 2 * channels,
    pack([scale = none, bias = none, mean = none, variance = none]) {
      const packed = new Float32Array(2 * channels);
      for (let c = 0; c < channels; c++) {
        const factor = (scale[c] ?? 0) / Math.sqrt((variance[c] ?? 0) + stage.epsilon);
        packed[2 * c] = factor;
        packed[2 * c + 1] = (bias[c] ?? 0) - (mean[c] ?? 0) * factor;
      }
      return packed;
    },
  };
}

const none = new Float32Array(0);

/**
 * The stages of a context, after the addition of a bias per channel. `channels` is the number of output channels,
 * `firstPacking` the number of packings that the kernel already has.
 */
export function epilogueCode(
  context: KernelContext,
  bias: BindingSource | undefined,
  channels: number,
  firstPacking: number,
): EpilogueCode | Absent {
  const reads: BoundArray[] = [];
  const functions: string[] = [];
  const packings: Packing[] = [];
  const lines: string[] = [];
  let [added, relative, absolute] = [0, 0, 0];
  if (bias !== undefined) {
    reads.push({ name: "bias", type: "f32", source: bias });
    lines.push("y += bias[channel];");
    added++;
  }
  for (const [i, stage] of (context.epilogue ?? []).entries()) {
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
      const { scale, bias: shift, mean, variance } = stage;
      const constant = [scale, shift, mean, variance].every((index) => context.inputs[index]?.isConstant);
      if (!constant) return { absent: "a fused batch normalisation needs constant statistics" };
      reads.push({ name: `normal${i}`, type: "f32", source: { packing: firstPacking + packings.length } });
      packings.push(packNormalization(stage, channels));
      lines.push(`y = y * normal${i}[2u * channel] + normal${i}[2u * channel + 1u];`);
      added += 4;
    }
  }
  // A function that two stages call is declared once.
  const declared = [...new Set(functions.join("").match(/fn [\s\S]*?\n(?=fn |$)/g) ?? [])].join("");
  return {
    reads,
    functions: `${declared}fn finish(x: f32, channel: u32, place: u32) -> f32 {\n  var y = x;\n  ${lines.join("\n  ")}\n  return y;\n}`,
    packings,
    bound: (terms) => ({ kind: "sum", terms: terms + added, relative, absolute }),
  };
}
