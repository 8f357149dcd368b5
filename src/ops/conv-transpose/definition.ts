/** Transposed convolution over any number of spatial axes (ONNX ConvTranspose): every input element spreads a kernel. */
import type { Algebra } from "../../dim/index.js";
import { type AttributesOf, optional, withDefault } from "../attribute.js";
import { type AnyRuleContext, defineOperator, type RuleContext, type WindowAxis } from "../definition.js";
import { perElement } from "../elements.js";
import { checkWindowAttributes, effectiveKernel, kernelOf, windowAttributes, windowsOf } from "../window.js";

const attributes = {
  ...windowAttributes,
  group: withDefault("int", 1),
  output_padding: optional("ints"),
  output_shape: optional("ints"),
} as const;

/**
 * stride·(input - 1) + output_padding + effective kernel - pads
 * (ONNX ConvTranspose; Dumoulin and Visin, A guide to convolution arithmetic, 2016, relationship 14).
 */
function transposedOutput<D>(a: Algebra<D>, input: D, window: WindowAxis, outputPadding: number): D {
  const spread = a.add(
    a.mul(a.of(window.stride), a.sub(input, a.of(1))),
    a.of(effectiveKernel(window.kernel, window.dilation)),
  );
  const padded = outputPadding === 0 ? spread : a.add(spread, a.of(outputPadding));
  const { padBegin, padEnd } = window;
  if (padBegin === padEnd) return padBegin === 0 ? padded : a.sub(padded, a.mul(a.of(2), a.of(padBegin)));
  return a.sub(a.sub(padded, a.of(padBegin)), a.of(padEnd));
}

function spatialSizes<D>(
  c: RuleContext<typeof attributes, D>,
  input: readonly D[],
  kernel: readonly number[],
): readonly D[] {
  const a = c.algebra;
  const { auto_pad, output_padding = [], output_shape } = c.attributes;
  checkWindowAttributes(c, input.length - 2);
  checkLength(c, "output_padding", output_padding, kernel.length);
  checkLength(c, "output_shape", output_shape, kernel.length);
  return windowsOf(c.attributes, kernel).map((window, i) => {
    const size = input[window.axis] as D;
    const wanted = output_shape?.[i];
    if (wanted !== undefined) return a.of(wanted);
    if (auto_pad === "SAME_UPPER" || auto_pad === "SAME_LOWER") return a.mul(size, a.of(window.stride));
    const padding = auto_pad === "VALID" ? { ...window, padBegin: 0, padEnd: 0 } : window;
    const output = transposedOutput(a, size, padding, output_padding[i] ?? 0);
    if (!c.requireAtLeast(output, a.of(1), "the padding must leave something of the output")) {
      const what = `output size along axis ${window.axis}`;
      c.fail(
        "shape/negative",
        { what, value: c.text(output) },
        { hint: "the pads crop more than the kernels spread: pad less" },
      );
    }
    return output;
  });
}

function checkLength<D>(
  c: AnyRuleContext<D>,
  attribute: string,
  value: readonly number[] | undefined,
  length: number,
): void {
  if (value === undefined || (value.length === 0 && attribute === "output_padding")) return;
  if (value.length === length && value.every((n) => n >= 0)) return;
  const rule = `it needs ${length} numbers, none negative`;
  c.fail("node/attribute-value", { op: c.op, attribute, value: `[${value.join(", ")}]`, rule });
}

/** Axes of the weight [in, out/groups, ...kernel] in table order: in, width before height, out. */
function weightOrder(rank: number): readonly number[] {
  return [0, ...Array.from({ length: rank - 2 }, (_, i) => rank - 1 - i), 1];
}

