/** Resampling in WGSL, one axis after the other: the neighbours and weights that the reference mixes, as tables. */
import { elementCount } from "../index-map.js";
import type { BindingSource, MakeKernel, Pass } from "../wgsl/kernel.js";
import { floatText } from "../wgsl/literal.js";
import { knownNumbers, unknownInput } from "../wgsl/moving-kernel.js";
import { inputAt, outputAt } from "../wgsl/node.js";
import { flatPass } from "../wgsl/pass.js";
import { floatOnly, uncomputable } from "../wgsl/storage.js";
import { axesOf, mixesOf, type ResizeAttributes } from "./reference.js";

/** Sum of the sizes of a cubic filter's weights: 1.6 at most for the usual coefficients, and squared over two axes. */
const cubicSize = 4;

export const resizeKernel: MakeKernel = (context) => {
  const refused = uncomputable(context, floatOnly);
  if (refused !== undefined) return refused;
  const [x, y] = [inputAt(context, 0), outputAt(context)];
  const given = [1, 2, 3].map((index) => ({ input: context.inputs[index], numbers: knownNumbers(context, index) }));
  const open = given.some(({ input, numbers }) => input !== undefined && input.shape[0] !== 0 && numbers === undefined);
  if (open) return unknownInput("the new size");
  const lists = given.map(({ numbers }) => (numbers?.length === 0 ? undefined : numbers));
  const attributes = Object(context.attributes) as ResizeAttributes;
  const isCropped = attributes.coordinate_transformation_mode === "tf_crop_and_resize";
  const resized = [...axesOf(attributes, x, y.shape, lists)].filter(
    ([, axis]) => isCropped || axis.from !== axis.to || axis.scale !== 1,
  );
  const shape = [...x.shape];
  const scratch: number[] = [];
  let terms = 0;
  // An operator that leaves every axis alone still copies: the first axis, each position from itself.
  const axes = resized.length > 0 ? resized : [[0, undefined] as const];
  const passes = axes.map(([index, axis], step): Pass => {
    const still = Array.from({ length: shape[index] ?? 1 }, (_, at) => [{ at, weight: 1 }]);
    const mixes = axis === undefined ? still : mixesOf(axis, attributes);
    const taps = Math.max(...mixes.map((mix) => mix?.length ?? 0), 1);
    terms += taps + 2;
    const old = shape[index] ?? 1;
    shape[index] = mixes.length;
    const isLast = step === axes.length - 1;
    const target: BindingSource = isLast ? { output: 0 } : { scratch: step % 2 };
    if (!isLast) scratch[step % 2] = Math.max(scratch[step % 2] ?? 0, elementCount(shape));
    return mixPass(step === 0 ? { input: 0 } : { scratch: (step - 1) % 2 }, target, {
      mixes,
      taps,
      old,
      inner: elementCount(shape.slice(index + 1)),
      count: elementCount(shape),
      outside: attributes.extrapolation_value,
    });
  });
  const size = attributes.mode === "cubic" ? cubicSize : 1;
  return { passes, scratch, packings: [], bound: { kind: "sum", terms: terms * size, relative: 0, absolute: 0 } };
};

interface Mixing {
  readonly mixes: readonly (readonly { readonly at: number; readonly weight: number }[] | undefined)[];
  readonly taps: number;
  /** Size of the axis before. */
  readonly old: number;
  readonly inner: number;
  readonly count: number;
  readonly outside: number;
}

function mixPass(source: BindingSource, target: BindingSource, mixing: Mixing): Pass {
  const { mixes, taps, old, inner, count, outside } = mixing;
  const places = new Uint32Array(mixes.length * taps);
  const weights = new Float32Array(mixes.length * taps);
  const addends = new Float32Array(mixes.length);
  mixes.forEach((mix, position) => {
    if (mix === undefined) addends[position] = outside;
    mix?.forEach(({ at, weight }, tap) => {
      places[position * taps + tap] = at;
      weights[position * taps + tap] = weight;
    });
  });
  const hasOutside = mixes.includes(undefined);
  return flatPass(
    {
      reads: [
        { name: "X", type: "f32", source },
        { name: "P", type: "u32", source: { table: places } },
        { name: "W", type: "f32", source: { table: weights } },
        ...(hasOutside ? [{ name: "A", type: "f32" as const, source: { table: addends } }] : []),
      ],
      writes: [{ name: "Y", type: "f32", source: target }],
      uniforms: { taps, inner, old, size: mixes.length },
    },
    count,
    `let line = i / U.inner;
  let position = line % U.size;
  let base = (line / U.size) * U.old * U.inner + i % U.inner;
  var sum = ${hasOutside ? "A[position]" : floatText(0)};
  for (var t = position * U.taps; t < (position + 1u) * U.taps; t++) { sum += W[t] * X[base + P[t] * U.inner]; }
  Y[i] = sum;`,
  );
}
