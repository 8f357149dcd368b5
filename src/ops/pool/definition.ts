/** Max and average pooling, windowed and global (ONNX MaxPool, AveragePool, GlobalMaxPool, GlobalAveragePool). */
import { required, withDefault } from "../attribute.js";
import { type AnyRuleContext, defineOperator, type OperatorDefinition } from "../definition.js";
import { elementFactors, perElement } from "../elements.js";
import { windowAttributes, windowOutputs, windowsOf } from "../window.js";

const poolAttributes = {
  ...windowAttributes,
  kernel_shape: required("ints"),
  ceil_mode: withDefault("int", 0),
} as const;

function windowSize(kernel: readonly number[]): number {
  return kernel.reduce((size, k) => size * k, 1);
}

/** A window of k elements costs k - 1 comparisons to take the maximum of, k - 1 additions and one division to average. */
export const maxPool = defineOperator({
  op: "MaxPool",
  since: 22,
  summary: "Takes the maximum of each window.",
  attributes: { ...poolAttributes, storage_order: withDefault("int", 0) },
  inputs: [{ name: "X" }],
  outputs: ["Y", "Indices"],
  infer(c) {
    const x = spatialInput(c);
    const y = {
      dtype: c.input(0).dtype,
      shape: [...x.slice(0, 2), ...windowOutputs(c, x, c.attributes.kernel_shape, c.attributes.ceil_mode === 1)],
    };
    return c.outputCount > 1 ? [y, { dtype: "int64", shape: y.shape }] : [y];
  },
  cost: (c) => ({ flops: { pooling: perElement(c.outputShape(0), windowSize(c.attributes.kernel_shape) - 1) } }),
  reach: (attributes) => ({ windows: windowsOf(attributes, attributes.kernel_shape) }),
});

export const averagePool = defineOperator({
  op: "AveragePool",
  since: 22,
  summary: "Takes the mean of each window.",
  attributes: { ...poolAttributes, count_include_pad: withDefault("int", 0) },
  inputs: [{ name: "X" }],
  outputs: ["Y"],
  infer(c) {
    const x = spatialInput(c);
    return [
      {
        dtype: c.input(0).dtype,
        shape: [...x.slice(0, 2), ...windowOutputs(c, x, c.attributes.kernel_shape, c.attributes.ceil_mode === 1)],
      },
    ];
  },
  cost: (c) => ({ flops: { pooling: perElement(c.outputShape(0), windowSize(c.attributes.kernel_shape)) } }),
  reach: (attributes) => ({ windows: windowsOf(attributes, attributes.kernel_shape) }),
});

/** The shape of X, which needs a spatial axis. */
function spatialInput<D>(c: AnyRuleContext<D>): readonly D[] {
  const x = c.shape(0);
  if (x.length >= 3) return x;
  return c.fail("shape/rank", {
    op: c.op,
    input: "X",
    expected: "batch, channels and at least one spatial axis",
    shape: c.shapeText(x),
  });
}

/** Global pooling leaves one element per channel; `saved` is what one window costs less than an operation per element. */
function globalPool(op: string, summary: string, saved: number): OperatorDefinition {
  return defineOperator({
    op,
    since: 22,
    summary,
    attributes: {},
    inputs: [{ name: "X" }],
    outputs: ["Y"],
    infer(c) {
      const x = spatialInput(c);
      return [{ dtype: c.input(0).dtype, shape: x.map((size, axis) => (axis < 2 ? size : c.algebra.of(1))) }];
    },
    cost(c) {
      const factors = elementFactors(c.inputShape(0));
      const outputs = factors.slice(0, 2);
      const all = { factors };
      return {
        flops: { pooling: saved === 0 ? [all] : [all, { factors: [{ role: "sign", value: -saved }, ...outputs] }] },
      };
    },
    reach: () => "global",
  });
}

export const globalMaxPool = globalPool("GlobalMaxPool", "Takes the maximum over all positions of each channel.", 1);
export const globalAveragePool = globalPool(
  "GlobalAveragePool",
  "Takes the mean over all positions of each channel.",
  0,
);
