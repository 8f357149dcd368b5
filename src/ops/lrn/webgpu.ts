/** Local response normalisation across channels in WGSL. */
import { elementCount } from "../index-map.js";
import type { MakeKernel } from "../wgsl/kernel.js";
import { floatText, ulps } from "../wgsl/literal.js";
import { inputAt, kernelOf, readInput, writeOutput } from "../wgsl/node.js";
import { flatPass } from "../wgsl/pass.js";
import { floatOnly, uncomputable } from "../wgsl/storage.js";

export const lrnKernel: MakeKernel = (context) => {
  const refused = uncomputable(context, floatOnly);
  if (refused !== undefined) return refused;
  const { shape } = inputAt(context, 0);
  const number = (name: string) => Number(context.attributes[name]);
  const size = number("size");
  const pass = flatPass(
    {
      reads: [readInput(context, 0, "X")],
      writes: [writeOutput(context)],
      uniforms: {
        channels: shape[1] ?? 1,
        inner: elementCount(shape.slice(2)),
        before: Math.floor((size - 1) / 2),
        after: Math.ceil((size - 1) / 2),
      },
    },
    elementCount(shape),
    `let c = (i / U.inner) % U.channels;
  let first = select(c - U.before, 0u, c < U.before);
  let last = min(c + U.after, U.channels - 1u);
  var sum = 0f;
  for (var k = first; k <= last; k++) { let x = X[i + (k - c) * U.inner]; sum += x * x; }
  Y[i] = X[i] / pow(${floatText(number("bias"))} + ${floatText(number("alpha") / size)} * sum, ${floatText(number("beta"))});`,
  );
  // pow(b, e) = exp2(e·log2(b)): the exponent is absolutely right to |e|·(2^-21 + size·u), the rest a few ULP.
  const relative = Math.abs(number("beta")) * (2 ** -20 + ulps(size)) + ulps(16);
  return kernelOf([pass], { kind: "function", relative, absolute: 0 });
};
