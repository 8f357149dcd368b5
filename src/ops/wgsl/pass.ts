/** Builds one dispatch: the shader's header from its bindings and sizes, and a grid that fits WebGPU's limits. */
import type { BindingSource, Pass, Scalar } from "./kernel.js";

/** WebGPU's limit of workgroups along one dimension, the same everywhere. */
const mostWorkgroups = 65_535;

/** Invocations of a flat workgroup: a multiple of every subgroup size in use. */
const flatSize = 64;

export interface BoundArray {
  /** Name in the shader. */
  readonly name: string;
  /** Element type of the array; `vec4f` reads four elements at once. */
  readonly type: Scalar | "vec4f";
  readonly source: BindingSource;
}

export interface PassParts {
  readonly reads: readonly BoundArray[];
  readonly writes: readonly BoundArray[];
  /** Sizes and strides, all u32, read in the shader as `U.name`. */
  readonly uniforms: Readonly<Record<string, number>>;
  /** Functions of the shader. */
  readonly functions?: string;
}

function header({ reads, writes, uniforms, functions = "" }: PassParts): string {
  const arrays = [
    ...reads.map((array) => ({ ...array, access: "read" })),
    ...writes.map((array) => ({ ...array, access: "read_write" })),
  ].map(({ name, type, access }, i) => `@group(0) @binding(${i}) var<storage, ${access}> ${name}: array<${type}>;`);
  const fields = Object.keys(uniforms).map((name) => `${name}: u32`);
  return [
    `struct Sizes { ${fields.join(", ")} }`,
    ...arrays,
    `@group(0) @binding(${arrays.length}) var<uniform> U: Sizes;`,
    functions,
  ].join("\n");
}

function finishPass(parts: PassParts, main: string, workgroups: Pass["workgroups"]): Pass {
  return {
    wgsl: `${header(parts)}\n${main}`,
    bindings: [...parts.reads, ...parts.writes].map(({ source }) => source),
    uniforms: Object.values(parts.uniforms).map((value) => value >>> 0),
    workgroups,
  };
}

/**
 * A pass of `count` invocations that runs `body` with `i` from 0 to count - 1. `U.count` is added to the sizes; the
 * workgroups are folded over two dimensions.
 */
export function flatPass(parts: PassParts, count: number, body: string): Pass {
  const groups = Math.ceil(count / flatSize);
  const x = Math.min(groups, mostWorkgroups);
  const main = `@compute @workgroup_size(${flatSize})
fn main(@builtin(global_invocation_id) place: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = place.x + place.y * groups.x * ${flatSize}u;
  if (i >= U.count) { return; }
  ${body}
}`;
  return finishPass({ ...parts, uniforms: { ...parts.uniforms, count } }, main, [x, Math.ceil(groups / x) || 1, 1]);
}

/**
 * A pass over tiles: `body` runs with `tile.x`, `tile.y` and `tile.z`, `lanes` invocations side by side along x. The
 * third dimension is folded into the second where it exceeds the limit. Invocations beyond the first count run too,
 * because a masked loop is slower than a few lanes of nothing: the body guards its stores.
 */
export function tilePass(
  parts: PassParts,
  [countX, countY, countZ]: readonly [number, number, number],
  lanes: number,
  body: string,
): Pass {
  const folds = Math.ceil(countZ / mostWorkgroups);
  const folded = `vec3u(place.x, place.y % U.tilesY, place.z + (place.y / U.tilesY) * ${mostWorkgroups}u);
  if (tile.z >= U.tilesZ) { return; }`;
  const main = `@compute @workgroup_size(${lanes})
fn main(@builtin(global_invocation_id) place: vec3u) {
  let tile = ${folds > 1 ? folded : "place;"}
  ${body}
}`;
  const uniforms = folds > 1 ? { ...parts.uniforms, tilesY: countY, tilesZ: countZ } : parts.uniforms;
  const z = Math.min(countZ, mostWorkgroups);
  return finishPass({ ...parts, uniforms }, main, [Math.ceil(countX / lanes), countY * folds, z]);
}
