/** The sliding window shared by convolution and pooling: its attributes, its output size, its padding. */
import type { Algebra, Dim } from "../dim/index.js";
import { type AttributesOf, oneOf, optional } from "./attribute.js";
import type { AnyRuleContext, WindowAxis } from "./definition.js";

/** Attributes of every ONNX operator that slides a window. */
export const windowAttributes = {
  auto_pad: oneOf("NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"),
  dilations: optional("ints"),
  kernel_shape: optional("ints"),
  pads: optional("ints"),
  strides: optional("ints"),
} as const;

/** As {@link windowAttributes} gives them; some operators lack one. */
type WindowAttributes = Partial<AttributesOf<typeof windowAttributes>>;

/** A rule's context of an operator that slides a window. */
export type WindowContext<D> = AnyRuleContext<D> & { readonly attributes: WindowAttributes };

/** Positions that a dilated kernel spans. */
export function effectiveKernel(kernel: number, dilation: number): number {
  return dilation * (kernel - 1) + 1;
}

/** Input size with its padding on both sides. */
function paddedSize<D>(a: Algebra<D>, input: D, { padBegin, padEnd }: WindowAxis): D {
  if (padBegin === padEnd) return padBegin === 0 ? input : a.add(input, a.mul(a.of(2), a.of(padBegin)));
  return a.add(a.add(input, a.of(padBegin)), a.of(padEnd));
}

/**
 * Output size of a sliding window, `floor((input + pads - effective kernel) / stride) + 1`
 * (Dumoulin and Visin, A guide to convolution arithmetic, 2016, relationship 6 and section 5.1).
 * With `ceil` the last window may overhang, but must start inside the input or its leading padding
 * (ONNX Pool operators and PyTorch agree on this).
 */
export function windowOutput<D>(a: Algebra<D>, input: D, window: WindowAxis, ceil = false): D {
  const span = a.sub(paddedSize(a, input, window), a.of(effectiveKernel(window.kernel, window.dilation)));
  const stride = a.of(window.stride);
  if (!ceil) return a.add(a.floorDiv(span, stride), a.of(1));
  const overhanging = a.add(a.ceilDiv(span, stride), a.of(1));
  // A window that reaches at least a stride beyond its trailing padding always starts early enough.
  const reach = effectiveKernel(window.kernel, window.dilation) - window.padEnd;
  if (window.stride === 1 || reach >= window.stride) return overhanging;
  return a.min(overhanging, a.ceilDiv(a.add(input, a.of(window.padBegin)), stride));
}

/** Output size under `SAME` padding: `ceil(input / stride)`. */
function samePaddingOutput<D>(a: Algebra<D>, input: D, stride: number): D {
  return a.ceilDiv(input, a.of(stride));
}

/** One window per spatial axis from a node's attributes; `kernel` overrides the attribute where the weight decides. */
export function windowsOf(attributes: WindowAttributes, kernel: readonly number[]): readonly WindowAxis[] {
  const rank = kernel.length;
  return kernel.map((size, i) => ({
    axis: i + 2,
    kernel: size,
    stride: attributes.strides?.[i] ?? 1,
    dilation: attributes.dilations?.[i] ?? 1,
    padBegin: attributes.pads?.[i] ?? 0,
    padEnd: attributes.pads?.[i + rank] ?? 0,
  }));
}

/**
 * The windows with the padding that `auto_pad` comes to at an input of this shape ([N, C, ...spatial]): none for VALID;
 * (ceil(n/stride) - 1)·stride + k - n positions in all for SAME (ONNX Conv), the odd one at the end for SAME_UPPER, and
 * max(k - stride, 0) where n is not known, as if it were a multiple of the stride.
 */
