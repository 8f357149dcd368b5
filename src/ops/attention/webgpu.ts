/** Attention in WGSL: scores of every query with every key, their softmax, and the values mixed by it. */
import { elementCount } from "../index-map.js";
import type { Absent, BindingSource, KernelContext, KernelTensor, MakeKernel, Pass } from "../wgsl/kernel.js";
import { floatText } from "../wgsl/literal.js";
import { inputAt, outputAt, readInput, writeOutput } from "../wgsl/node.js";
import { type BoundArray, flatPass } from "../wgsl/pass.js";
import { storageOf } from "../wgsl/storage.js";
import { broadcastCode } from "../wgsl/strides.js";

/** A tensor by heads: element (b, h, i, k) is at `b·batch + h·head + i·row + k`. */
interface Heads {
  readonly source: BindingSource;
  readonly heads: number;
  readonly length: number;
  readonly size: number;
  readonly batch: number;
  readonly head: number;
  readonly row: number;
}

/** Views [batch, length, heads·size] or [batch, heads, length, size]. */
function headsOf(source: BindingSource, { shape }: KernelTensor, count: unknown): Heads {
  const [, first = 1, second = 1, third = 1] = shape;
  if (shape.length === 4) {
    const batch = first * second * third;
    return { source, heads: first, length: second, size: third, batch, head: second * third, row: third };
  }
  const heads = Number(count ?? 1);
  const size = second / heads;
  return { source, heads, length: first, size, batch: first * second, head: size, row: second };
}

/** Lower than any score that is seen: what a query may not see, without an infinity, which WGSL does not promise. */
const unseen = "-3.0e38f";

function refuse({ inputs, outputs }: KernelContext): Absent | undefined {
  const [q, , , mask] = inputs;
  if (q?.dtype !== "float32" || outputs[0]?.dtype !== "float32") return { absent: "WGSL attends in float32 only" };
  if (mask !== undefined && mask.dtype !== "float32" && mask.dtype !== "bool") {
    return { absent: `a mask of ${mask.dtype} is not read in WGSL` };
  }
  return undefined;
}

/** [batch, heads, past + present, size] from both; the present as it is where there is no past and nobody wants it. */
function withPast(
  context: KernelContext,
  present: Heads,
  past: number,
  output: number,
  batches: number,
  scratch: number[],
): { readonly heads: Heads; readonly passes: readonly Pass[] } {
  const before = context.inputs[past];
  if (before === undefined && context.outputs[output] === undefined) return { heads: present, passes: [] };
  const length = (before?.shape[2] ?? 0) + present.length;
  const { heads, size } = present;
  const isWanted = context.outputs[output] !== undefined;
  const source: BindingSource = isWanted ? { output } : { scratch: scratch.length };
  const count = elementCount([batches, heads, length, size]);
  if (!isWanted) scratch.push(count);
  const pass = flatPass(
    {
      reads: [
        { name: "X", type: "f32", source: present.source },
        ...(before === undefined ? [] : [readInput(context, past, "Before")]),
      ],
      writes: [{ name: "Y", type: "f32", source }],
      uniforms: {
        size,
        length,
        heads,
        before: before?.shape[2] ?? 0,
        batch: present.batch,
        head: present.head,
        row: present.row,
      },
    },
    count,
    `let k = i % U.size;
  let position = (i / U.size) % U.length;
  let line = i / (U.size * U.length);
  ${before === undefined ? "" : "if (position < U.before) { Y[i] = Before[(line * U.before + position) * U.size + k]; return; }"}
  Y[i] = X[(line / U.heads) * U.batch + (line % U.heads) * U.head + (position - U.before) * U.row + k];`,
  );
  const whole = { source, heads, length, size, batch: heads * length * size, head: length * size, row: size };
  return { heads: whole, passes: [pass] };
}

