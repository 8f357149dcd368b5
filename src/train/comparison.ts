/** Several diagnoses side by side: of cures, or of one parameter's values. */
import { type Compared, type Diagnosis, fitFactor } from "./diagnosis.js";

/** One diagnosis in a line. */
export interface DiagnosisLine {
  readonly layers: number;
  readonly loss: number;
  /** What a layer multiplies the spread of activations by, and gradients on their way back. */
  readonly stdFactor: Compared | null;
  readonly gradientFactor: Compared | null;
  /** The first layer's gradient over the last one's. */
  readonly gradientShare: number | null;
  /** The greatest share of saturated elements, and of dead units, of a layer. */
  readonly saturated: number | null;
  readonly dead: number | null;
  /** Least and greatest share of a weight that a step of learning rate 1 changes. */
  readonly leastUpdate: number | null;
  readonly greatestUpdate: number | null;
  /** Codes of the findings, without `diagnose/`. */
  readonly findings: readonly string[];
}

function greatest(values: readonly (number | null | undefined)[]): number | null {
  const known = values.filter((value) => typeof value === "number");
  return known.length === 0 ? null : Math.max(...known);
}

/** `clip` is the greatest length of all weights' gradients together: longer ones are shortened to it (Pascanu et al., 2013). */
export function summariseDiagnosis(diagnosis: Diagnosis, clip = Number.POSITIVE_INFINITY): DiagnosisLine {
  const { layers, loss, trend, gradientNorm } = diagnosis;
  const norms = layers.flatMap((layer) => layer.gradientNorm?.measured ?? []);
  const [first, last] = [norms[0], norms.at(-1)];
  const factor = gradientNorm > clip ? clip / gradientNorm : 1;
  const updates = layers.flatMap(({ weight }) => weight.gradientToWeight ?? []).map((update) => factor * update);
  return {
    layers: layers.length,
    loss: loss.value,
    stdFactor: trend.std,
    gradientFactor: trend.gradient,
    gradientShare: first === undefined || last === undefined || last === 0 ? null : first / last,
    saturated: greatest(layers.map(({ saturated }) => saturated)),
    dead: greatest(layers.map(({ dead }) => dead && dead.dead / Math.max(1, dead.units))),
    leastUpdate: updates.length === 0 ? null : Math.min(...updates),
    greatestUpdate: greatest(updates),
    findings: diagnosis.findings.map(({ code }) => code.replace("diagnose/", "")),
  };
}

/** The same network with one parameter at several values. */
export interface Sweep {
  readonly parameter: string;
  readonly points: readonly (DiagnosisLine & { readonly value: number })[];
  /** What each further layer multiplies the first layer's gradient by: a line through logarithms over the number of layers. */
  readonly factor: Compared | null;
}

export function summariseSweep(parameter: string, points: Sweep["points"]): Sweep {
  const known = points.filter(({ gradientShare }) => gradientShare !== null && gradientShare > 0);
  const places = known.map(({ layers }) => layers);
  const measured = fitFactor(
    known.map(({ gradientShare }) => gradientShare),
    places,
  );
  const predicted = points.map(({ gradientFactor }) => gradientFactor?.predicted ?? null);
  // Theory has one factor for all depths but for the first layers: that of the deepest network.
  return { parameter, points, factor: measured === null ? null : { measured, predicted: predicted.at(-1) ?? null } };
}
