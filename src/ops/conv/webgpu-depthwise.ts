/** Convolution of each channel by itself: the weights of one channel stay in registers, each row is read once. */
import type { EpilogueCode } from "../wgsl/epilogue.js";
import type { BindingSource, Pass } from "../wgsl/kernel.js";
import { repeatText } from "../wgsl/matrix-product.js";
import { tilePass } from "../wgsl/pass.js";
import type { Geometry, PaddedInput } from "./webgpu-geometry.js";

const lanes = 8;

export function depthwisePass(
  g: Geometry,
  input: PaddedInput & { readonly source: BindingSource },
  epilogue: EpilogueCode,
  rows: number,
): Pass {
  const { kernel: kernelY, stride, dilation } = g.vertical;
  const { kernel: kernelX } = g.horizontal;
  const loads = new Set<number>();
  for (let p = 0; p < rows; p++) for (let ky = 0; ky < kernelY; ky++) loads.add(p * stride + ky * dilation);
  const row = (r: number) => {
    const terms = (p: number) => {
      const ky = (r - p * stride) / dilation;
      if (!Number.isInteger(ky) || ky < 0 || ky >= kernelY) return "";
      return `s${p} += ${repeatText(kernelX, (kx) => `a${kx} * w${ky * kernelX + kx}`, " + ")};`;
    };
    return `{
    let b = source + ${r}u * U.inPitch;
    ${repeatText(kernelX, (kx) => `let a${kx} = X[b + ${kx}u * U.dilationX];`, " ")}
    ${repeatText(rows, terms, " ")}
  }`;
  };
  const body = `let x = tile.x;
  let y = tile.y * ${rows}u;
  let channel = tile.z % U.outChannels;
  let image = tile.z / U.outChannels;
  let source = (image * U.channels + channel / U.outPerGroup) * U.inPlane + y * ${stride}u * U.inPitch + x * U.strideX;
  let weight = channel * ${kernelY * kernelX}u;
  ${repeatText(kernelY * kernelX, (q) => `let w${q} = W[weight + ${q}u];`, " ")}
  ${repeatText(rows, (p) => `var s${p} = 0f;`, " ")}
  ${[...loads].map(row).join("\n  ")}
  if (x >= U.width) { return; }
  ${repeatText(
    rows,
    (p) => `if (y + ${p}u < U.height) {
    let place = (tile.z * U.height + y + ${p}u) * U.width + x;
    Y[place] = finish(s${p}, channel, place);
  }`,
  )}`;
  return tilePass(
    {
      reads: [
        { name: "X", type: "f32", source: input.source },
        { name: "W", type: "f32", source: { input: 1 } },
        ...epilogue.reads,
      ],
      writes: [{ name: "Y", type: "f32", source: { output: 0 } }],
      uniforms: {
        outPerGroup: g.outPerGroup,
        channels: g.channels,
        outChannels: g.outChannels,
        inPlane: input.height * input.pitch,
        inPitch: input.pitch,
        strideX: g.horizontal.stride,
        dilationX: g.horizontal.dilation,
        height: g.outHeight,
        width: g.outWidth,
      },
      functions: epilogue.functions,
    },
    [g.outWidth, Math.ceil(g.outHeight / rows), g.batch * g.outChannels],
    lanes,
    body,
  );
}
