/** An activation and its slope as curves, with the stretches where it saturates shaded. */
import { drawLines } from "./lines.js";

/** A function of one number and its slope. */
export interface Curve {
  readonly name: string;
  readonly formula: string;
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
  readonly greatestSlope: { readonly value: number; readonly at: string };
}

/** The stretch that is drawn, in steps that meet the kinks of every activation. */
const [from, to, steps] = [-6, 6, 480] as const;
/** Of the greatest slope: below it a unit hardly learns. */
const flat = 0.05;

/** Draws the curve; text of an SVG file. */
export function chartActivation({ name, formula, value, slope, greatestSlope }: Curve): Promise<string> {
  const places = Array.from({ length: steps + 1 }, (_, index) => from + ((to - from) * index) / steps);
  const shaded: [number, number][] = [];
  let start: number | undefined;
  for (const x of [...places, Number.NaN]) {
    const isFlat = Math.abs(slope(x)) < flat * greatestSlope.value;
    if (isFlat) start ??= x;
    else if (start !== undefined) {
      shaded.push([start, Number.isNaN(x) ? to : x]);
      start = undefined;
    }
  }
  const greatest = String(Number(greatestSlope.value.toPrecision(4)));
  const wide = shaded.filter(([low, high]) => high - low > 0.3);
  const note =
    wide.length === 0
      ? "It is nowhere so flat that gradients stop."
      : "Shaded: where the slope is below a twentieth of that.";
  return drawLines(
    [
      { name: "f(x)", points: places.map((x) => [x, value(x)]) },
      { name: "its slope f′(x)", points: places.map((x) => [x, slope(x)]) },
    ],
    { title: `${name}: f(x) = ${formula}`, subtitle: `Greatest slope ${greatest} at ${greatestSlope.at}. ${note}` },
    { xLabel: "x →", yLabel: "↑ f(x), f′(x)", shaded: wide },
  );
}
