/** The loss of a training probe over its steps. */
import type { Probe } from "../../train/probe.js";
import { outcomeText } from "../probe-table.js";
import { drawLines } from "./lines.js";

/** Draws the loss; text of an SVG file. A loss that is no number any more ends the line. */
export function chartLoss(probe: Probe): Promise<string> {
  const { name, options, data, steps } = probe;
  return drawLines(
    [{ name: "loss", points: steps.map(({ step, loss }) => [step + 1, loss]) }],
    { title: `${name}: loss by ${options.optimiser} on ${data}`, subtitle: outcomeText(probe) },
    { xLabel: "step →", yLabel: "↑ loss" },
  );
}
