/** Pooling in WGSL, over one to three axes: windows, all positions, and windows that adapt to an output size. */
import { elementCount } from "../index-map.js";
import { type ErrorBound, exact, type KernelContext, type MakeKernel } from "../wgsl/kernel.js";
import { floatText, ulps } from "../wgsl/literal.js";
import { inputAt, kernelOf, outputAt, readInput, writeOutput } from "../wgsl/node.js";
import { flatPass } from "../wgsl/pass.js";
import { outputCoordinates, spatialUniforms } from "../wgsl/spatial.js";
import { storageOf, uncomputable } from "../wgsl/storage.js";

/** What is made of a window's elements. */
interface Form {
  readonly first: string;
  /** Takes the element `x`, at offset `at` of the input, into `sum`. */
  readonly step: string;
  /** The result; `inside` counts the elements of the input, `padded` also those of its padding. */
  readonly last: string;
  readonly bound: ErrorBound;
}

/** How the windows lie. */
type Windows = "sliding" | "whole" | "adaptive";

function formOf(kind: "Max" | "Average" | "Lp", context: KernelContext, elements: number): Form {
  const { attributes } = context;
  if (kind === "Max") {
    // The flag and not a least number starts the search, so that a window of -infinity gives -infinity.
    const step = "if (inside == 1u || x > sum) { sum = x; best = at; }";
    return { first: "T(0)", step, last: "sum", bound: exact };
  }
  if (kind === "Average") {
    const count = attributes.count_include_pad === 1 ? "padded" : "inside";
    const bound: ErrorBound = { kind: "sum", terms: elements + 3, relative: 0, absolute: 0 };
    return { first: "0f", step: "sum += x;", last: `sum / f32(${count})`, bound };
  }
  const p = Number(attributes.p ?? 2);
  const relative = ulps(elements + 16);
  if (p === 1)
    return { first: "0f", step: "sum += abs(x);", last: "sum", bound: { kind: "function", relative, absolute: 0 } };
  if (p === 2)
    return {
      first: "0f",
      step: "sum += x * x;",
      last: "sqrt(sum)",
      bound: { kind: "function", relative, absolute: 0 },
    };
  const power = floatText(p);
  return {
    first: "0f",
    step: `sum += select(pow(abs(x), ${power}), 0f, x == 0f);`,
    last: `select(pow(sum, 1f / ${power}), 0f, sum == 0f)`,
    // exp2(p·log2(x)) with an exponent up to 128.
    bound: { kind: "function", relative: ulps(3 + 4 * 128) + relative, absolute: 2 ** -120 },
  };
}

/** Start, end and step of the window along axis `d`, in positions of the input (below 0: huge, and outside). */
function windowCode(windows: Windows, d: number): string {
  if (windows === "adaptive") {
    return `let from${d} = o${d} * U.in${d} / U.out${d};
  let to${d} = ((o${d} + 1u) * U.in${d} + U.out${d} - 1u) / U.out${d};`;
  }
  return `let from${d} = o${d} * U.stride${d};
  let to${d} = min(from${d} + U.kernel${d} * U.dilation${d}, U.end${d});`;
}

function poolKernel(kind: "Max" | "Average" | "Lp", windows: Windows): MakeKernel {
  return (context) => {
    const [x, y] = [inputAt(context, 0), outputAt(context)];
    const scalar = storageOf(x);
    // A maximum is moved, not computed: 8-bit integers have one too.
    const refused = kind === "Max" ? undefined : uncomputable(context);
    if (refused !== undefined) return refused;
    if (x.shape.length > 5) return { absent: "pooling over more than three axes is not computed in WGSL" };
    const spatial = x.shape.slice(2);
    const kernel = windows === "sliding" ? (context.attributes.kernel_shape as readonly number[]) : spatial;
    const attributes = windows === "sliding" ? context.attributes : {};
    const form = formOf(kind, context, elementCount(kernel));
    const indices = context.outputs.length > 1 ? `Indices[i] = i32(${indexCode(context)});` : "";
    const [pad, step] =
      windows === "adaptive" ? [() => "0u", () => "1u"] : [(d: number) => `U.pad${d}`, (d: number) => `U.dilation${d}`];
    const body = `${outputCoordinates}
  ${[0, 1, 2].map((d) => windowCode(windows, d)).join("\n  ")}
  var sum = ${form.first};
  var best = 0u;
  var inside = 0u;
  var padded = 0u;
  for (var p0 = from0; p0 < to0; p0 += ${step(0)}) {
    for (var p1 = from1; p1 < to1; p1 += ${step(1)}) {
      for (var p2 = from2; p2 < to2; p2 += ${step(2)}) {
        padded++;
        let x0 = p0 - ${pad(0)};
        let x1 = p1 - ${pad(1)};
        let x2 = p2 - ${pad(2)};
        if (x0 < U.in0 && x1 < U.in1 && x2 < U.in2) {
          inside++;
          let at = ((line * U.in0 + x0) * U.in1 + x1) * U.in2 + x2;
          let x = X[at];
          ${form.step}
        }
      }
    }
  }
  Y[i] = ${form.last};
  ${indices}`.replace(/\bT\(/g, `${scalar}(`);
    const pass = flatPass(
      {
        reads: [readInput(context, 0, "X")],
        writes: [writeOutput(context), ...(indices === "" ? [] : [writeOutput(context, "Indices", 1)])],
        uniforms: spatialUniforms(attributes, kernel, x.shape, y.shape),
      },
      elementCount(y.shape),
      body,
    );
    return kernelOf([pass], form.bound);
  };
}

/** Offset of the greatest element in the whole input; with storage_order 1 counted with the last two axes swapped. */
function indexCode({ attributes }: KernelContext): string {
  if (attributes.storage_order !== 1) return "best";
  const plane = "(U.in0 * U.in1 * U.in2)";
  const within = `(best % ${plane})`;
  const [x0, x1, x2] = [`${within} / (U.in1 * U.in2)`, `(${within} / U.in2) % U.in1`, `${within} % U.in2`];
  return `(best / ${plane}) * ${plane} + (${x2}) * U.in1 * U.in0 + (${x1}) * U.in0 + ${x0}`;
}

export const poolKernels = {
  MaxPool: poolKernel("Max", "sliding"),
  AveragePool: poolKernel("Average", "sliding"),
  LpPool: poolKernel("Lp", "sliding"),
  GlobalMaxPool: poolKernel("Max", "whole"),
  GlobalAveragePool: poolKernel("Average", "whole"),
  GlobalLpPool: poolKernel("Lp", "whole"),
  "shapewright.AdaptiveAveragePool": poolKernel("Average", "adaptive"),
  "shapewright.AdaptiveMaxPool": poolKernel("Max", "adaptive"),
} as const;
