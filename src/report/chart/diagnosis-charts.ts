/** Charts of a diagnosis: how signals spread and how long gradients are through the depth of a network, beside theory. */
import type { Compared, Diagnosis } from "../../train/diagnosis.js";
import { drawLines, type Series } from "./lines.js";

/** Measured and predicted as two lines over the layers' numbers; no second line where theory says nothing. */
function compare(name: string, theory: string, figures: readonly (Compared | null)[]): readonly Series[] {
  const pointsOf = (figure: (each: Compared) => number | null): Series["points"] =>
    figures.flatMap((each, index) => {
      const value = each === null ? null : figure(each);
      return value === null ? [] : [[index, value] as const];
    });
  const predicted = pointsOf((each) => each.predicted);
  const measured = { name, points: pointsOf((each) => each.measured) };
  return predicted.length === 0 ? [measured] : [measured, { name: theory, points: predicted, isPrediction: true }];
}

function factorText(trend: Compared | null, direction: string): string {
  if (trend === null) return "";
  const short = (value: number): string => String(Number(value.toPrecision(3)));
  const theory = trend.predicted === null ? "" : `, ${short(trend.predicted)} in theory`;
  return ` ${direction}, each layer multiplies by ${short(trend.measured)}${theory}.`;
}

/** Lengths of the loss's gradients by each layer's product and weight, on a log axis. */
export function chartGradients(diagnosis: Diagnosis): Promise<string> {
  const { name, layers, trend, loss } = diagnosis;
  return drawLines(
    [
      ...compare(
        "by the layer's outputs",
        "in theory",
        layers.map(({ gradientNorm }) => gradientNorm),
      ),
      {
        name: "by its weights",
        points: layers.flatMap(({ weight }, index) =>
          weight.gradientNorm === null ? [] : [[index, weight.gradientNorm] as const],
        ),
      },
    ],
    {
      title: `${name}: gradients through depth`,
      subtitle: `Length of the gradient of ${loss.name}, one batch of ${diagnosis.batch}, seed ${diagnosis.seed}.${factorText(trend.gradient, "Going back")} A cross is a zero.`,
    },
    {
      xLabel: "layer →",
      yLabel: "↑ length of the gradient",
      log: true,
      dots: true,
      names: layers.map((layer) => layer.name),
    },
  );
}

/** Standard deviation of each layer's output, on a log axis. */
export function chartSpread(diagnosis: Diagnosis): Promise<string> {
  const { name, layers, trend } = diagnosis;
  return drawLines(
    compare(
      "measured",
      "in theory",
      layers.map(({ std }) => std),
    ),
    {
      title: `${name}: signals through depth`,
      subtitle: `Standard deviation of each layer's output, one batch of ${diagnosis.batch}, seed ${diagnosis.seed}.${factorText(trend.std, "Going forward")} A cross is a zero.`,
    },
    {
      xLabel: "layer →",
      yLabel: "↑ standard deviation",
      log: true,
      dots: true,
      names: layers.map((layer) => layer.name),
    },
  );
}
