/** Recurrent layers in plain loops, step by step, by the equations of the ONNX operators. */
import type { RunTensor, RunType } from "../../tensor/index.js";
import { addDotProducts } from "../dot-products.js";
import { elementCount } from "../index-map.js";
import { defineKernel, inputOf, listOf, optionalReals, type Reals, realsOf, tensorOfSums } from "../reference-data.js";
import type { KernelCall, MacCounter } from "../reference-kernel.js";
import { type Activation, readActivations } from "./activations.js";
import { cells } from "./gates.js";

interface Attributes {
  readonly activation_alpha?: readonly number[];
  readonly activation_beta?: readonly number[];
  readonly activations?: readonly string[];
  readonly clip?: number;
  readonly direction: string;
  readonly layout: number;
  readonly linear_before_reset?: number;
  readonly input_forget?: number;
}

/** One direction at one step, for the whole batch; arrays are [batch, hidden]. */
interface StepView {
  readonly h: Float64Array;
  readonly c: Float64Array;
  /** Product of the input with a gate's W, plus its bias. */
  fromInput(gate: number): Float64Array;
  /** Product of a state with a gate's R, plus its bias. */
  fromState(gate: number, state: Float64Array): Float64Array;
  /** A peephole's weight. */
  peephole(gate: number, unit: number): number;
  readonly activations: readonly Activation[];
  readonly clip: Activation;
  readonly attributes: Attributes;
}

type CellStep = (view: StepView) => { readonly h: Float64Array; readonly c: Float64Array };

/** What both products give, gate by gate, summed. */
function preActivation(view: StepView, gate: number, state = view.h): Float64Array {
  const fromState = view.fromState(gate, state);
  return view.fromInput(gate).map((x, i) => x + (fromState[i] ?? 0));
}

const same: Activation = (x) => x;

const rnnStep: CellStep = (view) => {
  const [f = same] = view.activations;
  return { h: preActivation(view, 0).map((x) => f(view.clip(x))), c: view.c };
};

/** Gates in the order update, reset, hidden. */
const gruStep: CellStep = (view) => {
  const [f = same, g = same] = view.activations;
  const z = preActivation(view, 0).map((x) => f(view.clip(x)));
  const r = preActivation(view, 1).map((x) => f(view.clip(x)));
  const input = view.fromInput(2);
  const linear = view.attributes.linear_before_reset === 1;
  const state = linear
    ? view.fromState(2, view.h).map((x, i) => x * (r[i] ?? 0))
    : view.fromState(
        2,
        view.h.map((x, i) => x * (r[i] ?? 0)),
      );
  const n = input.map((x, i) => g(view.clip(x + (state[i] ?? 0))));
  return { h: n.map((x, i) => (1 - (z[i] ?? 0)) * x + (z[i] ?? 0) * (view.h[i] ?? 0)), c: view.c };
};

/** Gates in the order input, output, forget, cell; peepholes in the order input, output, forget. */
const lstmStep: CellStep = (view) => {
  const [f = same, g = same, h = same] = view.activations;
  const hidden = view.h.length;
  const peeped = (gate: number, cell: Float64Array) => (x: number, i: number) =>
    f(view.clip(x + view.peephole(gate, i) * (cell[i] ?? 0)));
  const i = preActivation(view, 0).map(peeped(0, view.c));
  const forget =
    view.attributes.input_forget === 1 ? i.map((x) => 1 - x) : preActivation(view, 2).map(peeped(2, view.c));
  const candidate = preActivation(view, 3).map((x) => g(view.clip(x)));
  const c = new Float64Array(hidden);
  for (let at = 0; at < hidden; at++) {
    c[at] = (forget[at] ?? 0) * (view.c[at] ?? 0) + (i[at] ?? 0) * (candidate[at] ?? 0);
  }
  const o = preActivation(view, 1).map(peeped(1, c));
  return { h: o.map((x, at) => x * h(c[at] ?? 0)), c };
};

interface Sizes {
  readonly steps: number;
  readonly batch: number;
  readonly features: number;
  readonly hidden: number;
  readonly gates: number;
  readonly directions: number;
  readonly layout: number;
}

function sizesOf(call: KernelCall & { readonly attributes: Attributes }, gates: number): Sizes {
  const { layout } = call.attributes;
  const [first = 1, second = 1, features = 1] = inputOf(call, 0).shape;
  const [directions = 1, , hidden = 1] = inputOf(call, 2).shape;
  const [steps, batch] = layout === 1 ? [second, first] : [first, second];
  return { steps, batch, features, hidden, gates, directions, layout };
}

/** Products of rows with the rows of one gate's matrix, plus that gate's bias. */
function gateProduct(
  rows: { readonly data: Reals; readonly at: number; readonly step: number; readonly count: number },
  matrix: { readonly data: Reals; readonly at: number },
  bias: (unit: number) => number,
  inner: number,
  hidden: number,
  counter: MacCounter | undefined,
): Float64Array {
  const data = Float64Array.from({ length: rows.count * hidden }, (_, i) => bias(i % hidden));
  const right = { ...matrix, step: inner, count: hidden };
  addDotProducts({ data, at: 0, left: hidden, right: 1 }, rows, right, inner, counter);
  return data;
}