/** Adds the mask's element to `score`; keys beyond its length are not seen. */
function maskCode(mask: KernelTensor | undefined, scores: readonly number[]) {
  if (mask === undefined) return { code: "", uniforms: {} };
  const known = mask.shape.at(-1) ?? 1;
  const keys = scores.at(-1) ?? 1;
  const isShort = known !== 1 && known < keys;
  const target = isShort ? [...scores.slice(0, -1), known] : scores;
  const { offsets, uniforms } = broadcastCode([mask.shape], target, "place");
  const add =
    mask.dtype === "bool"
      ? "if (M[at] == 0u) { seen = false; }"
      : `if (M[at] < ${unseen}) { seen = false; } else { score += M[at]; }`;
  const place = isShort ? "(i / U.keys) * U.known + key" : "i";
  const code = `${isShort ? "if (key >= U.known) { seen = false; } else {" : "{"} let place = ${place}; let at = ${offsets[0]}; ${add} }`;
  return { code, uniforms: { ...uniforms, ...(isShort && { known }) } };
}

function scorePass(context: KernelContext, q: Heads, k: Heads, scores: readonly number[], target: BindingSource): Pass {
  const { attributes, inputs, outputs } = context;
  const number = (name: string) => Number(attributes[name]);
  const [left, right] = [number("left_window_size"), number("right_window_size")];
  const lengths = inputs[6] === undefined ? [] : [readInput(context, 6, "Lengths")];
  const mask = maskCode(inputs[3], scores);
  const mode = outputs[3] === undefined ? -1 : number("qk_matmul_output_mode");
  const show = (stage: number, value: string) => (mode === stage ? `Shown[i] = ${value};` : "");
  const softcap = number("softcap");
  const limits = [
    ...(attributes.is_causal === 1 ? ["distance > 0"] : []),
    ...(left >= 0 ? [`distance < -${left}`] : []),
    ...(right >= 0 ? [`distance > ${right}`] : []),
    ...(lengths.length > 0 ? ["i32(key) >= i32(Lengths[b])"] : []),
  ];
  const shown: BoundArray[] = mode >= 0 && mode < 3 ? [writeOutput(context, "Shown", 3)] : [];
  return flatPass(
    {
      reads: [
        { name: "Q", type: "f32", source: q.source },
        { name: "K", type: "f32", source: k.source },
        ...(inputs[3] === undefined ? [] : [{ name: "M", type: storageOf(inputs[3]), source: { input: 3 } } as const]),
        ...lengths,
      ],
      writes: [{ name: "S", type: "f32", source: target }, ...shown],
      uniforms: {
        ...mask.uniforms,
        heads: q.heads,
        queries: q.length,
        keys: k.length,
        size: q.size,
        keyHeads: k.heads,
        qBatch: q.batch,
        qHead: q.head,
        qRow: q.row,
        kBatch: k.batch,
        kHead: k.head,
        kRow: k.row,
        past: inputs[4]?.shape[2] ?? 0,
        infinity: 0xff800000,
      },
    },
    elementCount(scores),
    `let key = i % U.keys;
  let query = (i / U.keys) % U.queries;
  let h = (i / (U.keys * U.queries)) % U.heads;
  let b = i / (U.keys * U.queries * U.heads);
  let first = b * U.qBatch + h * U.qHead + query * U.qRow;
  let second = b * U.kBatch + ((h * U.keyHeads) / U.heads) * U.kHead + key * U.kRow;
  var score = 0f;
  for (var d = 0u; d < U.size; d++) { score += Q[first + d] * K[second + d]; }
  score *= ${floatText(Number(attributes.scale ?? 1 / Math.sqrt(q.size)))};
  ${show(0, "score")}
  ${softcap === 0 ? "" : `score = ${floatText(softcap)} * tanh(clamp(score / ${floatText(softcap)}, -15f, 15f));`}
  ${show(1, "score")}
  var seen = true;
  let distance = i32(key) - i32(query) - ${lengths.length > 0 ? "(i32(Lengths[b]) - i32(U.queries))" : "i32(U.past)"};
  ${limits.length > 0 ? `if (${limits.join(" || ")}) { seen = false; }` : ""}
  ${mask.code}
  ${show(2, "select(bitcast<f32>(U.infinity), score, seen)")}
  S[i] = select(${unseen}, score, seen);`,
  );
}

