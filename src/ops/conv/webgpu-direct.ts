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

/** More multiply-adds in the innermost loop than these take the shader compiler too long. */
const mostTaps = 64;

/** Rows of a tile: as many as leave fewest rows of nothing at the bottom, eight at most. */
export function chooseRows({ outHeight, vertical }: Pick<Geometry, "outHeight" | "vertical">): number {
  const most = Math.max(1, Math.min(8, outHeight, Math.floor(mostTaps / vertical.kernel)));
  let best = 1;
  let least = Number.POSITIVE_INFINITY;
  for (let rows = 1; rows <= most; rows++) {
    // Every invocation has a cost of its own, about that of two rows (measured).
    const cost = Math.ceil(outHeight / rows) * (rows + 2);
    if (cost <= least) [best, least] = [rows, cost];
  }
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
  const ragged = g.outPerGroup % channels !== 0;
  const offsets = new Set<number>();
  for (let p = 0; p < rows; p++) for (let k = 0; k < kernel; k++) offsets.add(p * stride + k * dilation);
  const store = (p: number, channel: number) => {
    const value = `finish(s${p}_${channel >> 2}.${"xyzw"[channel & 3]}, channel + ${channel}u, place + ${channel}u * U.plane)`;
    const line = `Y[place + ${channel}u * U.plane] = ${value};`;
    return ragged ? `if (inGroup + ${channel}u < U.outPerGroup) { ${line} }` : line;
  };
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
      let from = source + kx * U.dilationX;
      let w = weight + kx * U.weightPitch;
      ${[...offsets].map((r) => `let x${r} = X[from + ${r}u * U.inPitch];`).join("\n      ")}
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
  ${repeatText(
    rows,
    (p) => `if (y + ${p}u < U.height) {
    let place = ((image * U.outChannels + channel) * U.height + y + ${p}u) * U.width + x;
    ${repeatText(channels, (channel) => store(p, channel), "\n    ")}
  }`,
  )}`;
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
