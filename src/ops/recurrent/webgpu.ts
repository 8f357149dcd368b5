/** Recurrent layers in WGSL: one dispatch a step (two where a gate changes the state first), one invocation a unit. */
import { elementCode } from "../unary/webgpu.js";
import type { Absent, BindingSource, Kernel, KernelContext, MakeKernel, Packing, Pass } from "../wgsl/kernel.js";
import { floatText, ulps } from "../wgsl/literal.js";
import { inputAt, readInput, writeOutput } from "../wgsl/node.js";
import { type BoundArray, flatPass } from "../wgsl/pass.js";
import { floatOnly, uncomputable } from "../wgsl/storage.js";
import { type NamedActivation, nameActivations } from "./activations.js";
import { cells } from "./gates.js";

type Operator = keyof typeof cells;

/** Dispatches of a layer. */
const mostSteps = 4096;

interface Layer {
  readonly op: Operator;
  readonly steps: number;
  readonly batch: number;
  readonly features: number;
  readonly hidden: number;
  readonly directions: number;
  readonly layout: number;
}

const elementsOf = ({ batch, hidden }: Layer): number => batch * hidden;

function activationText({ name, alpha = 1, beta = 0 }: NamedActivation, index: number): string | undefined {
  const [a, b] = [floatText(alpha), floatText(beta)];
  const own: Readonly<Record<string, string>> = {
    Affine: `${a} * x + ${b}`,
    ScaledTanh: `${a} * tanh(clamp(${b} * x, -15f, 15f))`,
  };
  const code = elementCode(name, { alpha, beta });
  const expression = own[name] ?? code?.expression;
  if (expression === undefined) return undefined;
  return `${code?.functions ?? ""}fn activation${index}(x: f32) -> f32 { return ${expression}; }\n`;
}

/** Biases and peepholes in one buffer: [directions][2·gates][hidden], then [directions][3][hidden]. */
function packBiases({ op, directions, hidden }: Layer, { inputs }: KernelContext): Packing {
  const biases = directions * 2 * cells[op].gates * hidden;
  const peepholes = directions * 3 * hidden;
  const [bias, peephole] = [inputs[3] !== undefined, inputs[7] !== undefined];
  return {
    inputs: [...(bias ? [3] : []), ...(peephole ? [7] : [])],
    length: biases + peepholes,
    pack(data) {
      const packed = new Float32Array(biases + peepholes);
      if (bias) packed.set(data[0] ?? []);
      if (peephole) packed.set(data.at(-1) ?? [], biases);
      return packed;
    },
  };
}

/** Sum of a gate before its activation; `state` is what R is multiplied with. */
const functions = (clip: number | undefined) => `fn input_sum(gate: u32, unit: u32, row: u32) -> f32 {
  var sum = B[(U.direction * 2u * U.gates + gate) * U.hidden + unit];
  let w = ((U.direction * U.gates + gate) * U.hidden + unit) * U.features;
  for (var k = 0u; k < U.features; k++) { sum += X[row + k] * W[w + k]; }
  return sum;
}
fn state_sum(gate: u32, unit: u32, state: u32) -> f32 {
  var sum = B[((U.direction * 2u + 1u) * U.gates + gate) * U.hidden + unit];
  let r = ((U.direction * U.gates + gate) * U.hidden + unit) * U.hidden;
  for (var k = 0u; k < U.hidden; k++) { sum += S[state + k] * R[r + k]; }
  return sum;
}
fn peephole(gate: u32, unit: u32) -> f32 { return B[U.peepholes + (U.direction * 3u + gate) * U.hidden + unit]; }
fn clipped(x: f32) -> f32 { return ${clip === undefined ? "x" : `clamp(x, -${floatText(clip)}, ${floatText(clip)})`}; }
`;

const gateSum = (gate: number) => `(input_sum(${gate}u, unit, row) + state_sum(${gate}u, unit, state))`;

