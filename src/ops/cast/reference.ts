/** Conversion between element types, to and from text as numpy writes numbers. */
import { type DType, isFloat, type Scalar } from "../../tensor/index.js";
import { castScalar } from "../known-value.js";
import { defineKernel, inputOf, outputOf, scalarAt, tensorOfScalars } from "../reference-data.js";
import { type Narrowing, narrowFloat } from "./narrow-floats.js";

/** The shortest decimal that gives the same float32 again. */
function shortestText(x: number, dtype: DType): string {
  if (dtype === "float64" || !Number.isFinite(x)) return String(x);
  for (let digits = 1; digits < 9; digits++) {
    const text = x.toPrecision(digits);
    if (Math.fround(Number(text)) === x) return String(Number(text));
  }
  return String(Number(x.toPrecision(9)));
}

/** `INF`, `-inf`, `NaN` and numbers. */
function parseNumber(text: string): number {
  const special = /^([+-]?)inf(inity)?$/i.exec(text);
  if (special !== null) return special[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(text);
}

function convert(element: Scalar, from: DType, to: DType, narrowing: Narrowing): Scalar {
  if (to === "string") return isFloat(from) ? shortestText(Number(element), from) : String(element);
  const number = from === "string" ? parseNumber(String(element)) : element;
  const narrowed = narrowFloat(Number(number), to, narrowing);
  return narrowed ?? castScalar(number, from === "string" ? "float64" : from, to);
}

export const castReference = defineKernel<Narrowing>((call) => {
  const input = inputOf(call, 0);
  const { dtype } = outputOf(call);
  if (dtype === input.dtype) return [input];
  return [
    tensorOfScalars({ dtype, shape: input.shape }, (i) =>
      convert(scalarAt(input, i), input.dtype, dtype, call.attributes),
    ),
  ];
});
