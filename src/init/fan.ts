/** Fan-in and fan-out of a weight: to how many connections each output and each input of its operator comes. */
import type { Graph, Node, Weight } from "../graph/index.js";

/** Connections of one output (`fanIn`) and of one input (`fanOut`). */
export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** How the elements of a weight lie: as matrices one behind the other, or as a kernel. */
export interface Layout extends Fans {
  /** Independent matrices of `rows` × `columns`. */
  readonly blocks: number;
  readonly rows: number;
  readonly columns: number;
  /** Sizes of a kernel behind the two channel axes; empty for a matrix. */
  readonly kernel: readonly number[];
  readonly groups: number;
}

/** Where a weight goes in: the first node that takes it. */
export interface Use {
  readonly node: Node;
  readonly input: number;
}

/** The first use of every weight. */
export function findUses(graph: Graph): ReadonlyMap<string, Use> {
  const uses = new Map<string, Use>();
  for (const node of graph.nodes) {
    node.inputs.forEach((name, input) => {
      if (graph.weights.has(name) && !uses.has(name)) uses.set(name, { node, input });
    });
  }
  return uses;
}

/** A weight's shape as plain numbers; undefined while a size is open. */
export function plainShape(shape: Weight["shape"]): readonly number[] | undefined {
  return shape.every((size) => typeof size === "number") ? shape : undefined;
}

const product = (sizes: readonly number[]): number => sizes.reduce((total, size) => total * size, 1);

function attribute(node: Node, name: string, absent: number): number {
  const value = node.attributes[name];
  return typeof value === "number" ? value : absent;
}

function matrix(fanIn: number, fanOut: number, rows: number, columns: number, blocks = 1): Layout {
  return { fanIn, fanOut, blocks, rows, columns, kernel: [], groups: 1 };
}

/**
 * Conv's weight is [out, in/groups, ...kernel]: an output sums in/groups·kernel products, an input goes into
 * out/groups·kernel. PyTorch's fan_out does not divide by the groups. ConvTranspose's is [in, out/groups, ...kernel],
 * the other way round. Strides are left out of both, as He et al. (2015) and every framework do.
 */
function convolution(node: Node, shape: readonly number[], isTransposed: boolean): Layout {
  const [first = 1, second = 1, ...kernel] = shape;
  const groups = Math.max(1, attribute(node, "group", 1));
  const window = product(kernel);
  const [perGroup, shared] = [(first / groups) * window, second * window];
  const fans = isTransposed ? { fanIn: perGroup, fanOut: shared } : { fanIn: shared, fanOut: perGroup };
  return { ...fans, blocks: 1, rows: first, columns: second * window, kernel, groups };
}

/** A matrix [..., a, b] that multiplies from the right maps a to b; from the left, b to a. */
function product2d(shape: readonly number[], isLeft: boolean, isTransposed: boolean): Layout {
  const [rows = 1, columns = 1] = shape.slice(-2);
  const [fanIn, fanOut] = isLeft !== isTransposed ? [columns, rows] : [rows, columns];
  return matrix(fanIn, fanOut, rows, columns, product(shape.slice(0, -2)));
}

/**
 * A recurrent weight is [directions, gates·units, in]: a gate's unit sums `in` products, an input goes into the units of
 * all gates (as PyTorch and Keras count it). Each gate has a matrix of its own.
 */
function recurrent(node: Node, shape: readonly number[]): Layout {
  const [directions = 1, gateUnits = 1, inputs = 1] = shape;
  const units = attribute(node, "hidden_size", gateUnits);
  return matrix(inputs, gateUnits, units, inputs, (directions * gateUnits) / Math.max(1, units));
}

/** [out, in, ...kernel], as PyTorch reads a tensor of which it knows nothing else; a vector has one connection each. */
function plain(shape: readonly number[]): Layout {
  const [first = 1, second, ...rest] = shape;
  if (second === undefined) return matrix(1, 1, first, 1);
  const window = product(rest);
  return matrix(second * window, first * window, first, second * window);
}

/** A learnt vector by vector: nothing is summed, so one connection each way. */
function elementWise(shape: readonly number[]): Layout {
  const [first = 1, ...rest] = shape;
  return matrix(1, 1, first, product(rest));
}

/**
 * The layout of a weight of plain sizes where it is used. A bias has the fans of the weight beside it, which is what
 * PyTorch draws it by. A row of an embedding is looked up, not summed: one connection in (so that LeCun's normal is
 * PyTorch's N(0, 1)), one for each element of the row out.
 */
export function layoutOf(shape: readonly number[], use: Use | undefined, besides?: readonly number[]): Layout {
  if (use === undefined) return plain(shape);
  const { node, input } = use;
  const isBias = input >= 2 && besides !== undefined && ["Conv", "ConvTranspose", "Gemm"].includes(node.op);
  if (isBias) {
    const { fanIn, fanOut } = layoutOf(besides, { node, input: 1 });
    return { ...elementWise(shape), fanIn, fanOut };
  }
  switch (node.op) {
    case "Conv":
    case "ConvTranspose":
      return input === 1 ? convolution(node, shape, node.op === "ConvTranspose") : elementWise(shape);
    case "Gemm":
      if (input > 1) return elementWise(shape);
      return product2d(shape, input === 0, attribute(node, input === 0 ? "transA" : "transB", 0) === 1);
    case "MatMul":
      return shape.length > 1 ? product2d(shape, input === 0, false) : plain([1, ...shape]);
    case "LSTM":
    case "GRU":
    case "RNN":
      return input === 1 || input === 2 ? recurrent(node, shape) : elementWise(shape);
    case "Gather": {
      const { rows, columns, ...rest } = elementWise(shape);
      return { ...rest, rows, columns, fanIn: 1, fanOut: columns };
    }
    case "Einsum":
      return plain(shape);
    default:
      return elementWise(shape);
  }
}