/** New `h` and `c` from `h` and `c` at U.old, by the equations of the ONNX operators. */
function cellCode(op: Operator, attributes: KernelContext["attributes"]): string {
  if (op === "RNN") return `let h = activation0(clipped(${gateSum(0)}));`;
  if (op === "GRU") {
    const kept =
      attributes.linear_before_reset === 1
        ? `activation0(clipped(${gateSum(1)})) * state_sum(2u, unit, state)`
        : "state_sum(2u, unit, U.kept + b * U.hidden)";
    return `let z = activation0(clipped(${gateSum(0)}));
  let n = activation1(clipped(input_sum(2u, unit, row) + ${kept}));
  let h = (1f - z) * n + z * S[U.old + i];`;
  }
  const forget =
    attributes.input_forget === 1 ? "1f - take" : `activation0(clipped(${gateSum(2)} + peephole(2u, unit) * before))`;
  return `let before = S[U.cellFrom + i];
  let take = activation0(clipped(${gateSum(0)} + peephole(0u, unit) * before));
  let keep = ${forget};
  let c = keep * before + take * activation1(clipped(${gateSum(3)}));
  let give = activation0(clipped(${gateSum(1)} + peephole(1u, unit) * c));
  let h = give * activation2(c);`;
}

/** Where this invocation's sequence stands: `row` of X, `s` its step, `isOver` past its end. */
const place = (hasLengths: boolean, isReverse: boolean) => `let unit = i % U.hidden;
  let b = i / U.hidden;
  let length = ${hasLengths ? "u32(Lengths[b])" : "U.steps"};
  let isOver = U.step >= length;
  let s = select(${isReverse ? "length - 1u - U.step" : "U.step"}, 0u, isOver);
  let row = (s * U.rowStep + b * U.rowBatch) * U.features;
  let state = U.old + b * U.hidden;`;

function stepPasses(context: KernelContext, layer: Layer, direction: number, activations: string): readonly Pass[] {
  const { op, steps, batch, features, hidden, directions, layout } = layer;
  const { attributes, inputs } = context;
  const gates = cells[op].gates;
  const size = elementsOf(layer);
  const lengths = inputs[4] === undefined ? [] : [readInput(context, 4, "Lengths")];
  const isReverse = attributes.direction === "reverse" || direction === 1;
  const where = place(lengths.length > 0, isReverse);
  const state: BoundArray = { name: "S", type: "f32", source: { scratch: 0 } };
  const clip = attributes.clip === undefined ? undefined : Number(attributes.clip);
  const reads: readonly BoundArray[] = [
    { name: "X", type: "f32", source: { input: 0 } },
    { name: "W", type: "f32", source: { input: 1 } },
    { name: "R", type: "f32", source: { input: 2 } },
    { name: "B", type: "f32", source: { packing: 0 } },
    ...lengths,
  ];
  const y = outputAtPosition(context, 0);
  const isReset = op === "GRU" && attributes.linear_before_reset !== 1;
  return Array.from({ length: steps }, (_, step) => {
    const [from, to] = step % 2 === 0 ? [0, size] : [size, 0];
    const parts = {
      reads,
      uniforms: {
        step,
        steps,
        direction,
        gates,
        hidden,
        features,
        old: from,
        next: to,
        cellFrom: 2 * size + from,
        cellTo: 2 * size + to,
        kept: 2 * size,
        peepholes: directions * 2 * gates * hidden,
        rowStep: layout === 1 ? 1 : batch,
        rowBatch: layout === 1 ? steps : 1,
        outStep: layout === 1 ? directions : directions * batch,
        outBatch: layout === 1 ? steps * directions : 1,
        outFirst: layout === 1 ? direction : direction * batch,
      },
      functions: activations + functions(clip),
    };
    const reset = flatPass(
      { ...parts, writes: [state] },
      size,
      `${where}
  S[U.kept + i] = activation0(clipped(${gateSum(1)})) * S[U.old + i];`,
    );
    const main = flatPass(
      { ...parts, writes: [state, ...(y === undefined ? [] : [writeOutput(context, "Y", y)])] },
      size,
      `${where}
  ${cellCode(op, attributes)}
  S[U.next + i] = select(h, S[U.old + i], isOver);
  ${op === "LSTM" ? "S[U.cellTo + i] = select(c, before, isOver);" : ""}
  ${y === undefined ? "" : "if (!isOver) { Y[(s * U.outStep + b * U.outBatch + U.outFirst) * U.hidden + unit] = h; }"}`,
    );
    return isReset ? [reset, main] : [main];
  }).flat();
}

/** Which of the outputs that are there is the operator's output at `position`. */
function outputAtPosition({ outputPositions }: KernelContext, position: number): number | undefined {
  const found = outputPositions?.indexOf(position) ?? position;
  return found < 0 ? undefined : found;
}

