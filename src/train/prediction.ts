/**
 * What theory says before anything runs: mean squares of values and of slopes, carried from node to node in closed form.
 * Mean-field theory of wide random networks (Glorot and Bengio, 2010; He et al., 2015; Poole et al., 2016; Schoenholz et
 * al., 2017): weights are independent, values look normal, values that meet do not correlate.
 */
import type { Node } from "../graph/index.js";
import type { ShapedGraph } from "../infer/index.js";
import { momentsOf, planWeights } from "../init/index.js";
import { elementCount } from "../ops/index-map.js";
import { unaryFunction } from "../ops/unary/formulas.js";
import { slopeOf } from "../ops/unary/gradient.js";
import { kernelOf, paddedWindows } from "../ops/window.js";
import { windowStarts } from "../ops/window-walk.js";
import type { Plan, Step } from "../run/plan.js";
import { expectation } from "./quadrature.js";
import { isActivation } from "./units.js";

/** Mean and mean square of a value's elements. */
export interface Moments {
  readonly mean: number;
  readonly square: number;
  /** Where the value is a function of a normal one: what it is of which. */
  readonly of?: { readonly mean: number; readonly variance: number; readonly fn: (x: number) => number };
}

/** What is predicted, by value name; a value that theory has no rule for is missing, and what depends on it. */
export interface Prediction {
  readonly moments: ReadonlyMap<string, Moments>;
  /** Mean squares of the loss's slopes. */
  readonly slopes: ReadonlyMap<string, number>;
}

/** How a node's values follow from its inputs', and its inputs' mean square slopes from its output's. */
interface Rule {
  forward(inputs: readonly (Moments | undefined)[], place: Place): Moments | undefined;
  backward(slope: number, inputs: readonly (Moments | undefined)[], place: Place): readonly (number | undefined)[];
}

interface Place {
  readonly node: Node;
  readonly attributes: Step["attributes"];
  shape(name: string | undefined): readonly number[];
  /** Whether an input is a learnt weight. */
  isWeight(index: number): boolean;
}

const varianceOf = ({ mean, square }: Moments): number => Math.max(0, square - mean ** 2);

const same: Rule = {
  forward: ([x]) => x,
  backward: (slope) => [slope],
};

/** Products summed for an output and for an input; padding is no product. */
function connections({
  node,
  attributes,
  shape,
}: Place): { readonly fanIn: number; readonly fanOut: number } | undefined {
  const [data, weight] = [shape(node.inputs[0]), shape(node.inputs[1])];
  const output = shape(node.outputs[0]);
  const [first = 1, second = 1] = weight;
  switch (node.op) {
    case "Gemm":
      return attributes.transB === 1 ? { fanIn: second, fanOut: first } : { fanIn: first, fanOut: second };
    case "MatMul":
      return { fanIn: weight.at(-2) ?? 1, fanOut: weight.at(-1) ?? 1 };
    case "Conv": {
      const windows = paddedWindows(attributes, kernelOf(weight) ?? [], data);
      const pairs = windows.reduce((product, window) => product * pairsOf(data[window.axis] ?? 1, window), 1);
      const group = Number(attributes.group ?? 1);
      const [into, outOf] = [elementCount(data.slice(2)), elementCount(output.slice(2))];
      return { fanIn: (second * pairs) / outOf, fanOut: ((first / group) * pairs) / into };
    }
    default:
      return undefined;
  }
}

/** Window elements inside the input, of all windows along an axis. */
function pairsOf(size: number, window: Parameters<typeof windowStarts>[1]): number {
  let pairs = 0;
  for (const start of windowStarts(size, window)) {
    for (let k = 0; k < window.kernel; k++) {
      const at = start + k * window.dilation;
      if (at >= 0 && at < size) pairs++;
    }
  }
  return pairs;
}

/** y = Σ w·x + b with weights of mean 0: E[y²] = fan-in·Var(w)·E[x²] + E[b²]; backwards with fan-out. */
const product: Rule = {
  forward([x, w, b], place) {
    const fans = connections(place);
    if (x === undefined || w === undefined || fans === undefined || !isCentred(w) || !place.isWeight(1))
      return undefined;
    const bias = place.node.inputs[2] ? b : { mean: 0, square: 0 };
    return bias && { mean: bias.mean, square: fans.fanIn * w.square * x.square + bias.square };
  },
  backward(slope, [, w], place) {
    const fans = connections(place);
    if (w === undefined || fans === undefined || !isCentred(w) || !place.isWeight(1)) return [undefined];
    return [fans.fanOut * w.square * slope];
  },
};

/** The mean of drawn weights is never quite zero; one that was meant is much greater. */
const isCentred = ({ mean, square }: Moments): boolean => mean ** 2 <= 1e-2 * square;

