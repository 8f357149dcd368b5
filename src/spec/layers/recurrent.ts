/** Recurrent layers: LSTM, GRU and the plain RNN, stacked and in both directions. */

import { type Dim, mul } from "../../dim/index.js";
import type { AttributeValue, InitialiserChoice } from "../../graph/index.js";
import type { Tensor } from "../environment.js";
import { choice, flag, initialiser, integer, required, size, withFallback } from "../field.js";
import { defineLayer } from "../layer.js";
import type { LayerBuilder } from "../layer-builder.js";
import { trainable } from "./shared-fields.js";

const fields = {
  units: required(size("recurrent.units")),
  layers: withFallback(integer("recurrent.layers", 1, 1000), 1),
  bidirectional: flag("bidirectional", false),
  returns: choice("returns", ["sequence", "last"], "sequence"),
  biases: withFallback(integer("biases", 0, 2), 2),
  init: initialiser("recurrent.init"),
  recurrent_init: initialiser("recurrent_init"),
  ...trainable,
} as const;

interface Cell {
  readonly op: "LSTM" | "GRU" | "RNN";
  readonly gates: number;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly outputs: readonly string[];
}

interface Values {
  readonly units: Dim;
  readonly layers: number;
  readonly bidirectional: boolean;
  readonly returns: "sequence" | "last";
  readonly biases: number;
  readonly init: InitialiserChoice | undefined;
  readonly recurrent_init: InitialiserChoice | undefined;
}

/** Biases of one layer as ONNX wants them: for the input and for the state, each gate; a missing one is zero. */
function biasOf(b: LayerBuilder, prefix: string, directions: number, size: Dim, biases: number): Tensor | undefined {
  if (biases === 0) return undefined;
  if (biases === 2) return b.weight(`${prefix}bias`, [directions, mul(2, size)]);
  const one = b.weight(`${prefix}bias`, [directions, size]);
  if (typeof size !== "number") return b.fail("spec/needs-known-shape", { what: "a single bias vector" });
  return b.node("Pad", [one, b.integers(`${prefix}pads`, [0, 0, 0, size])], {}, `${prefix}bias_pair`);
}

/** One layer over [length, batch, features]: the outputs at all positions and the last state. */
function runLayer(b: LayerBuilder, cell: Cell, input: Tensor, f: Values, prefix: string): readonly Tensor[] {
  if (typeof f.units !== "number") return b.fail("spec/needs-known-shape", { what: `units of ${b.type}` });
  const directions = f.bidirectional ? 2 : 1;
  const gateSize = cell.gates * f.units;
  const weight = b.weight(`${prefix}weight`, [directions, gateSize, b.size(-1, input)], { initialiser: f.init });
  const recurrent = b.weight(`${prefix}recurrent_weight`, [directions, gateSize, f.units], {
    initialiser: f.recurrent_init,
  });
  const bias = biasOf(b, prefix, directions, gateSize, f.biases);
  const attributes = {
    ...cell.attributes,
    hidden_size: f.units,
    ...(f.bidirectional && { direction: "bidirectional" }),
  };
  const inputs = bias === undefined ? [input, weight, recurrent] : [input, weight, recurrent, bias];
  return b.nodes(cell.op, inputs, cell.outputs, attributes, `${prefix}cell`);
}

/** [length, directions, batch, units] as [length, batch, directions·units]. */
function joinDirections(b: LayerBuilder, output: Tensor, directions: number, units: Dim, prefix: string): Tensor {
  if (directions === 1) return b.node("Squeeze", [output, b.integers(`${prefix}axes`, [1])], {}, `${prefix}joined`);
  const swapped = b.node("Transpose", [output], { perm: [0, 2, 1, 3] }, `${prefix}swapped`);
  return b.node(
    "Reshape",
    [swapped, b.integers(`${prefix}shape`, [0, 0, mul(directions, units)])],
    {},
    `${prefix}joined`,
  );
}

function recurrent<const T extends string>(type: T, cell: Cell) {
  return defineLayer({
    type,
    fields,
    lower(f, b) {
      b.shapeOfRank(3, "batch, length and features");
      const directions = f.bidirectional ? 2 : 1;
      let current = b.node("Transpose", [b.input], { perm: [1, 0, 2] }, "by_position");
      for (let layer = 0; layer < f.layers; layer++) {
        const prefix = f.layers === 1 ? "" : `${layer}.`;
        const [all, last] = runLayer(b, cell, current, f, prefix);
        if (all === undefined || last === undefined) return b.input;
        if (layer === f.layers - 1 && f.returns === "last") {
          const byBatch = b.node("Transpose", [last], { perm: [1, 0, 2] }, "last");
          return b.node("Reshape", [byBatch, b.integers("state_shape", [0, mul(directions, f.units)])]);
        }
        current = joinDirections(b, all, directions, f.units, prefix);
      }
      return b.node("Transpose", [current], { perm: [1, 0, 2] });
    },
  });
}

const states = ["all", "last_state"] as const;

export const recurrents = [
  recurrent("lstm", { op: "LSTM", gates: 4, attributes: {}, outputs: [...states, "last_cell"] }),
  recurrent("gru", { op: "GRU", gates: 3, attributes: { linear_before_reset: 1 }, outputs: states }),
  recurrent("rnn", { op: "RNN", gates: 1, attributes: {}, outputs: states }),
] as const;
