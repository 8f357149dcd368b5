/** Convolution by plain loops, over one to three axes: for windows and weights that no faster kernel takes. */
import { elementCount } from "../index-map.js";
import { epilogueCode } from "../wgsl/epilogue.js";
import type { Absent, BindingSource, Kernel, KernelContext } from "../wgsl/kernel.js";
import { flatPass } from "../wgsl/pass.js";
import { outputCoordinates, spatialUniforms } from "../wgsl/spatial.js";

export function plainPass(
  context: KernelContext,
  x: readonly number[],
  w: readonly number[],
  bias: BindingSource | undefined,
): Kernel | Absent {
  if (x.length > 5) return { absent: "convolutions over more than three axes are not computed in WGSL" };
  const [outChannels = 1, inPerGroup = 1] = w;
  const epilogue = epilogueCode(context, bias, outChannels, 0);
  if ("absent" in epilogue) return epilogue;
  const kernel = w.slice(2);
  const pass = flatPass(
    {
      reads: [
        { name: "X", type: "f32", source: { input: 0 } },
        { name: "W", type: "f32", source: { input: 1 } },
        ...epilogue.reads,
      ],
      writes: [{ name: "Y", type: "f32", source: { output: 0 } }],
      uniforms: {
        ...spatialUniforms(context.attributes, kernel, x, context.outputs[0]?.shape ?? []),
        channels: x[1] ?? 1,
        outChannels,
        inPerGroup,
        outPerGroup: outChannels / Number(context.attributes.group ?? 1),
      },
      functions: epilogue.functions,
    },
    elementCount(context.outputs[0]?.shape ?? []),
    `${outputCoordinates}
  let channel = line % U.outChannels;
  let first = (line / U.outChannels) * U.channels + (channel / U.outPerGroup) * U.inPerGroup;
  var sum = 0f;
  var w = channel * U.inPerGroup * U.kernel0 * U.kernel1 * U.kernel2;
  for (var c = 0u; c < U.inPerGroup; c++) {
    for (var k0 = 0u; k0 < U.kernel0; k0++) {
      let x0 = o0 * U.stride0 + k0 * U.dilation0 - U.pad0;
      for (var k1 = 0u; k1 < U.kernel1; k1++) {
        let x1 = o1 * U.stride1 + k1 * U.dilation1 - U.pad1;
        for (var k2 = 0u; k2 < U.kernel2; k2++) {
          let x2 = o2 * U.stride2 + k2 * U.dilation2 - U.pad2;
          if (x0 < U.in0 && x1 < U.in1 && x2 < U.in2) {
            sum += X[(((first + c) * U.in0 + x0) * U.in1 + x1) * U.in2 + x2] * W[w];
          }
          w++;
        }
      }
    }
  }
  Y[i] = finish(sum, channel, i);`,
  );
  return {
    passes: [pass],
    scratch: [],
    packings: epilogue.packings,
    bound: epilogue.bound(inPerGroup * elementCount(kernel)),
  };
}
