/** An LSTM of quantised weights (com.microsoft DynamicQuantizeLSTM). */
import { oneOf, optional, withDefault } from "../attribute.js";
import { defineOperator } from "../definition.js";
import { stepFactors } from "../recurrent/definition.js";
import { requireRank, requireShape } from "../requirements.js";
import { domain } from "./activations.js";

/** Inputs, outputs, forget gates and cells. */
const gates = 4;

export const dynamicQuantizeLstm = defineOperator({
  op: "DynamicQuantizeLSTM",
  domain,
  since: 1,
  attributes: {
    activation_alpha: optional("floats"),
    activation_beta: optional("floats"),
    activations: optional("strings"),
    clip: optional("float"),
    direction: oneOf("forward", "reverse", "bidirectional"),
    hidden_size: optional("int"),
    input_forget: withDefault("int", 0),
  },
  inputs: [
    { name: "X" },
    { name: "W", role: "weight" },
    { name: "R", role: "weight" },
    { name: "B", role: "bias", optional: true },
    { name: "sequence_lens", role: "control", optional: true },
    { name: "initial_h", optional: true },
    { name: "initial_c", optional: true },
    { name: "P", role: "weight", optional: true },
    { name: "W_scale", role: "control" },
    { name: "W_zero_point", role: "control" },
    { name: "R_scale", role: "control" },
    { name: "R_zero_point", role: "control" },
  ],
  outputs: ["Y", "Y_h", "Y_c"],
  infer(c) {
    const a = c.algebra;
    type Three = readonly [(typeof x)[0], (typeof x)[0], (typeof x)[0]];
    const x = requireRank(c, 0, [3], "[steps, batch, features]");
    const [steps, batch, features] = x as Three;
    const r = requireRank(c, 2, [3], "[directions, hidden, gates·hidden]") as Three;
    const directions = a.of(c.attributes.direction === "bidirectional" ? 2 : 1);
    const hidden = r[1];
    const stacked = a.mul(a.of(gates), hidden);
    requireShape(c, 1, [directions, features, stacked], "directions, input features, gates·hidden");
    requireShape(c, 2, [directions, hidden, stacked], "directions, hidden, gates·hidden");
    requireShape(c, 3, [directions, a.mul(a.of(2), stacked)], "directions, both biases of all gates");
    const state = [directions, batch, hidden];
    requireShape(c, 5, state, "the state's shape");
    requireShape(c, 6, state, "the state's shape");
    const { dtype } = c.input(0);
    const last = { dtype, shape: state };
    return [{ dtype, shape: [steps, directions, batch, hidden] }, last, last];
  },
  /** The products of LSTM; what is added and activated between them is not counted apart. */
  cost(c) {
    const steps = stepFactors(c.inputShape(0), 0, c.attributes.direction);
    const out = { role: "hidden", value: c.inputShape(2)[1] ?? 1 };
    const gate = { role: "gate", value: gates };
    return {
      macs: [
        { factors: [...steps, gate, { role: "in", value: c.inputShape(0)[2] ?? 1 }, out], what: "input" },
        { factors: [...steps, gate, { role: "state", value: out.value }, out], what: "state" },
      ],
    };
  },
  reach: () => "global",
});
