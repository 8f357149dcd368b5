/** Transposed convolution in WGSL, over one to three axes: every output gathers the inputs that were spread over it. */
import { elementCount } from "../index-map.js";
import { epilogueCode } from "../wgsl/epilogue.js";
import type { MakeKernel } from "../wgsl/kernel.js";
import { inputAt, outputAt } from "../wgsl/node.js";
import { flatPass } from "../wgsl/pass.js";
import { outputCoordinates, spatialUniforms } from "../wgsl/spatial.js";
import { floatOnly, uncomputable } from "../wgsl/storage.js";

export const convTransposeKernel: MakeKernel = (context) => {
  const refused = uncomputable(context, floatOnly);
  if (refused !== undefined) return refused;
  const [x, w, y] = [inputAt(context, 0).shape, inputAt(context, 1).shape, outputAt(context).shape];
  if (x.length > 5) return { absent: "transposed convolutions over more than three axes are not computed in WGSL" };
  const { auto_pad: autoPad, output_shape: outputShape, group } = context.attributes;
  if (outputShape !== undefined || String(autoPad).startsWith("SAME")) {
    return { absent: "a given output size of a transposed convolution is not computed in WGSL" };
  }
  const [channels = 1, outPerGroup = 1] = w;
  const groups = Number(group ?? 1);
  const outChannels = outPerGroup * groups;
  const epilogue = epilogueCode(context, context.inputs[2] === undefined ? undefined : { input: 2 }, outChannels, 0);
  if ("absent" in epilogue) return epilogue;
  // Input x spreads to o = x·stride + k·dilation - pad, so output o gathers x = (o + pad - k·dilation) / stride.
  const gather = (d: number) => `let at${d} = o${d} + U.pad${d} - k${d} * U.dilation${d};
        let x${d} = at${d} / U.stride${d};
        if (at${d} % U.stride${d} != 0u || x${d} >= U.in${d}) { continue; }`;
  const pass = flatPass(
    {
      reads: [
        { name: "X", type: "f32", source: { input: 0 } },
        { name: "W", type: "f32", source: { input: 1 } },
        ...epilogue.reads,
      ],
      writes: [{ name: "Y", type: "f32", source: { output: 0 } }],
      uniforms: {
        ...spatialUniforms(context.attributes, w.slice(2), x, y),
        channels,
        outChannels,
        outPerGroup,
        inPerGroup: channels / groups,
        taps: elementCount(w.slice(2)),
      },
      functions: epilogue.functions,
    },
    elementCount(y),
    `${outputCoordinates}
  let channel = line % U.outChannels;
  let group = channel / U.outPerGroup;
  let image = (line / U.outChannels) * U.channels;
  let inPlane = U.in0 * U.in1 * U.in2;
  var sum = 0f;
  for (var k0 = 0u; k0 < U.kernel0; k0++) {
    ${gather(0)}
    for (var k1 = 0u; k1 < U.kernel1; k1++) {
      ${gather(1)}
      for (var k2 = 0u; k2 < U.kernel2; k2++) {
        ${gather(2)}
        let tap = (k0 * U.kernel1 + k1) * U.kernel2 + k2;
        var source = (image + group * U.inPerGroup) * inPlane + (x0 * U.in1 + x1) * U.in2 + x2;
        var weight = (group * U.inPerGroup * U.outPerGroup + channel % U.outPerGroup) * U.taps + tap;
        for (var c = 0u; c < U.inPerGroup; c++) {
          sum += X[source] * W[weight];
          source += inPlane;
          weight += U.outPerGroup * U.taps;
        }
      }
    }
  }
  Y[i] = finish(sum, channel, i);`,
  );
  const bound = epilogue.bound((channels / groups) * elementCount(w.slice(2)));
  return { passes: [pass], scratch: [], packings: epilogue.packings, bound };
};
