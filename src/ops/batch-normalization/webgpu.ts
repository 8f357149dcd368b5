/** Batch normalisation with running statistics in WGSL. */
import { elementCount } from "../index-map.js";
import type { MakeKernel } from "../wgsl/kernel.js";
import { floatText, ulps } from "../wgsl/literal.js";
import { inputAt, kernelOf, readInput, writeOutput } from "../wgsl/node.js";
import { flatPass } from "../wgsl/pass.js";
import { floatOnly, uncomputable } from "../wgsl/storage.js";

export const batchNormalizationKernel: MakeKernel = (context) => {
  const refused = uncomputable(context, floatOnly);
  if (refused !== undefined) return refused;
  if (context.attributes.training_mode === 1) return { absent: "statistics of the batch are not computed in WGSL" };
  const { shape } = inputAt(context, 0);
  const pass = flatPass(
    {
      reads: ["X", "Scale", "Bias", "Mean", "Variance"].map((name, index) => readInput(context, index, name)),
      writes: [writeOutput(context)],
      uniforms: { channels: shape[1] ?? 1, inner: elementCount(shape.slice(2)) },
    },
    elementCount(shape),
    `let c = (i / U.inner) % U.channels;
  Y[i] = (X[i] - Mean[c]) * (Scale[c] / sqrt(Variance[c] + ${floatText(Number(context.attributes.epsilon))})) + Bias[c];`,
  );
  // Difference, root, quotient, product, sum.
  return kernelOf([pass], { kind: "sum", terms: 8, relative: ulps(8), absolute: 0 });
};
