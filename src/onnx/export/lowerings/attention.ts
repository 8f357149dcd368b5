/** Attention by matrix products, as ONNX's function body has it: for opsets that do not have the operator. */
import { integers } from "../../../tensor/index.js";
import type { LoweringTable, NodeLowering } from "../lowering.js";

/** [batch, length, heads·size] as [batch, heads, length, size]. */
function splitHeads(c: NodeLowering, value: string, heads: number): string {
  const apart = c.emit("Reshape", [value, c.constant(integers([0, 0, heads, -1]))]);
  return c.emit("Transpose", [apart], { perm: [0, 2, 1, 3] });
}

/** Keys or values of few heads, each repeated for the queries' heads that share it. */
function repeatHeads(c: NodeLowering, value: string, times: number): string {
  if (times === 1) return value;
  const column = c.emit("Unsqueeze", [value, c.constant(integers([2]))]);
  const repeated = c.emit("Tile", [column, c.constant(integers([1, 1, times, 1, 1]))]);
  const [batch, heads, length, size] = [0, 1, 3, 4].map((axis) =>
    c.emit("Gather", [c.emit("Shape", [repeated]), c.constant(integers([axis]))], { axis: 0 }),
  );
  const joined = c.emit("Mul", [heads ?? "", c.constant(integers([times]))]);
  const shape = c.emit("Concat", [batch ?? "", joined, length ?? "", size ?? ""], { axis: 0 });
  return c.emit("Reshape", [repeated, shape]);
}

const unsupported = ["left_window_size", "right_window_size"] as const;

function lowerAttention(c: NodeLowering): void {
  const [q, k, v, mask] = [c.input(0), c.input(1), c.input(2), c.input(3)];
  if (c.node.outputs.length > 1 || c.node.inputs.slice(4).some((name) => name !== "")) {
    c.fail("it keeps keys and values from call to call");
  }
  for (const name of unsupported) if (Number(c.attributes[name] ?? -1) !== -1) c.fail(`${name} is given`);
  const isFlat = c.rank(q) === 3;
  const heads = (value: string, count: unknown): string => (isFlat ? splitHeads(c, value, Number(count)) : value);
  const [qHeads, kvHeads] = isFlat
    ? [Number(c.attributes.q_num_heads), Number(c.attributes.kv_num_heads)]
    : [c.plainShape(q)[1] ?? 1, c.plainShape(k)[1] ?? 1];
  const qShape = c.plainShape(q);
  const size = isFlat ? (qShape[2] ?? 1) / qHeads : (qShape[3] ?? 1);
  const { scale = 1 / Math.sqrt(size), softcap = 0, is_causal } = c.attributes;
  const queries = heads(q, qHeads);
  const keys = repeatHeads(c, heads(k, kvHeads), qHeads / kvHeads);
  const values = repeatHeads(c, heads(v, kvHeads), qHeads / kvHeads);
  const turned = c.emit("Transpose", [keys], { perm: [0, 1, 3, 2] });
  let scores = c.emit("MatMul", [c.emit("Mul", [queries, c.float(Number(scale), q)]), turned]);
  if (Number(softcap) !== 0) {
    const cap = c.float(Number(softcap), q);
    scores = c.emit("Mul", [c.emit("Tanh", [c.emit("Div", [scores, cap])]), cap]);
  }
  if (is_causal === 1) scores = c.emit("Add", [scores, causalMask(c, q, k)]);
  if (mask !== "") scores = c.emit("Add", [scores, maskOf(c, mask, q)]);
  const mixed = c.emit(
    "MatMul",
    [c.emit("Softmax", [scores], { axis: -1 }), values],
    {},
    isFlat ? undefined : output(c),
  );
  if (!isFlat) return;
  const back = c.emit("Transpose", [mixed], { perm: [0, 2, 1, 3] });
  c.emit("Reshape", [back, c.constant(integers([0, 0, -1]))], {}, output(c));
}

const output = (c: NodeLowering): string => c.node.outputs[0] ?? "";

/** Far below any score, and finite, so that no row of the softmax is NaN. */
const lowest = -3.4e38;

/** Queries see keys up to their own place. */
function causalMask(c: NodeLowering, q: string, k: string): string {
  const axis = c.rank(q) - 2;
  const [rows = 1, columns = 1] = [c.plainShape(q)[axis], c.plainShape(k)[axis]];
  const data = Array.from({ length: rows * columns }, (_, index) =>
    index % columns > Math.floor(index / columns) ? lowest : 0,
  );
  return c.constant({ dtype: c.typeOf(q)?.dtype ?? "float32", shape: [rows, columns], data });
}

/** A mask of truths becomes one of numbers to add. */
function maskOf(c: NodeLowering, mask: string, like: string): string {
  if (c.typeOf(mask)?.dtype !== "bool") return mask;
  return c.emit("Where", [mask, c.float(0, like), c.float(lowest, like)]);
}

export const attentionLowerings: LoweringTable = { Attention: { before: 23, lower: lowerAttention } };
