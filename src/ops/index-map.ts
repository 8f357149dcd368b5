/**
 * Movement of data as one idea: for every output element the input element that lands there. Inference moves known
 * values through these maps and the reference executor moves data through the same ones.
 */

/** Offset of "no input element": the output element is a fill value. */
export const FILL = -1;

/**
 * Along one output axis, for every position: by how much it moves the offset into the input's C-order data, or
 * {@link FILL}. The offset of an output element is the sum over its axes (FILL if any axis says so).
 */
export type AxisMap = readonly number[];

/** Offsets between neighbours along each axis of a C-order tensor. */
export function stridesOf(shape: readonly number[]): readonly number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= shape[axis] ?? 1;
  }
  return strides;
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Positions `from`, `from + step`, ... (`count` of them), each `stride` apart in the data. */
function walk(count: number, stride: number, from = 0, step = 1): AxisMap {
  return Array.from({ length: count }, (_, i) => (from + i * step) * stride);
}

/** Every axis as it is: the map to start from where only some axes move. */
export function identityMaps(shape: readonly number[]): AxisMap[] {
  const strides = stridesOf(shape);
  return shape.map((size, axis) => walk(size, strides[axis] ?? 1));
}

/** Output axis i is input axis `permutation[i]`. */
export function transposeMaps(shape: readonly number[], permutation: readonly number[]): readonly AxisMap[] {
  const maps = identityMaps(shape);
  return permutation.map((axis) => maps[axis] ?? []);
}

/** Broadcasting to `target` (numpy's rule: axes align at the end, size 1 repeats). */
export function broadcastMaps(shape: readonly number[], target: readonly number[]): readonly AxisMap[] {
  const strides = stridesOf(shape);
  const missing = target.length - shape.length;
  return target.map((size, axis) => {
    const own = shape[axis - missing] ?? 1;
    return walk(size, own === 1 ? 0 : (strides[axis - missing] ?? 0));
  });
}

/** `count[i]` positions of axis i from `from[i]` in steps of `step[i]`. */
export function sliceMaps(
  shape: readonly number[],
  from: readonly number[],
  step: readonly number[],
  count: readonly number[],
): readonly AxisMap[] {
  const strides = stridesOf(shape);
  return shape.map((_, axis) => walk(count[axis] ?? 0, strides[axis] ?? 1, from[axis], step[axis]));
}

/** The positions `positions` (each from 0) of one axis, the other axes as they are. */
export function gatherMaps(shape: readonly number[], axis: number, positions: readonly number[]): readonly AxisMap[] {
  const maps = identityMaps(shape);
  const along = maps[axis] ?? [];
  maps[axis] = positions.map((position) => along[position] ?? FILL);
  return maps;
}

/** Every axis i repeated `repeats[i]` times as a whole. */
export function tileMaps(shape: readonly number[], repeats: readonly number[]): readonly AxisMap[] {
  return identityMaps(shape).map((map, axis) => Array.from({ length: repeats[axis] ?? 1 }, () => map).flat());
}

export type PadMode = "constant" | "reflect" | "edge" | "wrap";

/** Padding (negative: cropping) of every axis; `reflect` mirrors without repeating the border, as numpy does. */
export function padMaps(
  shape: readonly number[],
  begin: readonly number[],
  end: readonly number[],
  mode: PadMode,
): readonly AxisMap[] {
  return identityMaps(shape).map((map, axis) => {
    const before = begin[axis] ?? 0;
    const count = map.length + before + (end[axis] ?? 0);
    return Array.from({ length: Math.max(count, 0) }, (_, i) => map[padSource(i - before, map.length, mode)] ?? FILL);
  });
}

/** Position inside an axis of `size` that a padded position shows; -1 for the fill value. */
function padSource(position: number, size: number, mode: PadMode): number {
  if (position >= 0 && position < size) return position;
  if (mode === "constant" || size === 0) return -1;
  if (mode === "edge") return position < 0 ? 0 : size - 1;
  if (mode === "wrap") return ((position % size) + size) % size;
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const folded = ((position % period) + period) % period;
  return folded < size ? folded : period - folded;
}

