/** Convolution in WGSL: one kernel for each kind of window, chosen by shape. */
import { elementCount } from "../index-map.js";
import { epilogueCode } from "../wgsl/epilogue.js";
import type { Absent, BindingSource, Kernel, KernelContext, MakeKernel, Pass } from "../wgsl/kernel.js";
import { matrixProduct, roundUp, tileSize, vectorProduct } from "../wgsl/matrix-product.js";
import { framePass } from "../wgsl/padding.js";
import { floatOnly, uncomputable } from "../wgsl/storage.js";
import { transposedParts } from "../wgsl/transposed-parts.js";
import { concreteWindows, liftSizes, liftWindows } from "../wgsl/window.js";
import { depthwisePass } from "./webgpu-depthwise.js";
import { chooseRows, directPass } from "./webgpu-direct.js";
import type { Geometry } from "./webgpu-geometry.js";
import { packPerGroup } from "./webgpu-packing.js";
import { plainPass } from "./webgpu-plain.js";

/** The numbers of a convolution over one or two spatial axes, as two. */
function geometryOf({ attributes, outputs }: KernelContext, x: readonly number[], w: readonly number[]): Geometry {
  const [vertical, horizontal] = liftWindows(concreteWindows(attributes, w.slice(2), x), 2);
  const [height = 1, width = 1] = liftSizes(x, 2);
  const [outHeight = 1, outWidth = 1] = liftSizes(outputs[0]?.shape ?? [], 2);
  const group = Number(attributes.group ?? 1);
  if (vertical === undefined || horizontal === undefined) throw new Error("a convolution has a spatial axis");
  return {
    batch: x[0] ?? 1,
    channels: x[1] ?? 1,
    outChannels: w[0] ?? 1,
    group,
    inPerGroup: w[1] ?? 1,
    outPerGroup: (w[0] ?? 1) / group,
    height,
    width,
    outHeight,
    outWidth,
    vertical,
    horizontal,
    isPadded: [vertical, horizontal].some(({ padBegin, padEnd }) => padBegin + padEnd > 0),
  };
}

/** Whether every output sees the whole input once: a dense layer in other words. */
function isDense(g: Geometry): boolean {
  const whole = g.vertical.kernel === g.height && g.horizontal.kernel === g.width;
  return whole && g.outHeight * g.outWidth === 1 && !g.isPadded && g.group === 1;
}

function isPointwise(g: Geometry): boolean {
  return g.vertical.kernel * g.horizontal.kernel === 1 && !g.isPadded && g.group === 1;
}

/** 1×1 windows: the matrix product of the weight and the pixels of each image. */
function pointwise(context: KernelContext, g: Geometry, bias: BindingSource | undefined): Kernel | Absent {
  const epilogue = epilogueCode(context, bias, g.outChannels, 1);
  if ("absent" in epilogue) return epilogue;
  const pixels = g.outHeight * g.outWidth;
  const pitch = roundUp(pixels, 4);
  const isPlain = g.vertical.stride * g.horizontal.stride === 1 && pixels === pitch;
  const planes = g.batch * g.channels;
  const packed = packPerGroup(g, tileSize);
  // A strided or ragged image is first gathered into rows of vectors: pixels of all rows in one row, strides resolved.
  const gather = isPlain
    ? []
    : [
        framePass(
          { input: 0 },
          { scratch: 0 },
          {
            planes,
            height: g.height,
            width: g.width,
            top: 0,
            left: 0,
            rows: g.outHeight,
            pitch: g.outWidth,
            strideY: g.vertical.stride,
            strideX: g.horizontal.stride,
            planePitch: pitch,
          },
        ),
      ];
  const product = matrixProduct({
    left: { source: { packing: 0 }, pitch: packed.pitch, batchStride: 0 },
    right: { source: isPlain ? { input: 0 } : { scratch: 0 }, pitch, batchStride: g.channels * pitch },
    output: { output: 0 },
    rows: g.outChannels,
    columns: pixels,
    depth: g.channels,
    batch: g.batch,
    epilogue,
    channel: "row",
  });
  return {
    passes: [...gather, product],
    scratch: isPlain ? [] : [planes * pitch],
    packings: [packed.packing, ...epilogue.packings],
    bound: epilogue.bound(g.channels),
  };
}

