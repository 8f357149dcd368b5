/** Element-wise functions of any number of inputs in WGSL: two at a time, so that no kernel binds too many buffers. */
import { elementCount } from "../index-map.js";
import { type BindingSource, exact, type MakeKernel, type Pass } from "../wgsl/kernel.js";
import { floatText } from "../wgsl/literal.js";
import { inputAt, outputAt, readInput, writeOutput } from "../wgsl/node.js";
import { flatPass } from "../wgsl/pass.js";
import { storageOf, uncomputable } from "../wgsl/storage.js";
import { broadcastCode } from "../wgsl/strides.js";
import type { variadicOperators } from "./definition.js";

const rows = {
  Min: "min(a, b)",
  Max: "max(a, b)",
  Sum: "a + b",
  Mean: "a + b",
} as const satisfies Readonly<Record<keyof typeof variadicOperators, string>>;

const variadicKernel: MakeKernel = (context) => {
  const refused = uncomputable(context);
  if (refused !== undefined) return refused;
  const { op, inputs } = context;
  const y = outputAt(context);
  const count = inputs.length;
  const isSum = op === "Sum" || op === "Mean";
  const factor = op === "Mean" ? ` * ${floatText(1 / count)}` : "";
  // Partial results alternate between two buffers, because a pass cannot read what it writes.
  const partial = (index: number): BindingSource => (index === count - 1 ? { output: 0 } : { scratch: index % 2 });
  const passes = (count === 1 ? [0] : inputs.slice(1).map((_, i) => i + 1)).map((index): Pass => {
    const left = index <= 1 ? inputAt(context, 0).shape : y.shape;
    const { offsets, uniforms } = broadcastCode([left, inputAt(context, index).shape], y.shape, "i");
    const source: BindingSource = index <= 1 ? { input: 0 } : partial(index - 1);
    const isLast = index === count - 1;
    const expression = count === 1 ? "b" : rows[op as keyof typeof rows];
    return flatPass(
      {
        reads: [...(count === 1 ? [] : [{ name: "A", type: storageOf(y), source }]), readInput(context, index, "B")],
        writes: [isLast ? writeOutput(context) : { name: "Y", type: storageOf(y), source: partial(index) }],
        uniforms,
      },
      elementCount(y.shape),
      `${count === 1 ? "" : `let a = A[${offsets[0]}];\n  `}let b = B[${offsets[1]}];\n  Y[i] = ${isLast ? `(${expression})${factor}` : expression};`,
    );
  });
  return {
    passes,
    scratch: count <= 2 ? [] : new Array<number>(2).fill(elementCount(y.shape)),
    packings: [],
    bound: isSum && storageOf(y) === "f32" ? { kind: "sum", terms: count + 2, relative: 0, absolute: 0 } : exact,
  };
};

/** One kernel per row of the table. */
export const variadicKernels = Object.fromEntries(Object.keys(rows).map((op) => [op, variadicKernel])) as {
  readonly [Op in keyof typeof rows]: MakeKernel;
};