/** Offsets into the input for every output element, in C order. */
export function offsetsOf(maps: readonly AxisMap[]): readonly number[] {
  let offsets: readonly number[] = [0];
  for (const map of maps) {
    const next: number[] = new Array(offsets.length * map.length);
    let at = 0;
    for (const offset of offsets) {
      for (const step of map) next[at++] = offset === FILL || step === FILL ? FILL : offset + step;
    }
    offsets = next;
  }
  return offsets;
}

/** The data that the maps move, in C order. */
export function moveData<T>(data: readonly T[], maps: readonly AxisMap[], fill: T): readonly T[] {
  return offsetsOf(maps).map((offset) => (offset === FILL ? fill : (data[offset] as T)));
}

/** Several tensors joined along one axis, in C order. */
export function concatData<T>(
  parts: readonly { readonly shape: readonly number[]; readonly data: readonly T[] }[],
  axis: number,
): readonly T[] {
  const rows = elementCount((parts[0]?.shape ?? []).slice(0, axis));
  return Array.from({ length: rows }, (_, row) =>
    parts.flatMap(({ shape, data }) => {
      const length = elementCount(shape.slice(axis));
      return data.slice(row * length, (row + 1) * length);
    }),
  ).flat();
}

/** GatherElements: output element at (i, j, ...) is the input's at the same place, with one coordinate from `positions`. */
export function gatherElementOffsets(
  shape: readonly number[],
  axis: number,
  indices: { readonly shape: readonly number[]; readonly data: readonly number[] },
): readonly number[] {
  const strides = stridesOf(shape);
  const inner = stridesOf(indices.shape);
  return indices.data.map((position, flat) =>
    indices.shape.reduce((offset, size, i) => {
      const coordinate = i === axis ? position : Math.floor(flat / (inner[i] ?? 1)) % size;
      return offset + coordinate * (strides[i] ?? 0);
    }, 0),
  );
}

/**
 * GatherND and ScatterND: offsets of the slices that tuples of `depth` leading coordinates name, one tuple after the
 * other; `start(tuple)` moves a tuple into its own part of the data (GatherND's batch axes).
 */
export function gatherNdOffsets(
  shape: readonly number[],
  depth: number,
  coordinates: readonly number[],
  start: (tuple: number) => number = () => 0,
): readonly number[] {
  const strides = stridesOf(shape);
  const slice = elementCount(shape.slice(depth));
  const tuples = depth === 0 ? 1 : coordinates.length / depth;
  return Array.from({ length: tuples }, (_, tuple) => {
    const own = coordinates.slice(tuple * depth, (tuple + 1) * depth);
    const from = own.reduce((offset, position, axis) => offset + position * (strides[axis] ?? 0), start(tuple));
    return Array.from({ length: slice }, (_unused, i) => from + i);
  }).flat();
}

/** The six axes of a tensor [N, C, H, W] whose channels are blocks, and where DepthToSpace moves them (ONNX DepthToSpace). */
export function depthToSpacePlan(
  [batch = 1, channels = 1, height = 1, width = 1]: readonly number[],
  block: number,
  mode: "DCR" | "CRD",
): { readonly shape: readonly number[]; readonly permutation: readonly number[] } {
  const depth = channels / (block * block);
  return mode === "DCR"
    ? { shape: [batch, block, block, depth, height, width], permutation: [0, 3, 4, 1, 5, 2] }
    : { shape: [batch, depth, block, block, height, width], permutation: [0, 1, 4, 2, 5, 3] };
}

/** The six axes of a tensor [N, C, H, W] cut into blocks, and where SpaceToDepth moves them (ONNX SpaceToDepth). */
export function spaceToDepthPlan(
  [batch = 1, channels = 1, height = 1, width = 1]: readonly number[],
  block: number,
): { readonly shape: readonly number[]; readonly permutation: readonly number[] } {
  return { shape: [batch, channels, height / block, block, width / block, block], permutation: [0, 3, 5, 1, 2, 4] };
}
