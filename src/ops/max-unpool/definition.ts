/** Puts pooled maxima back where they came from (ONNX MaxUnpool). */
import { required } from "../attribute.js";
import { defineOperator } from "../definition.js";
import { readDims } from "../known-value.js";
import { requireRankAtLeast, requireShape } from "../requirements.js";
import { checkWindowAttributes, windowAttributes, windowsOf } from "../window.js";

const { pads, strides } = windowAttributes;

export const maxUnpool = defineOperator({
  op: "MaxUnpool",
  since: 22,
  attributes: { kernel_shape: required("ints"), pads, strides },
  inputs: [{ name: "X" }, { name: "I" }, { name: "output_shape", role: "control", optional: true }],
  outputs: ["output"],
  infer(c) {
    const a = c.algebra;
    const x = requireRankAtLeast(c, 0, 3, "batch, channels and at least one spatial axis");
    requireShape(c, 1, x, "an index for every element");
    checkWindowAttributes(c, x.length - 2);
    const { dtype } = c.input(0);
    if (c.inputs[2] !== undefined) {
      const wanted = readDims(c, 2);
      if (wanted !== undefined && wanted.length !== x.length) {
        const reason = `output_shape has ${wanted.length} sizes for ${x.length} axes`;
        c.fail("shape/invalid", { op: c.op, reason });
      }
      const fresh = (axis: number) => c.freshSize(0, axis, "output_shape is not known");
      const shape = wanted?.map(a.of) ?? x.map((size, axis) => (axis < 2 ? size : fresh(axis)));
      return [{ dtype, shape }];
    }
    // The least input of the pooling that gives these outputs: (n - 1)·stride + kernel - pads.
    const spatial = windowsOf(c.attributes, c.attributes.kernel_shape ?? []).map((window) => {
      const steps = a.mul(a.sub(x[window.axis] as (typeof x)[0], a.of(1)), a.of(window.stride));
      const size = a.add(steps, a.of(window.kernel - window.padBegin - window.padEnd));
      if (!c.requireAtLeast(size, a.of(0), "an axis has no negative size")) {
        c.fail("shape/negative", { what: `axis ${window.axis}`, value: c.text(size) });
      }
      return size;
    });
    return [{ dtype, shape: [...x.slice(0, 2), ...spatial] }];
  },
  reach: () => "global",
});