/** E[φ(z)] and E[φ(z)²] of a normal z; backwards the slope's mean square times E[φ'(z)²]. */
const activation: Rule = {
  forward([x, parameter], place) {
    const fn = functionOf(place, parameter);
    if (x === undefined || fn === undefined) return undefined;
    const variance = varianceOf(x);
    return {
      mean: expectation(fn.value, x.mean, variance),
      square: expectation((z) => fn.value(z) ** 2, x.mean, variance),
      of: { mean: x.mean, variance, fn: fn.value },
    };
  },
  backward(slope, [x, parameter], place) {
    const fn = functionOf(place, parameter);
    if (x === undefined || fn === undefined) return [undefined];
    return [slope * expectation((z) => fn.slope(z) ** 2, x.mean, varianceOf(x))];
  },
};

/** An activation as a function of one number, and its slope. */
function functionOf({ node, attributes }: Place, parameter?: Moments) {
  if (node.op === "PRelu") {
    const negative = parameter?.mean;
    if (negative === undefined) return undefined;
    return { value: (z: number) => (z < 0 ? negative * z : z), slope: (z: number) => (z < 0 ? negative : 1) };
  }
  const formula = unaryFunction(node.op, attributes)?.number;
  const slope = slopeOf(node.op, attributes);
  if (formula === undefined || slope === undefined) return undefined;
  const value = (z: number): number => Number(formula(z, z));
  return { value, slope: (z: number) => slope(z, value(z)) };
}

/** Statistics of its own take mean and variance away: what is left is scale and bias. */
const normalisation: Rule = {
  forward([x, scale, bias], { attributes }) {
    if (x === undefined || scale === undefined) return undefined;
    const variance = varianceOf(x);
    const share = variance / (variance + Number(attributes.epsilon ?? 1e-5));
    return { mean: bias?.mean ?? 0, square: share * scale.square + (bias?.square ?? 0) };
  },
  backward(slope, [x, scale], { attributes }) {
    if (x === undefined || scale === undefined) return [undefined];
    return [(slope * scale.square) / (varianceOf(x) + Number(attributes.epsilon ?? 1e-5))];
  },
};

const addition: Rule = {
  forward(inputs) {
    const known = inputs.filter((each) => each !== undefined);
    if (known.length !== inputs.length) return undefined;
    const mean = known.reduce((sum, each) => sum + each.mean, 0);
    return { mean, square: mean ** 2 + known.reduce((sum, each) => sum + varianceOf(each), 0) };
  },
  backward: (slope, inputs, { node, shape }) =>
    inputs.map((_, index) => slope * repeats(shape(node.outputs[0]), shape(node.inputs[index]))),
};

/** How often an input's element is used. */
const repeats = (output: readonly number[], input: readonly number[]): number =>
  elementCount(output) / Math.max(1, elementCount(input));

const multiplication: Rule = {
  forward: ([a, b]) => a && b && { mean: a.mean * b.mean, square: a.square * b.square },
  backward: (slope, [a, b], { node, shape }) =>
    [b, a].map(
      (other, index) => other && slope * other.square * repeats(shape(node.outputs[0]), shape(node.inputs[index])),
    ),
};

/** Elements of a pooling window, and in how many windows an element is, on the average. */
function windowOf({ node, attributes, shape }: Place): { readonly size: number; readonly share: number } {
  const [input, output] = [shape(node.inputs[0]), shape(node.outputs[0])];
  const [into, outOf] = [elementCount(input.slice(2)), elementCount(output.slice(2))];
  const kernel = attributes.kernel_shape;
  if (!Array.isArray(kernel)) return { size: into / outOf, share: 1 };
  const windows = paddedWindows(attributes, kernel, input);
  const pairs = windows.reduce((total, window) => total * pairsOf(input[window.axis] ?? 1, window), 1);
  return { size: Math.max(1, pairs / outOf), share: pairs / into };
}

const averaging: Rule = {
  forward([x], place) {
    return x && { mean: x.mean, square: x.mean ** 2 + varianceOf(x) / windowOf(place).size };
  },
  backward(slope, _, place) {
    const { size, share } = windowOf(place);
    return [(slope * share) / size ** 2];
  },
};

/** Zeros around what was there. */
const padding: Rule = {
  forward([x], { node, shape }) {
    const share = elementCount(shape(node.inputs[0])) / Math.max(1, elementCount(shape(node.outputs[0])));
    return x && { mean: share * x.mean, square: share * x.square };
  },
  backward: (slope) => [slope],
};

/** A part stands for the whole; what is left out has no slope. */
const cutting: Rule = {
  forward: ([x]) => x,
  backward: (slope, _, { node, shape }) => [slope * repeats(shape(node.outputs[0]), shape(node.inputs[0]))],
};

const distribution = (x: number): number =>
  0.5 * (1 + Number(unaryFunction("Erf", {})?.number?.(x / Math.SQRT2, 0) ?? 0));

/** The greatest of k independent values: of normal ones with the density k·Φ^(k - 1)·φ, and a growing function keeps the order. */
const greatest: Rule = {
  forward([x], place) {
    if (x === undefined) return undefined;
    const { mean, variance, fn } = x.of ?? { mean: x.mean, variance: varianceOf(x), fn: (z: number) => z };
    const { size } = windowOf(place);
    const of = (power: number): number =>
      expectation((z) => fn(mean + Math.sqrt(variance) * z) ** power * size * distribution(z) ** (size - 1));
    return { mean: of(1), square: of(2) };
  },
  backward(slope, _, place) {
    const { size, share } = windowOf(place);
    return [(slope * share) / size];
  },
};

