/** Kernels that choose among or limit elements, written as an expression of inputs that broadcast. */
import { elementCount } from "../index-map.js";
import { type ErrorBound, exact, type KernelContext, type MakeKernel } from "./kernel.js";
import { inputAt, kernelOf, outputAt, readInput, writeOutput } from "./node.js";
import { flatPass } from "./pass.js";
import { unmovable } from "./storage.js";
import { broadcastCode } from "./strides.js";

/** `Y = expression` of the present inputs, named `a`, `b`, `c` by position. */
export function broadcastKernel(
  expressionOf: (context: KernelContext) => string,
  refuse: (context: KernelContext) => ReturnType<typeof unmovable> = unmovable,
  bound: ErrorBound = exact,
): MakeKernel {
  return (context) => {
    const refused = refuse(context);
    if (refused !== undefined) return refused;
    const present = context.inputs.flatMap((input, index) => (input === undefined ? [] : [index]));
    const { shape } = outputAt(context);
    const { offsets, uniforms } = broadcastCode(
      present.map((index) => inputAt(context, index).shape),
      shape,
      "i",
    );
    const loads = present.map((index, k) => `let ${"abc"[index]} = ${"ABC"[index]}[${offsets[k]}];`);
    const pass = flatPass(
      {
        reads: present.map((index) => readInput(context, index, "ABC"[index] ?? "A")),
        writes: [writeOutput(context)],
        uniforms,
      },
      elementCount(shape),
      `${loads.join("\n  ")}\n  Y[i] = ${expressionOf(context)};`,
    );
    return kernelOf([pass], bound);
  };
}