/** Rows of scores become weights, in place; a query that sees no key has none. */
function softmaxPass(context: KernelContext, rows: number, keys: number, scores: BindingSource): Pass {
  const isShown = context.outputs[3] !== undefined && Number(context.attributes.qk_matmul_output_mode) === 3;
  return flatPass(
    {
      reads: [],
      writes: [{ name: "S", type: "f32", source: scores }, ...(isShown ? [writeOutput(context, "Shown", 3)] : [])],
      uniforms: { keys },
    },
    rows,
    `let base = i * U.keys;
  var top = ${unseen};
  for (var j = 0u; j < U.keys; j++) { top = max(top, S[base + j]); }
  var sum = 0f;
  for (var j = 0u; j < U.keys; j++) {
    let score = S[base + j];
    let weight = select(0f, exp(max(score - top, -200f)), score > ${unseen});
    S[base + j] = weight;
    sum += weight;
  }
  for (var j = 0u; j < U.keys; j++) {
    let weight = select(S[base + j] / sum, 0f, sum == 0f);
    S[base + j] = weight;
    ${isShown ? "Shown[base + j] = weight;" : ""}
  }`,
  );
}

function mixPass(context: KernelContext, q: Heads, v: Heads, scores: BindingSource): Pass {
  const { shape } = outputAt(context);
  const isFlat = shape.length === 3;
  return flatPass(
    {
      reads: [
        { name: "S", type: "f32", source: scores },
        { name: "V", type: "f32", source: v.source },
      ],
      writes: [writeOutput(context)],
      uniforms: {
        size: v.size,
        heads: q.heads,
        queries: q.length,
        keys: v.length,
        keyHeads: v.heads,
        batch: v.batch,
        head: v.head,
        row: v.row,
      },
    },
    elementCount(shape),
    `let d = i % U.size;
  let h = (i / ${isFlat ? "U.size" : "(U.size * U.queries)"}) % U.heads;
  let query = (i / ${isFlat ? "(U.size * U.heads)" : "U.size"}) % U.queries;
  let b = i / (U.size * U.queries * U.heads);
  let weights = ((b * U.heads + h) * U.queries + query) * U.keys;
  let values = b * U.batch + ((h * U.keyHeads) / U.heads) * U.head + d;
  var sum = 0f;
  for (var j = 0u; j < U.keys; j++) { sum += S[weights + j] * V[values + j * U.row]; }
  Y[i] = sum;`,
  );
}

export const attentionKernel: MakeKernel = (context) => {
  const refused = refuse(context);
  if (refused !== undefined) return refused;
  const { attributes } = context;
  const batches = inputAt(context, 0).shape[0] ?? 1;
  const q = headsOf({ input: 0 }, inputAt(context, 0), attributes.q_num_heads);
  const present = (index: number) => headsOf({ input: index }, inputAt(context, index), attributes.kv_num_heads);
  const scratch: number[] = [];
  const k = withPast(context, present(1), 4, 1, batches, scratch);
  const v = withPast(context, present(2), 5, 2, batches, scratch);
  const shape = [batches, q.heads, q.length, k.heads.length];
  const scores: BindingSource = { scratch: scratch.length };
  scratch.push(elementCount(shape));
  const passes = [
    ...k.passes,
    ...v.passes,
    scorePass(context, q, k.heads, shape, scores),
    softmaxPass(context, elementCount(shape.slice(0, 3)), k.heads.length, scores),
    mixPass(context, q, v.heads, scores),
  ];
  // A score errs by γ of its size, its exponential by 3 + 2·88 ULP and by the score's error, where scores are a few units.
  const terms = 4 * (k.heads.length + 16 * q.size + 2 * (3 + 2 * 88));
  return { passes, scratch, packings: [], bound: { kind: "sum", terms, relative: 0, absolute: 2 ** -20 } };
};
