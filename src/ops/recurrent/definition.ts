/** Recurrent layers over a sequence (ONNX RNN, GRU, LSTM), in one or both directions. */
import type { Dim, Factor } from "../../dim/index.js";
import { type AttributeDeclarations, oneOf, optional, withDefault } from "../attribute.js";
import {
  defineOperator,
  type InputDeclaration,
  type NodeCost,
  type OperatorDefinition,
  type RuleContext,
} from "../definition.js";
import { activationCost, activationNames, type Cell, cells } from "./gates.js";

const shared = {
  activation_alpha: optional("floats"),
  activation_beta: optional("floats"),
  activations: optional("strings"),
  clip: optional("float"),
  direction: oneOf("forward", "reverse", "bidirectional"),
  hidden_size: optional("int"),
  layout: withDefault("int", 0),
} as const;

const sharedInputs = [
  { name: "X" },
  { name: "W", role: "weight" },
  { name: "R", role: "weight" },
  { name: "B", role: "bias", optional: true },
  { name: "sequence_lens", role: "control", optional: true },
  { name: "initial_h", optional: true },
] as const satisfies readonly InputDeclaration[];

interface Row {
  readonly cell: Cell;
  readonly attributes: AttributeDeclarations;
  readonly inputs: readonly InputDeclaration[];
  readonly outputs: readonly string[];
}

const rows = {
  RNN: {
    cell: cells.RNN,
    attributes: {},
    inputs: [],
    outputs: ["Y", "Y_h"],
  },
  GRU: {
    cell: cells.GRU,
    attributes: { linear_before_reset: withDefault("int", 0) },
    inputs: [],
    outputs: ["Y", "Y_h"],
  },
  LSTM: {
    cell: cells.LSTM,
    attributes: { input_forget: withDefault("int", 0) },
    inputs: [
      { name: "initial_c", optional: true },
      { name: "P", role: "weight", optional: true },
    ],
    outputs: ["Y", "Y_h", "Y_c"],
  },
} as const satisfies Record<string, Row>;

type Context<D> = RuleContext<typeof shared, D>;

/** Ends the rule unless an input has the given sizes. */
function requireShape<D>(c: Context<D>, index: number, name: string, expected: readonly D[], what: string): void {
  if (c.inputs[index] === undefined) return;
  const shape = c.shape(index);
  const fits =
    shape.length === expected.length &&
    shape.every((size, axis) => c.requireEqual(size, expected[axis] as D, `${name} is ${what} (axis ${axis})`));
  if (fits) return;
  const wanted = `${c.shapeText(expected)} (${what})`;
  c.fail("shape/rank", { op: c.op, input: name, expected: wanted, shape: c.shapeText(shape) });
}

function requireActivations<D>(c: Context<D>): void {
  for (const name of c.attributes.activations ?? []) {
    if (activationNames.some((known) => known.toLowerCase() === name.toLowerCase())) continue;
    const rule = `each is one of ${activationNames.join(", ")}`;
    c.fail("node/attribute-value", { op: c.op, attribute: "activations", value: name, rule });
  }
}