export function paddedWindows(
  attributes: WindowAttributes,
  kernel: readonly number[],
  input: readonly Dim[] | null | undefined,
): readonly WindowAxis[] {
  const { auto_pad } = attributes;
  return windowsOf(attributes, kernel).map((window) => {
    if (auto_pad === "VALID") return { ...window, padBegin: 0, padEnd: 0 };
    if (auto_pad !== "SAME_UPPER" && auto_pad !== "SAME_LOWER") return window;
    const size = input?.[window.axis];
    const span = effectiveKernel(window.kernel, window.dilation);
    const known =
      typeof size === "number" ? (Math.ceil(size / window.stride) - 1) * window.stride - size : -window.stride;
    const total = Math.max(0, known + span);
    const [smaller, larger] = [Math.floor(total / 2), Math.ceil(total / 2)];
    return auto_pad === "SAME_UPPER"
      ? { ...window, padBegin: smaller, padEnd: larger }
      : { ...window, padBegin: larger, padEnd: smaller };
  });
}

/** Kernel sizes of a weight [out, in, ...kernel]; undefined where one is symbolic. */
export function kernelOf(weight: readonly unknown[]): readonly number[] | undefined {
  const kernel = weight.slice(2);
  return kernel.every((size) => typeof size === "number") ? kernel : undefined;
}

/** Checks lengths and signs of the window attributes against the number of spatial axes. */
export function checkWindowAttributes<D>(c: WindowContext<D>, spatial: number): void {
  const lengths = { dilations: spatial, kernel_shape: spatial, pads: 2 * spatial, strides: spatial } as const;
  for (const name of ["dilations", "kernel_shape", "pads", "strides"] as const) {
    const value = c.attributes[name];
    if (value === undefined) continue;
    const least = name === "pads" ? 0 : 1;
    if (value.length === lengths[name] && value.every((n) => n >= least)) continue;
    const rule = `it needs ${lengths[name]} numbers, each at least ${least}`;
    c.fail("node/attribute-value", { op: c.op, attribute: name, value: `[${value.join(", ")}]`, rule });
  }
}

/**
 * Spatial output sizes of a window operator over `input` ([N, C, ...spatial]); ends the rule with
 * `shape/kernel-exceeds-input` where a kernel does not fit.
 */
export function windowOutputs<D>(
  c: WindowContext<D>,
  input: readonly D[],
  kernel: readonly number[],
  ceil = false,
): readonly D[] {
  checkWindowAttributes(c, input.length - 2);
  const a = c.algebra;
  const auto = c.attributes.auto_pad;
  return windowsOf(c.attributes, kernel).map((attributeWindow) => {
    const size = input[attributeWindow.axis] as D;
    if (auto === "SAME_UPPER" || auto === "SAME_LOWER") return samePaddingOutput(a, size, attributeWindow.stride);
    const window = auto === "VALID" ? { ...attributeWindow, padBegin: 0, padEnd: 0 } : attributeWindow;
    const padded = paddedSize(a, size, window);
    const span = effectiveKernel(window.kernel, window.dilation);
    // With `ceil` the first window may overhang too, by less than a stride (PyTorch; ONNX's formula gives 1).
    const least = ceil ? Math.max(1, span - window.stride + 1) : span;
    if (!c.requireAtLeast(padded, a.of(least), "the kernel must fit the padded input")) {
      const { kernel: k, stride, padBegin, padEnd, dilation } = window;
      const pads = padBegin === padEnd ? `2·${padBegin}` : `${padBegin} + ${padEnd}`;
      c.fail(
        "shape/kernel-exceeds-input",
        { kernel: dilation === 1 ? `${k}` : `${span} (${k} with dilation ${dilation})`, input: c.text(padded) },
        {
          formula: `floor((${c.text(size)} + ${pads} - ${span})/${stride}) + 1 = ${c.text(a.add(a.floorDiv(a.sub(padded, a.of(span)), a.of(stride)), a.of(1)))}`,
          hint: `pad by at least ${Math.ceil((span - Number(a.dim(padded))) / 2)} more on each side, use a smaller kernel, or reduce the input less before it`,
        },
      );
    }
    return windowOutput(a, size, window, ceil);
  });
}