function dense(context: KernelContext, g: Geometry, bias: BindingSource | undefined): Kernel | Absent {
  const depth = g.channels * g.height * g.width;
  const shape = { depth, columns: g.outChannels, strideK: 1, strideColumn: depth };
  const parts = transposedParts(1, shape, context.mostBindingBytes);
  const epilogue = epilogueCode(context, bias, g.outChannels, parts.length);
  if ("absent" in epilogue) return epilogue;
  return {
    passes: vectorProduct({
      left: { input: 0 },
      parts: parts.map(({ from, to }, i) => ({ source: { packing: i }, from, to })),
      pitch: parts[0]?.pitch ?? 4,
      output: { output: 0 },
      rows: g.batch,
      columns: g.outChannels,
      depth,
      epilogue,
    }),
    scratch: [],
    packings: [...parts.map(({ packing }) => packing), ...epilogue.packings],
    bound: epilogue.bound(depth),
  };
}

/** Where the padded input lies: a frame of zeros around it, or the input itself where nothing is padded. */
function padded(
  g: Geometry,
  rows: number,
): { source: BindingSource; height: number; pitch: number; passes: readonly Pass[] } {
  if (!g.isPadded) return { source: { input: 0 }, height: g.height, pitch: g.width, passes: [] };
  const span = ({ kernel, stride, dilation }: Geometry["vertical"], count: number) =>
    (count - 1) * stride + (kernel - 1) * dilation + 1;
  const height = span(g.vertical, roundUp(g.outHeight, rows));
  const pitch = span(g.horizontal, roundUp(g.outWidth, tileSize));
  const frame = framePass(
    { input: 0 },
    { scratch: 0 },
    {
      planes: g.batch * g.channels,
      height: g.height,
      width: g.width,
      top: g.vertical.padBegin,
      left: g.horizontal.padBegin,
      rows: height,
      pitch,
    },
  );
  return { source: { scratch: 0 }, height, pitch, passes: [frame] };
}

function windowed(context: KernelContext, g: Geometry, bias: BindingSource | undefined): Kernel | Absent {
  const taps = g.vertical.kernel * g.horizontal.kernel;
  const isDepthwise = g.inPerGroup === 1 && taps <= 49 && g.group > 1;
  const tile = g.outPerGroup <= 4 ? 4 : tileSize;
  const packed = packPerGroup(g, tile);
  const epilogue = epilogueCode(context, bias, g.outChannels, isDepthwise ? 0 : 1);
  if ("absent" in epilogue) return epilogue;
  const rows = isDepthwise ? Math.min(tileSize, g.outHeight) : chooseRows(g);
  const input = padded(g, rows);
  const pass = isDepthwise
    ? depthwisePass(g, input, epilogue, rows)
    : directPass(g, input, epilogue, { rows, channels: tile, weightPitch: packed.pitch });
  return {
    passes: [...input.passes, pass],
    scratch: input.passes.length === 0 ? [] : [elementCount([g.batch, g.channels, input.height, input.pitch])],
    packings: [...(isDepthwise ? [] : [packed.packing]), ...epilogue.packings],
    bound: epilogue.bound(g.inPerGroup * taps),
  };
}

/** More rows than these would make a shader too long to compile. */
const mostKernelRows = 32;

export const convKernel: MakeKernel = (context) => {
  const [x, w, b] = context.inputs;
  const refused = uncomputable(context, floatOnly);
  if (refused !== undefined || x === undefined || w === undefined) return refused ?? { absent: "an input is missing" };
  const bias = b === undefined ? undefined : { input: 2 };
  if (x.shape.length > 4 || !w.isConstant) return plainPass(context, x.shape, w.shape, bias);
  const g = geometryOf(context, x.shape, w.shape);
  if (isDense(g)) return dense(context, g, bias);
  if (isPointwise(g)) return pointwise(context, g, bias);
  if (g.vertical.kernel > mostKernelRows) return plainPass(context, x.shape, w.shape, bias);
  return windowed(context, g, bias);
};
