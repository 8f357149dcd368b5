/** A training probe as a table: loss, gradient and updates of the first and the last layer at a few of its steps. */
import type { Probe, ProbeStep } from "../train/probe.js";
import { figureText } from "./diagnosis-table.js";
import type { Cell, Column, Table } from "./table.js";

const columns: readonly Column[] = [
  { key: "step", title: "Step", align: "right", sacrifice: 0 },
  { key: "loss", title: "Loss", align: "right", sacrifice: 0 },
  { key: "rate", title: "Rate", align: "right", sacrifice: 3 },
  { key: "gradient", title: "Gradient", align: "right", sacrifice: 2 },
  { key: "early", title: "First layer", align: "right", sacrifice: 1 },
  { key: "late", title: "Last layer", align: "right", sacrifice: 1 },
];

/** Rows that the table has, the first and the last step among them. */
const most = 11;

const cell = (value: number): Cell => ({ text: figureText(value), raw: value });

const cellsOf = ({ step, loss, rate, gradientNorm, earlyUpdate, lateUpdate }: ProbeStep): readonly Cell[] => [
  { text: String(step + 1), raw: step + 1 },
  ...[loss, rate, gradientNorm, earlyUpdate, lateUpdate].map(cell),
];

/** The sentence about what came out of a probe. */
export function outcomeText({ accuracy, chance, ended, steps }: Probe): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const right =
    accuracy === null ? "" : ` ${percent(accuracy)} of examples kept apart are right; chance is ${percent(chance)}.`;
  return `${steps.length} steps (${ended}).${right}`;
}

export function probeTable(probe: Probe): Table {
  const { steps, options } = probe;
  const last = steps.length - 1;
  const places = new Set(Array.from({ length: most }, (_, index) => Math.round((index * last) / (most - 1))));
  return {
    title: `${probe.name}: ${options.optimiser} on ${probe.data}, batches of ${probe.batch}`,
    columns,
    rows: steps
      .filter((_, index) => places.has(index))
      .map((step) => ({ kind: "layer" as const, level: 0, cells: cellsOf(step) })),
    notes: [
      outcomeText(probe),
      "First and last layer: length of the weight's change in that step over the length of the weight.",
    ],
  };
}