function inferRecurrent<D>(c: Context<D>, cell: Cell) {
  const a = c.algebra;
  const x = c.shape(0);
  const w = c.shape(1);
  const r = c.shape(2);
  requireActivations(c);
  const layout = c.attributes.layout === 1 ? ["batch", "steps", "features"] : ["steps", "batch", "features"];
  if (x.length !== 3)
    c.fail("shape/rank", { op: c.op, input: "X", expected: `[${layout.join(", ")}]`, shape: c.shapeText(x) });
  if (w.length !== 3)
    c.fail("shape/rank", {
      op: c.op,
      input: "W",
      expected: "[directions, gates·hidden, input]",
      shape: c.shapeText(w),
    });
  if (r.length !== 3)
    c.fail("shape/rank", {
      op: c.op,
      input: "R",
      expected: "[directions, gates·hidden, hidden]",
      shape: c.shapeText(r),
    });
  const [first, second, features] = x as readonly [D, D, D];
  const [steps, batch] = c.attributes.layout === 1 ? [second, first] : [first, second];
  const { hidden_size: declared } = c.attributes;
  const hidden = declared === undefined ? (r[2] as D) : a.of(declared);
  const directions = a.of(c.attributes.direction === "bidirectional" ? 2 : 1);
  const stacked = a.mul(a.of(cell.gates), hidden);
  requireShape(c, 1, "W", [directions, stacked, features], "directions, gates·hidden, input features");
  requireShape(c, 2, "R", [directions, stacked, hidden], "directions, gates·hidden, hidden");
  requireShape(c, 3, "B", [directions, a.mul(a.of(2), stacked)], "directions, both biases of all gates");
  const state = c.attributes.layout === 1 ? [batch, directions, hidden] : [directions, batch, hidden];
  requireShape(c, 5, "initial_h", state, "the state's shape");
  if (c.op === "LSTM") {
    requireShape(c, 6, "initial_c", state, "the state's shape");
    requireShape(c, 7, "P", [directions, a.mul(a.of(3), hidden)], "directions, three peepholes");
  }
  const y = c.attributes.layout === 1 ? [batch, steps, directions, hidden] : [steps, directions, batch, hidden];
  const { dtype } = c.input(0);
  const last = { dtype, shape: state };
  return [{ dtype, shape: y }, last, last].slice(0, c.op === "LSTM" ? 3 : 2);
}

/** One direction's product with every step: batch × steps × directions. */
export function stepFactors(x: readonly Dim[], layout: number, direction: string): Factor[] {
  const [first = 1, second = 1] = x;
  const [steps, batch] = layout === 1 ? [second, first] : [first, second];
  return [
    { role: "batch", value: batch },
    { role: "step", value: steps },
    ...(direction === "bidirectional" ? [{ role: "direction", value: 2 }] : []),
  ];
}

/**
 * Per step: a product with the input and one with the state for every gate; both biases of every gate; clipping (two
 * comparisons before each activation), peepholes (a product and a sum for three gates), activations, the state update.
 */
function recurrent(op: string, row: Row): OperatorDefinition {
  const { cell } = row;
  return defineOperator({
    op,
    since: 22,
    attributes: { ...shared, ...row.attributes },
    inputs: [...sharedInputs, ...row.inputs],
    outputs: row.outputs,
    infer: (c) => inferRecurrent(c, cell),
    cost(c): NodeCost {
      const { layout, direction, activations = [], clip } = c.attributes;
      const coupled = (c.attributes as Readonly<Record<string, unknown>>).input_forget === 1;
      const gates = coupled ? cell.gates - 1 : cell.gates;
      const features = c.inputShape(0)[2] ?? 1;
      const hidden = c.inputShape(2)[2] ?? 1;
      const steps = stepFactors(c.inputShape(0), layout, direction);
      const gate = { role: "gate", value: gates };
      const out = { role: "hidden", value: hidden };
      const perUnit = (times: number) => [{ factors: [...steps, out, { role: "each", value: times }] }];
      const each = activationCost(cell, activations);
      const peepholes = c.inputs[7] === undefined ? 0 : 6;
      const operations = each.operations + (clip === undefined ? 0 : 2 * gates);
      const update = cell.update + peepholes + (coupled ? 1 : 0);
      return {
        macs: [
          { factors: [...steps, gate, { role: "in", value: features }, out], what: "input" },
          { factors: [...steps, gate, { role: "state", value: hidden }, out], what: "state" },
        ],
        flops: {
          ...(c.inputs[3] !== undefined && { bias: perUnit(2 * gates) }),
          ...(operations > 0 && { activation: perUnit(operations) }),
          ...(each.transcendental > 0 && { transcendental: perUnit(each.transcendental) }),
          ...(update > 0 && { "element-wise": perUnit(update) }),
        },
      };
    },
    reach: () => "global",
  });
}

export const rnn = recurrent("RNN", rows.RNN);
export const gru = recurrent("GRU", rows.GRU);
export const lstm = recurrent("LSTM", rows.LSTM);