function recurrentKernel(op: keyof typeof cells, step: CellStep) {
  const cell = cells[op];
  return defineKernel<Attributes>((call) => {
    const { attributes, counter } = call;
    const sizes = sizesOf(call as typeof call & KernelCall, cell.gates);
    const { steps, batch, features, hidden, gates, directions, layout } = sizes;
    const [x, w, r] = [0, 1, 2].map((index) => realsOf(inputOf(call, index)));
    if (x === undefined || w === undefined || r === undefined) return [];
    const bias = optionalReals(call, 3);
    const lengths = listOf(call, 4) ?? Array.from({ length: batch }, () => steps);
    const peepholes = optionalReals(call, 7);
    const [limit, names] = [attributes.clip, attributes.activations ?? []];
    const all = Array.from({ length: directions }, () => cell.activations).flat();
    const functions = readActivations(
      all.map((name, i) => names[i] ?? name),
      attributes.activation_alpha,
      attributes.activation_beta,
    );
    const y = new Float64Array(steps * batch * directions * hidden);
    const last = { h: new Float64Array(directions * batch * hidden), c: new Float64Array(directions * batch * hidden) };
    for (let d = 0; d < directions; d++) {
      const isReverse = attributes.direction === "reverse" || d === 1;
      const biasAt = (kind: number, gate: number) => (unit: number) =>
        bias?.[((d * 2 + kind) * gates + gate) * hidden + unit] ?? 0;
      const matrixAt = (data: Reals, gate: number, inner: number) => ({
        data,
        at: (d * gates + gate) * hidden * inner,
      });
      let h = initialState(optionalReals(call, 5), d, sizes);
      let c = initialState(optionalReals(call, 6), d, sizes);
      for (let t = 0; t < steps; t++) {
        const rows = rowsOfStep(x, sizes, lengths, t, isReverse);
        const view: StepView = {
          h,
          c,
          attributes,
          fromInput: (gate) =>
            gateProduct(rows, matrixAt(w, gate, features), biasAt(0, gate), features, hidden, counter),
          fromState(gate, state) {
            const states = { data: state, at: 0, step: hidden, count: batch };
            return gateProduct(states, matrixAt(r, gate, hidden), biasAt(1, gate), hidden, hidden, counter);
          },
          peephole: (gate, i) => peepholes?.[(d * 3 + gate) * hidden + (i % hidden)] ?? 0,
          activations: functions.slice(d * cell.activations.length, (d + 1) * cell.activations.length),
          clip: limit === undefined ? same : (value) => Math.min(Math.max(value, -limit), limit),
        };
        const next = step(view);
        const [before, cellBefore] = [h, c];
        const isOver = (i: number): boolean => t >= (lengths[Math.floor(i / hidden)] ?? steps);
        h = next.h.map((value, i) => (isOver(i) ? (before[i] ?? 0) : value));
        c = next.c.map((value, i) => (isOver(i) ? (cellBefore[i] ?? 0) : value));
        for (let i = 0; i < batch * hidden; i++) {
          if (isOver(i)) continue;
          const b = Math.floor(i / hidden);
          const s = isReverse ? (lengths[b] ?? steps) - 1 - t : t;
          const row = layout === 1 ? (b * steps + s) * directions + d : (s * directions + d) * batch + b;
          y[row * hidden + (i % hidden)] = h[i] ?? 0;
        }
      }
      for (let i = 0; i < batch * hidden; i++) {
        const at = stateOffset(i, d, sizes);
        last.h[at] = h[i] ?? 0;
        last.c[at] = c[i] ?? 0;
      }
    }
    return shapeOutputs(call.outputs, [y, last.h, last.c], sizes);
  });
}

/** The batch's inputs at step t, each sequence read from its own end when reversed; over-long steps read zeros. */
function rowsOfStep(x: Reals, sizes: Sizes, lengths: readonly number[], t: number, isReverse: boolean) {
  const { steps, batch, features, layout } = sizes;
  const data = new Float64Array(batch * features);
  for (let b = 0; b < batch; b++) {
    const length = lengths[b] ?? steps;
    if (t >= length) continue;
    const s = isReverse ? length - 1 - t : t;
    const row = layout === 1 ? b * steps + s : s * batch + b;
    for (let k = 0; k < features; k++) data[b * features + k] = x[row * features + k] as number;
  }
  return { data, at: 0, step: features, count: batch };
}

/** Where element i of [batch, hidden] of a direction lies in a state tensor. */
function stateOffset(i: number, d: number, { batch, hidden, directions, layout }: Sizes): number {
  const b = Math.floor(i / hidden);
  const row = layout === 1 ? b * directions + d : d * batch + b;
  return row * hidden + (i % hidden);
}

function initialState(given: Reals | undefined, d: number, sizes: Sizes): Float64Array {
  return Float64Array.from({ length: sizes.batch * sizes.hidden }, (_, i) => given?.[stateOffset(i, d, sizes)] ?? 0);
}

function shapeOutputs(
  outputs: readonly RunType[],
  arrays: readonly Float64Array[],
  { steps, batch, hidden, directions, layout }: Sizes,
): readonly RunTensor[] {
  const state = layout === 1 ? [batch, directions, hidden] : [directions, batch, hidden];
  const y = layout === 1 ? [batch, steps, directions, hidden] : [steps, directions, batch, hidden];
  return outputs.map(({ dtype }, index) => {
    const shape = index === 0 ? y : state;
    return tensorOfSums({ dtype, shape }, arrays[index] ?? new Float64Array(elementCount(shape)));
  });
}

export const rnnReference = recurrentKernel("RNN", rnnStep);
export const gruReference = recurrentKernel("GRU", gruStep);
export const lstmReference = recurrentKernel("LSTM", lstmStep);
