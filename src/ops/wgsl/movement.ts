/** Movement of data in WGSL: the index maps that inference and the reference move values through, as one pass. */
import { type AxisMap, elementCount, FILL, stridesOf } from "../index-map.js";
import type { BindingSource, Pass, Scalar } from "./kernel.js";
import { flatPass } from "./pass.js";
import { indexCode, mergeAxes } from "./strides.js";

export interface Move {
  readonly source: BindingSource;
  readonly target: BindingSource;
  readonly scalar: Scalar;
  /** For each axis of what is moved, offsets into the source. */
  readonly maps: readonly AxisMap[];
  /** Where the moved block lies in the target: its strides and first element; the whole target if absent. */
  readonly place?: { readonly strides: readonly number[]; readonly first: number };
  /** Element where no input element lands. */
  readonly fill?: number;
}

/** The step of a map that is an arithmetic progression; undefined for any other. */
function stepOf(map: AxisMap): number | undefined {
  const [first = 0, second = first] = map;
  const step = second - first;
  return map.every((offset, i) => offset !== FILL && offset === first + i * step) ? step : undefined;
}

/** Axes that advance evenly are strides; the others look their offsets up in a table. */
export function movePass({ source, target, scalar, maps, place, fill = 0 }: Move): Pass {
  const sizes = maps.map((map) => map.length);
  const count = elementCount(sizes);
  const targetStrides = place?.strides ?? stridesOf(sizes);
  const steps = maps.map(stepOf);
  const tables: number[] = [];
  const lookups: string[] = [];
  const uniforms: Record<string, number> = {};
  const first = maps.reduce((sum, map, axis) => sum + (steps[axis] === undefined ? 0 : (map[0] ?? 0)), 0);
  const inner = stridesOf(sizes);
  maps.forEach((map, axis) => {
    if (steps[axis] !== undefined) return;
    uniforms[`table${axis}`] = tables.length;
    uniforms[`tableInner${axis}`] = inner[axis] ?? 1;
    uniforms[`tableSize${axis}`] = map.length;
    lookups.push(`let step${axis} = T[U.table${axis} + (i / U.tableInner${axis}) % U.tableSize${axis}];`);
    tables.push(...map);
  });
  const axes = sizes.map((size, axis) => ({ size, strides: [steps[axis] ?? 0, targetStrides[axis] ?? 0] }));
  const { offsets, uniforms: strides } = indexCode(
    mergeAxes(axes.length > 0 ? axes : [{ size: 1, strides: [0, 0] }]),
    "i",
    "",
  );
  const looked = maps.flatMap((_, axis) => (steps[axis] === undefined ? [`step${axis}`] : []));
  const from = ["U.first", offsets[0], ...looked].join(" + ");
  const value = `X[${from}]`;
  const filled = looked.map((name) => `${name} == ${FILL >>> 0}u`).join(" || ");
  const body =
    looked.length === 0
      ? `Y[U.target + ${offsets[1]}] = ${value};`
      : `${lookups.join("\n  ")}
  var value = bitcast<${scalar}>(U.fill);
  if (!(${filled})) { value = ${value}; }
  Y[U.target + ${offsets[1]}] = value;`;
  const table: BindingSource = { table: Uint32Array.from(tables, (offset) => offset >>> 0) };
  return flatPass(
    {
      reads: [
        { name: "X", type: scalar, source },
        ...(looked.length === 0 ? [] : [{ name: "T", type: "u32" as const, source: table }]),
      ],
      writes: [{ name: "Y", type: scalar, source: target }],
      uniforms: {
        ...strides,
        ...uniforms,
        first,
        target: place?.first ?? 0,
        ...(looked.length === 0 ? {} : { fill: fillBits(fill, scalar) }),
      },
    },
    count,
    body,
  );
}

/** The four bytes of a fill value as an unsigned number. */
function fillBits(fill: number, scalar: Scalar): number {
  return scalar === "f32" ? (new Uint32Array(Float32Array.of(fill).buffer)[0] ?? 0) : fill >>> 0;
}
