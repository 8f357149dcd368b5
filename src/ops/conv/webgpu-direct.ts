/**
 * Convolution straight from the padded image: each invocation computes one column of a few rows for eight output
 * channels, all in named accumulators, and reads each input row once for all the kernel's rows (measured: 8 GFLOP per
 * CPU second on lavapipe against 1 of the plain loops).
 */
import type { EpilogueCode } from "../wgsl/epilogue.js";
import type { BindingSource, Pass } from "../wgsl/kernel.js";
import { repeatText } from "../wgsl/matrix-product.js";
import { tilePass } from "../wgsl/pass.js";
import type { Geometry, PaddedInput } from "./webgpu-geometry.js";

/** Invocations side by side. */
const lanes = 8;

/** More multiply-adds in the innermost loop than these take the shader compiler too long (a second for every ten). */
const mostTaps = 28;

/** Output rows of a tile where that wastes little: one number for most layers of a network, so that they share a shader. */
const usualRows = 7;

/** Rows of a tile: the usual number, or the one that leaves fewest rows of nothing at the bottom. */
export function chooseRows({ outHeight, vertical }: Pick<Geometry, "outHeight" | "vertical">): number {
  const most = Math.max(1, Math.min(usualRows, outHeight, Math.floor(mostTaps / vertical.kernel)));
  const computed = (rows: number) => Math.ceil(outHeight / rows) * rows;
  if (computed(most) <= 1.15 * outHeight) return most;
  let best = most;
  // Every invocation has a cost of its own, about that of one row (measured).
  const cost = (rows: number) => computed(rows) + Math.ceil(outHeight / rows);
  for (let rows = most; rows >= 1; rows--) if (cost(rows) < cost(best)) best = rows;
  return best;
}

export interface DirectTile {
  readonly rows: number;
  /** Output channels: 4 or 8. */
  readonly channels: number;
  readonly weightPitch: number;
}

export function directPass(
  g: Geometry,
  input: PaddedInput & { readonly source: BindingSource },
  epilogue: EpilogueCode,
  { rows, channels, weightPitch }: DirectTile,
): Pass {
  const { kernel, stride, dilation } = g.vertical;
  const vectors = channels / 4;
  const tilesPerGroup = Math.ceil(g.outPerGroup / channels);
  const offsets = new Set<number>();
  for (let p = 0; p < rows; p++) for (let k = 0; k < kernel; k++) offsets.add(p * stride + k * dilation);
  const body = `let x = tile.x;
  let y = tile.y * ${rows}u;
  let image = tile.z / U.tiles;
  let t = tile.z % U.tiles;
  let group = t / U.tilesPerGroup;
  let inGroup = (t % U.tilesPerGroup) * ${channels}u;
  let channel = group * U.outPerGroup + inGroup;
  var source = (image * U.channels + group * U.inPerGroup) * U.inPlane + y * ${stride}u * U.inPitch + x * U.strideX;
  var weight = t * ${vectors}u;
  ${repeatText(rows, (p) => repeatText(vectors, (j) => `var s${p}_${j} = vec4f();`, " "))}
  for (var c = 0u; c < U.inPerGroup; c++) {
    for (var kx = 0u; kx < U.kernelX; kx++) {
      let origin = source + kx * U.dilationX;
      let w = weight + kx * U.weightPitch;
      ${[...offsets].map((r) => `let x${r} = X[origin + ${r}u * U.inPitch];`).join("\n      ")}
      ${repeatText(kernel, (ky) =>
        [
          repeatText(vectors, (j) => `let w${ky}_${j} = W[w + ${ky}u * U.weightRow + ${j}u];`),
          repeatText(rows, (p) =>
            repeatText(vectors, (j) => `s${p}_${j} += x${p * stride + ky * dilation} * w${ky}_${j};`, " "),
          ),
        ].join("\n      "),
      )}
    }
    source += U.inPlane;
    weight += ${kernel}u * U.weightRow;
  }
  if (x >= U.width) { return; }
  let sums = array<f32, ${rows * channels}>(${repeatText(
    rows,
    (p) => repeatText(channels, (c) => `s${p}_${c >> 2}.${"xyzw"[c & 3]}`, ", "),
    ",\n    ",
  )});
  let rows = min(${rows}u, U.height - y);
  let channels = min(${channels}u, U.outPerGroup - inGroup);
  // A loop whose length only the sizes tell is not unrolled: what follows is compiled once, not ${rows * channels} times.
  for (var p = 0u; p < rows; p++) {
    let line = ((image * U.outChannels + channel) * U.height + y + p) * U.width + x;
    for (var c = 0u; c < channels; c++) {
      let place = line + c * U.plane;
      Y[place] = finish(sums[p * ${channels}u + c], channel + c, place);
    }
  }`;
  const pitch = weightPitch / 4;
  return tilePass(
    {
      reads: [
        { name: "X", type: "f32", source: input.source },
        { name: "W", type: "vec4f", source: { packing: 0 } },
        ...epilogue.reads,
      ],
      writes: [{ name: "Y", type: "f32", source: { output: 0 } }],
      uniforms: {
        ...epilogue.uniforms,
        tiles: tilesPerGroup * g.group,
        tilesPerGroup,
        outPerGroup: g.outPerGroup,
        inPerGroup: g.inPerGroup,
        channels: g.channels,
        outChannels: g.outChannels,
        inPlane: input.height * input.pitch,
        inPitch: input.pitch,
        strideX: g.horizontal.stride,
        dilationX: g.horizontal.dilation,
        kernelX: g.horizontal.kernel,
        weightPitch: pitch,
        weightRow: pitch * g.horizontal.kernel,
        height: g.outHeight,
        width: g.outWidth,
        plane: g.outHeight * g.outWidth,
      },
      functions: epilogue.functions,
    },
    [g.outWidth, Math.ceil(g.outHeight / rows), g.batch * tilesPerGroup * g.group],
    lanes,
    body,
  );
}