/** Mixes what it joins, by the number of elements. */
const joining: Rule = {
  forward(inputs, { node, shape }) {
    const total = elementCount(shape(node.outputs[0]));
    let [mean, square] = [0, 0];
    for (const [index, input] of inputs.entries()) {
      if (input === undefined) return undefined;
      const share = elementCount(shape(node.inputs[index])) / total;
      mean += share * input.mean;
      square += share * input.square;
    }
    return { mean, square };
  },
  backward: (slope, inputs) => inputs.map(() => slope),
};

/** y = x/(bias + alpha·E[x²])^beta, the sum over neighbours taken for its mean. */
const responseNorm: Rule = {
  forward: ([x], place) => x && { mean: x.mean / responseOf(x, place), square: x.square / responseOf(x, place) ** 2 },
  backward: (slope, [x], place) => [x && slope / responseOf(x, place) ** 2],
};

function responseOf({ square }: Moments, { attributes }: Place): number {
  return (Number(attributes.bias ?? 1) + Number(attributes.alpha ?? 1e-4) * square) ** Number(attributes.beta ?? 0.75);
}

const rules: Readonly<Record<string, Rule>> = {
  Conv: product,
  Gemm: product,
  MatMul: product,
  BatchNormalization: normalisation,
  InstanceNormalization: normalisation,
  GroupNormalization: normalisation,
  LayerNormalization: normalisation,
  LRN: responseNorm,
  Add: addition,
  Sum: addition,
  Mul: multiplication,
  AveragePool: averaging,
  GlobalAveragePool: averaging,
  MaxPool: greatest,
  GlobalMaxPool: greatest,
  Concat: joining,
  Flatten: same,
  Pad: padding,
  Slice: cutting,
  Reshape: same,
  Squeeze: same,
  Unsqueeze: same,
  Transpose: same,
  Identity: same,
  Dropout: same,
  Cast: same,
};

function ruleOf(node: Node): Rule | undefined {
  if (node.domain) return undefined;
  if (Object.hasOwn(rules, node.op)) return rules[node.op];
  return isActivation(node) ? activation : undefined;
}

/** Moments of every weight: of what it is drawn from, or of the elements that it has. */
function weightMoments(shaped: ShapedGraph, plan: Plan, measured: (name: string) => Moments | undefined) {
  const plans = planWeights(shaped.graph);
  const moments = new Map<string, Moments>();
  for (const name of plan.weights.keys()) {
    const drawn = plans.get(name);
    if (drawn === undefined) {
      const known = measured(name);
      if (known !== undefined) moments.set(name, known);
      continue;
    }
    const { mean, variance } = momentsOf(drawn.distribution, drawn.layout);
    moments.set(name, { mean, square: mean ** 2 + variance });
  }
  return moments;
}

export interface PredictionStart {
  /** Of the inputs, and of weights that are not drawn. */
  readonly measured: (name: string) => Moments | undefined;
  /** The value that the loss is taken of, and its mean square slope as it was measured. */
  readonly head: { readonly value: string; readonly slope: number };
}

/** Carries moments forwards from the inputs, and mean square slopes back from the loss. */
export function predict(shaped: ShapedGraph, plan: Plan, { measured, head }: PredictionStart): Prediction {
  const moments = weightMoments(shaped, plan, measured);
  for (const name of plan.inputs) {
    const known = measured(name);
    if (known !== undefined) moments.set(name, known);
  }
  const places = plan.steps.map(
    ({ nodes: [node], attributes }): Place => ({
      node,
      attributes,
      shape: (name = "") => plan.values.get(name)?.shape ?? [],
      isWeight: (index) => plan.weights.has(node.inputs[index] ?? ""),
    }),
  );
  const read = ({ node }: Place) => node.inputs.map((name) => moments.get(name));
  for (const place of places) {
    const given = ruleOf(place.node)?.forward(read(place), place);
    const [output = ""] = place.node.outputs;
    if (given !== undefined) moments.set(output, given);
  }
  const slopes = new Map<string, number | undefined>([[head.value, head.slope]]);
  for (const place of places.reverse()) {
    const { node } = place;
    const [output = ""] = node.outputs;
    if (!slopes.has(output)) continue;
    const slope = slopes.get(output);
    const back = slope === undefined ? [] : (ruleOf(node)?.backward(slope, read(place), place) ?? []);
    node.inputs.forEach((name, index) => {
      if (plan.weights.has(name) || plan.constants.has(name)) return;
      // One unknown contribution makes the sum unknown.
      const [before, more] = [slopes.has(name) ? slopes.get(name) : 0, back[index]];
      slopes.set(name, before === undefined || more === undefined ? undefined : before + more);
    });
  }
  const known = [...slopes].filter((entry): entry is [string, number] => entry[1] !== undefined);
  return { moments, slopes: new Map(known) };
}
