/**
 * The matrix product of every operator: out[row][column] = sum over k of left[k][row]·right[k][column]. Both operands
 * have k outermost, so that all loads are vectors; each invocation keeps an 8 by 8 tile in named accumulators, which
 * software adapters turn into SIMD registers (measured: shared/spikes; arrays and workgroup memory are slower there).
 */
import type { EpilogueCode } from "./epilogue.js";
import type { BindingSource, Pass } from "./kernel.js";
import { flatPass, tilePass } from "./pass.js";

/** Rows and columns of a tile. */
export const tileSize = 8;
/** Invocations side by side. */
const lanes = 8;

export function roundUp(size: number, multiple: number): number {
  return Math.ceil(size / multiple) * multiple;
}

/** Text for each of `count` places, joined. */
export function repeatText(count: number, text: (i: number) => string, separator = "\n  "): string {
  return Array.from({ length: count }, (_, i) => text(i)).join(separator);
}

/** An operand [batch][k][size], each row padded to `pitch` elements (a multiple of 4). */
export interface Operand {
  readonly source: BindingSource;
  readonly pitch: number;
  /** Elements between batches; 0 for an operand that is the same for all. */
  readonly batchStride: number;
}

export interface Product {
  readonly left: Operand;
  readonly right: Operand;
  readonly output: BindingSource;
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly batch: number;
  readonly epilogue: EpilogueCode;
  /** Whether an output channel (with its bias) is a row or a column. */
  readonly channel: "row" | "column";
  /** Factor of the sum. */
  readonly factor?: string;
}

const component = (i: number): string => "xyzw"[i % 4] ?? "x";

/** One invocation computes 8 rows by 8 columns. */
export function matrixProduct(product: Product): Pass {
  const { left, right, rows, columns, depth, batch, epilogue, channel, factor = "" } = product;
  const aligned = columns % 4 === 0;
  const half = tileSize / 4;
  const finish = (q: number) =>
    `finish(sum.${component(q)}${factor}, ${channel === "row" ? "row + m" : `at + ${q}u`}, place + ${q}u)`;
  const store = aligned
    ? `Y[place / 4u] = vec4f(${repeatText(4, finish, ", ")});`
    : repeatText(4, (q) => `if (at + ${q}u < U.columns) { Y[place + ${q}u] = ${finish(q)}; }`);
  const body = `let column = tile.x * ${tileSize}u;
  let row = tile.y * ${tileSize}u;
  var l = (tile.z * U.leftBatch + row) / 4u;
  var r = (tile.z * U.rightBatch + column) / 4u;
  ${repeatText(tileSize, (i) => repeatText(half, (j) => `var s${i}_${j} = vec4f();`, " "))}
  for (var k = 0u; k < U.depth; k++) {
    ${repeatText(half, (j) => `let r${j} = R[r + ${j}u];`, " ")}
    ${repeatText(half, (j) => `let l${j} = L[l + ${j}u];`, " ")}
    ${repeatText(tileSize, (i) => repeatText(half, (j) => `s${i}_${j} += l${i >> 2}.${component(i)} * r${j};`, " "))}
    l += U.leftPitch;
    r += U.rightPitch;
  }
  var sums = array<vec4f, ${tileSize * half}>(${repeatText(tileSize, (i) => repeatText(half, (j) => `s${i}_${j}`, ", "), ", ")});
  // A loop whose length only the sizes tell is not unrolled: what follows the sum is compiled once.
  let rows = min(${tileSize}u, U.rows - row);
  for (var m = 0u; m < rows; m++) {
    for (var at = column; at < min(column + ${tileSize}u, U.columns); at += 4u) {
      let sum = sums[m * ${half}u + (at - column) / 4u];
      let place = (tile.z * U.rows + row + m) * U.columns + at;
      ${store}
    }
  }`;
  return tilePass(
    {
      reads: [
        { name: "L", type: "vec4f", source: left.source },
        { name: "R", type: "vec4f", source: right.source },
        ...epilogue.reads,
      ],
      writes: [{ name: "Y", type: aligned ? "vec4f" : "f32", source: product.output }],
      uniforms: {
        ...epilogue.uniforms,
        rows,
        columns,
        depth,
        leftPitch: left.pitch / 4,
        rightPitch: right.pitch / 4,
        leftBatch: left.batchStride,
        rightBatch: right.batchStride,
      },
      functions: epilogue.functions,
    },
    [Math.ceil(columns / tileSize), Math.ceil(rows / tileSize), batch],
    lanes,
    body,
  );
}

/** A part of the sum over k, whose weights have a binding of their own. */
interface DepthPart {
  readonly source: BindingSource;
  readonly from: number;
  readonly to: number;
}

export interface FewRows {
  /** [batch·rows][depth], as it is. */
  readonly left: BindingSource;
  /** [k][pitch], cut along k. */
  readonly parts: readonly DepthPart[];
  readonly pitch: number;
  readonly output: BindingSource;
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly epilogue: EpilogueCode;
  readonly factor?: string;
}

/**
 * Few rows times a great matrix: each weight is read once, so memory decides. One invocation computes four columns of
 * one row; every part but the first adds to what the one before left in the output.
 */
export function vectorProduct(product: FewRows): readonly Pass[] {
  const { left, parts, pitch, output, rows, columns, depth, epilogue, factor = "" } = product;
  return parts.map(({ source, from, to }, index) => {
    const [first, last] = [index === 0, index === parts.length - 1];
    const store = (q: number) => {
      const place = `place + ${q}u`;
      const sum = `s.${component(q)}`;
      const value = last ? `finish(${sum}${factor}, column + ${q}u, ${place})` : sum;
      return `if (column + ${q}u < U.columns) { Y[${place}] = ${value}; }`;
    };
    const load = repeatText(4, (q) => `select(0f, Y[place + ${q}u], column + ${q}u < U.columns)`, ", ");
    const body = `let column = (i % U.quads) * 4u;
  let row = i / U.quads;
  let place = row * U.columns + column;
  var s = ${first ? "vec4f()" : `vec4f(${load})`};
  var w = i % U.quads;
  let x = row * U.depth + U.start;
  for (var k = 0u; k < U.length; k++) {
    s += X[x + k] * W[w];
    w += U.pitch;
  }
  ${repeatText(4, store)}`;
    const quads = Math.ceil(columns / 4);
    return flatPass(
      {
        reads: [
          { name: "X", type: "f32", source: left },
          { name: "W", type: "vec4f", source },
          ...(last ? epilogue.reads : []),
        ],
        writes: [{ name: "Y", type: "f32", source: output }],
        uniforms: {
          quads,
          columns,
          depth,
          start: from,
          length: to - from,
          pitch: pitch / 4,
          ...(last && epilogue.uniforms),
        },
        functions: last ? epilogue.functions : "",
      },
      rows * quads,
      body,
    );
  });
}
