/** Convolution weights in the order in which the kernels read them: one row per product, output channels side by side. */
import type { Packing } from "../wgsl/kernel.js";
import { roundUp } from "../wgsl/matrix-product.js";
import type { Geometry } from "./webgpu-geometry.js";

export interface PackedWeight {
  readonly packing: Packing;
  /** Elements of a row. */
  readonly pitch: number;
}

/**
 * From [out][in][ky][kx] to [in][ky][kx][out], the output channels of each group filled up with zeros to whole tiles,
 * so that no tile spans two groups.
 */
export function packPerGroup(g: Geometry, tile: number): PackedWeight {
  const depth = g.inPerGroup * g.vertical.kernel * g.horizontal.kernel;
  const width = roundUp(g.outPerGroup, tile);
  const pitch = width * g.group;
  return {
    pitch,
    packing: {
      inputs: [1],
      length: depth * pitch,
      pack: ([weight = new Float32Array(0)]) => {
        const packed = new Float32Array(depth * pitch);
        for (let out = 0; out < g.outChannels; out++) {
          const column = Math.floor(out / g.outPerGroup) * width + (out % g.outPerGroup);
          for (let k = 0; k < depth; k++) packed[k * pitch + column] = weight[out * depth + k] ?? 0;
        }
        return packed;
      },
    },
  };
}
