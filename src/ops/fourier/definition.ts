/** Discrete Fourier transforms, of a whole axis and of sliding frames (ONNX DFT, STFT). */
import { withDefault } from "../attribute.js";
import { resolveAxis } from "../axis.js";
import { type AnyRuleContext, defineOperator, Uncountable } from "../definition.js";
import { readNumbers, readSize } from "../known-value.js";
import { requireRank, requireRankAtLeast } from "../requirements.js";

/** A spectrum of n real numbers is conjugate symmetric: floor(n/2) + 1 of its n values say all. */
function onesidedLength<D>(c: AnyRuleContext<D>, length: D): D {
  const a = c.algebra;
  return a.add(a.floorDiv(length, a.of(2)), a.of(1));
}

function uncountable(): never {
  throw new Uncountable("the number of operations depends on the transform's algorithm and factors");
}

export const dft = defineOperator({
  op: "DFT",
  since: 20,
  attributes: { inverse: withDefault("int", 0), onesided: withDefault("int", 0) },
  inputs: [
    { name: "input" },
    { name: "dft_length", role: "control", optional: true },
    { name: "axis", role: "control", optional: true },
  ],
  outputs: ["output"],
  infer(c) {
    const a = c.algebra;
    const x = requireRankAtLeast(c, 0, 2, "a signal axis and one of real (and imaginary) parts");
    const { dtype } = c.input(0);
    const isInverse = c.attributes.inverse === 1;
    const isOnesided = c.attributes.onesided === 1;
    const parts = a.of(isInverse && isOnesided ? 1 : 2);
    const given = c.inputs[2] === undefined ? -2 : readNumbers(c, 2)?.[0];
    if (given === undefined) {
      const fresh = (axis: number) => c.freshSize(0, axis, "the axis of the transform is not known");
      return [{ dtype, shape: [...x.slice(0, -1).map((_, axis) => fresh(axis)), parts] }];
    }
    const axis = resolveAxis(c, given, x.length);
    if (axis === x.length - 1) {
      const rule = "the last axis holds real and imaginary parts, it cannot be transformed";
      c.fail("shape/invalid", { op: c.op, reason: rule });
    }
    const signal = x[axis] as (typeof x)[0];
    const ownLength = isInverse && isOnesided ? a.mul(a.of(2), a.sub(signal, a.of(1))) : signal;
    const length =
      c.inputs[1] === undefined ? ownLength : (readSize(c, 1) ?? c.freshSize(0, axis, "dft_length is not known"));
    const size = isOnesided && !isInverse ? onesidedLength(c, length) : length;
    return [{ dtype, shape: [...x.slice(0, -1).map((other, i) => (i === axis ? size : other)), parts] }];
  },
  cost: uncountable,
  reach: () => "global",
});

export const stft = defineOperator({
  op: "STFT",
  since: 17,
  attributes: { onesided: withDefault("int", 1) },
  inputs: [
    { name: "signal" },
    { name: "frame_step", role: "control" },
    { name: "window", role: "weight", optional: true },
    { name: "frame_length", role: "control", optional: true },
  ],
  outputs: ["output"],
  infer(c) {
    const a = c.algebra;
    const x = requireRank(c, 0, [2, 3], "[batch, length] or [batch, length, parts]");
    const [batch, samples] = x as readonly [(typeof x)[0], (typeof x)[0]];
    const step = readSize(c, 1);
    const window = c.inputs[2] === undefined ? undefined : requireRank(c, 2, [1], "[frame length]")[0];
    if (window === undefined && c.inputs[3] === undefined) {
      const reason = "a window or a frame_length must say how long a frame is";
      c.fail("shape/invalid", { op: c.op, reason });
    }
    const length = window ?? readSize(c, 3);
    const fresh = (axis: number) => c.freshSize(0, axis, "the frames' step or length is not known");
    if (length === undefined) return [{ dtype: c.input(0).dtype, shape: [batch, fresh(1), fresh(2), a.of(2)] }];
    const bins = c.attributes.onesided === 1 ? onesidedLength(c, length) : length;
    if (!c.requireAtLeast(samples, length, "a frame fits the signal")) {
      c.fail("shape/kernel-exceeds-input", { kernel: c.text(length), input: c.text(samples) });
    }
    const frames = step === undefined ? fresh(1) : a.add(a.floorDiv(a.sub(samples, length), step), a.of(1));
    return [{ dtype: c.input(0).dtype, shape: [batch, frames, bins, a.of(2)] }];
  },
  cost: uncountable,
  reach: () => "global",
});