/** Pads of an axis, so that the reach starts where it should: explicit, or what auto_pad and output_shape come to. */
function reachWindow(
  window: WindowAxis,
  i: number,
  values: AttributesOf<typeof attributes>,
  size: unknown,
): WindowAxis {
  const { auto_pad, output_padding, output_shape } = values;
  if (auto_pad === "VALID") return { ...window, padBegin: 0, padEnd: 0 };
  const same = auto_pad === "SAME_UPPER" || auto_pad === "SAME_LOWER";
  if (!same && output_shape === undefined) return window;
  const free = effectiveKernel(window.kernel, window.dilation) + (output_padding?.[i] ?? 0) - window.stride;
  const explicit = output_shape?.[i];
  const total = explicit === undefined ? free : typeof size === "number" ? free + window.stride * size - explicit : 0;
  const half = Math.floor(total / 2);
  return auto_pad === "SAME_UPPER"
    ? { ...window, padBegin: half, padEnd: total - half }
    : { ...window, padBegin: total - half, padEnd: half };
}

/** The windows of a node over an input of these sizes ([N, C, ...spatial]), with their true pads. */
export function transposedWindows(
  values: AttributesOf<typeof attributes>,
  kernel: readonly number[],
  input: readonly unknown[],
): readonly WindowAxis[] {
  return windowsOf(values, kernel).map((window, i) => reachWindow(window, i, values, input[window.axis]));
}

export const convTranspose = defineOperator({
  op: "ConvTranspose",
  since: 22,
  attributes,
  inputs: [
    { name: "X" },
    { name: "W", role: "weight", order: weightOrder },
    { name: "B", role: "bias", optional: true },
  ],
  outputs: ["Y"],
  infer(c) {
    const a = c.algebra;
    const x = c.shape(0);
    const w = c.shape(1);
    const { group } = c.attributes;
    if (x.length < 3) {
      const expected = "batch, channels and at least one spatial axis";
      c.fail("shape/rank", { op: c.op, input: "X", expected, shape: c.shapeText(x) });
    }
    if (w.length !== x.length) {
      c.fail("shape/rank", { op: c.op, input: "W", expected: `rank ${x.length}, like X,`, shape: c.shapeText(w) });
    }
    if (group < 1)
      c.fail("node/attribute-value", {
        op: c.op,
        attribute: "group",
        value: `${group}`,
        rule: "it must be at least 1",
      });
    const [batch, channels] = x as readonly [(typeof x)[0], (typeof x)[0]];
    const [weightIn, perGroup] = w as readonly [(typeof x)[0], (typeof x)[0]];
    if (!c.requireEqual(channels, weightIn, "the weight fixes the input's channels")) {
      const expected = c.text(weightIn);
      c.fail("shape/channels", { input: c.shapeText(x), channels: c.text(channels), weight: c.shapeText(w), expected });
    }
    if (!c.requireDivisible(channels, a.of(group), "channels divide into groups")) {
      c.fail("shape/groups", { what: "input channels", channels: c.text(channels), groups: `${group}` });
    }
    const kernel = kernelOf(w.map((size) => a.dim(size))) ?? c.attributes.kernel_shape;
    if (kernel === undefined) return c.unknown("the kernel's size is not known");
    const out = group === 1 ? perGroup : a.mul(perGroup, a.of(group));
    return [{ dtype: c.input(0).dtype, shape: [batch, out, ...spatialSizes(c, x, kernel)] }];
  },
  /** Every input element is multiplied with all weights of its channel: batch × input positions × weights. */
  cost(c) {
    const [batch = 1, , ...spatial] = c.inputShape(0);
    const [weightIn = 1, perGroup = 1, ...kernel] = c.inputShape(1);
    const factors = [
      { role: "batch", value: batch },
      ...spatial.reverse().map((value) => ({ role: "position", value })),
      { role: "in", value: weightIn },
      ...kernel.reverse().map((value) => ({ role: "kernel", value })),
      { role: "out", value: perGroup },
    ];
    return { macs: [{ factors }], flops: c.inputs[2] === undefined ? {} : { bias: perElement(c.outputShape(0)) } };
  },
  reach(values, inputs) {
    const kernel = kernelOf(inputs[1]?.shape ?? []) ?? values.kernel_shape ?? [];
    return { windows: transposedWindows(values, kernel, inputs[0]?.shape ?? []), transposed: true };
  },
});