/** Copies states of a direction between a tensor ([directions, batch, hidden], or batch first) and the scratch buffer. */
function statePass(
  layer: Layer,
  direction: number,
  source: BindingSource | undefined,
  target: BindingSource,
  at: number,
): Pass {
  const { batch, hidden, directions, layout } = layer;
  const isOut = "output" in target;
  const tensor = "((i / U.hidden) * U.batchStep + U.first) * U.hidden + i % U.hidden";
  const uniforms = {
    hidden,
    at,
    batchStep: layout === 1 ? directions : 1,
    first: layout === 1 ? direction : direction * batch,
  };
  const body = isOut ? `Y[${tensor}] = X[U.at + i];` : `Y[U.at + i] = ${source === undefined ? "0f" : `X[${tensor}]`};`;
  const reads: readonly BoundArray[] = source === undefined ? [] : [{ name: "X", type: "f32", source }];
  return flatPass({ reads, writes: [{ name: "Y", type: "f32", source: target }], uniforms }, batch * hidden, body);
}

/** Steps that a shorter sequence does not reach are 0. */
function clearPass(context: KernelContext, count: number): Pass {
  return flatPass({ reads: [], writes: [writeOutput(context)], uniforms: {} }, count, "Y[i] = 0f;");
}

function layerOf(op: Operator, context: KernelContext): Layer {
  const layout = Number(context.attributes.layout ?? 0);
  const [first = 1, second = 1, features = 1] = inputAt(context, 0).shape;
  const [directions = 1, , hidden = 1] = inputAt(context, 2).shape;
  const [steps, batch] = layout === 1 ? [second, first] : [first, second];
  return { op, steps, batch, features, hidden, directions, layout };
}

function recurrentKernel(op: Operator): MakeKernel {
  return (context): Kernel | Absent => {
    const refused = uncomputable(context, floatOnly);
    if (refused !== undefined) return refused;
    const { attributes, inputs } = context;
    if ([3, 7].some((index) => inputs[index]?.isConstant === false))
      return { absent: "biases that change are not packed" };
    const layer = layerOf(op, context);
    if (layer.steps > mostSteps) return { absent: `more than ${mostSteps} steps are not unrolled into dispatches` };
    const defaults = cells[op].activations;
    const given = attributes.activations as readonly string[] | undefined;
    const all = Array.from({ length: layer.directions }, () => defaults).flat();
    const named = nameActivations(
      all.map((name, i) => given?.[i] ?? name),
      attributes.activation_alpha as readonly number[] | undefined,
      attributes.activation_beta as readonly number[] | undefined,
    );
    const size = elementsOf(layer);
    const y = outputAtPosition(context, 0);
    const passes: Pass[] =
      inputs[4] === undefined || y === undefined ? [] : [clearPass(context, layer.steps * layer.directions * size)];
    for (let direction = 0; direction < layer.directions; direction++) {
      const own = named.slice(direction * defaults.length, (direction + 1) * defaults.length).map(activationText);
      if (own.some((text) => text === undefined)) return { absent: "an activation has no WGSL" };
      // A function that two activations call is declared once.
      const declared = [...new Set(own.join("").match(/fn [\s\S]*?\n(?=fn |$)/g) ?? [])].join("");
      const initial = (index: number) => (inputs[index] === undefined ? undefined : { input: index });
      passes.push(statePass(layer, direction, initial(5), { scratch: 0 }, 0));
      if (op === "LSTM") passes.push(statePass(layer, direction, initial(6), { scratch: 0 }, 2 * size));
      passes.push(...stepPasses(context, layer, direction, declared));
      const last = layer.steps % 2 === 0 ? 0 : size;
      for (const position of [1, 2]) {
        const output = outputAtPosition(context, position);
        if (output === undefined || output >= context.outputs.length) continue;
        passes.push(statePass(layer, direction, { scratch: 0 }, { output }, last + (position === 2 ? 2 * size : 0)));
      }
    }
    // Each step's sums err by their terms, its functions by 3 + 2·88 ULP, and no gate makes an error of the state greater.
    const absolute = layer.steps * ulps(2 * (layer.features + layer.hidden) + 4 * (3 + 2 * 88));
    return {
      passes,
      scratch: [4 * size],
      packings: [packBiases(layer, context)],
      bound: { kind: "function", relative: 0, absolute },
    };
  };
}

export const recurrentKernels = {
  RNN: recurrentKernel("RNN"),
  GRU: recurrentKernel("GRU"),
  LSTM: recurrentKernel("LSTM"),
} as const;
