/** Gemm in WGSL: the matrix product with a factor and an addend that broadcasts. */

import { elementCount } from "../index-map.js";
import { productKernel } from "../matmul/webgpu.js";
import type { Kernel, KernelContext, MakeKernel } from "../wgsl/kernel.js";
import { floatText } from "../wgsl/literal.js";
import { inputAt, outputAt } from "../wgsl/node.js";
import { flatPass } from "../wgsl/pass.js";
import { floatOnly, uncomputable } from "../wgsl/storage.js";
import { broadcastCode } from "../wgsl/strides.js";

export const gemmKernel: MakeKernel = (context) => {
  const refused = uncomputable(context, floatOnly);
  if (refused !== undefined) return refused;
  const number = (name: string) => Number(context.attributes[name]);
  const [transposeLeft, transposeRight] = [number("transA") === 1, number("transB") === 1];
  const [a, b] = [inputAt(context, 0).shape, inputAt(context, 1).shape];
  const [rows = 1, depth = 1] = transposeLeft ? [a[1], a[0]] : a;
  const columns = (transposeRight ? b[0] : b[1]) ?? 1;
  const addend = context.inputs[2];
  const perColumn = addend !== undefined && elementCount(addend.shape) === columns && addend.shape.at(-1) === columns;
  const isBias = perColumn && number("beta") === 1;
  const product = productKernel(context, {
    rows,
    columns,
    depth,
    leftStack: [],
    rightStack: [],
    stack: [],
    transposeLeft,
    transposeRight,
    ...(isBias && { bias: { input: 2 } }),
    ...(number("alpha") !== 1 && { factor: ` * ${floatText(number("alpha"))}` }),
  });
  if ("absent" in product || addend === undefined || isBias) return product;
  if (context.epilogue !== undefined && context.epilogue.length > 0) return { absent: "a general addend is not fused" };
  return withAddend(context, product, number("beta"));
};

/** The product goes to a buffer of its own, then beta·C is added to it. */
function withAddend(context: KernelContext, product: Kernel, beta: number): Kernel {
  const y = outputAt(context);
  const middle = product.scratch.length;
  const passes = product.passes.map((pass) => ({
    ...pass,
    bindings: pass.bindings.map((source) => ("output" in source ? { scratch: middle } : source)),
  }));
  const { offsets, uniforms } = broadcastCode([y.shape, inputAt(context, 2).shape], y.shape, "i");
  const sum = flatPass(
    {
      reads: [
        { name: "P", type: "f32", source: { scratch: middle } },
        { name: "C", type: "f32", source: { input: 2 } },
      ],
      writes: [{ name: "Y", type: "f32", source: { output: 0 } }],
      uniforms,
    },
    elementCount(y.shape),
    `Y[i] = P[${offsets[0]}] + ${floatText(beta)} * C[${offsets[1]}];`,
  );
  return { ...product, passes: [...passes, sum], scratch: [...product.scratch, elementCount(y.shape)] };
}
