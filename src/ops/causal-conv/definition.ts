/** A causal depthwise convolution that carries its last positions on (ONNX CausalConvWithState; Mamba, Gated DeltaNet). */
import { oneOf } from "../attribute.js";
import { defineOperator, type NodeCost } from "../definition.js";
import { perElement } from "../elements.js";
import { requireRank, requireSame, requireShape } from "../requirements.js";

export const causalConvWithState = defineOperator({
  op: "CausalConvWithState",
  since: 27,
  attributes: { activation: oneOf("none", "silu", "swish") },
  inputs: [
    { name: "input" },
    { name: "weight", role: "weight" },
    { name: "bias", role: "bias", optional: true },
    { name: "past_state", optional: true },
  ],
  outputs: ["output", "present_state"],
  infer(c) {
    const a = c.algebra;
    const x = requireRank(c, 0, [3], "[batch, channels, length]");
    const w = requireRank(c, 1, [3], "[channels, 1, kernel]");
    const [batch, channels] = x as readonly [(typeof x)[0], (typeof x)[0]];
    const [filters, depth, kernel] = w as readonly [(typeof x)[0], (typeof x)[0], (typeof x)[0]];
    requireSame(c, channels, filters, "there is a kernel for each channel");
    requireSame(c, depth, a.of(1), "each kernel sees its own channel only");
    requireShape(c, 2, [channels], "one bias for each channel");
    const state = [batch, channels, a.sub(kernel, a.of(1))];
    requireShape(c, 3, state, "the last kernel - 1 positions");
    const { dtype } = c.input(0);
    return [
      { dtype, shape: x },
      { dtype, shape: state },
    ];
  },
  /** Every output is a product with its kernel; SiLU counts as x·sigmoid(x): 4 operations and an exponential. */
  cost(c): NodeCost {
    const x = c.inputShape(0);
    const [product = { factors: [] }] = perElement(x);
    const kernel = { role: "kernel", value: c.inputShape(1)[2] ?? 1 };
    const isActivated = c.attributes.activation !== "none";
    return {
      macs: [{ factors: [...product.factors, kernel] }],
      flops: {
        ...(c.inputs[2] !== undefined && { bias: perElement(x) }),
        ...(isActivated && { activation: perElement(x, 4), transcendental: perElement(x) }),
      },
    };
  },
  reach: () => "global",
});
