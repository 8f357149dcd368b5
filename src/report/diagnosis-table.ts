/** A diagnosis as a table and as JSON: one row a layer, measured beside theory, the findings' definitions at the foot. */
import type { Compared, Diagnosis, LayerDiagnosis } from "../train/diagnosis.js";
import { diagnosticJson, schemaVersion } from "./json.js";
import { plural } from "./number.js";
import { type Cell, type Column, emptyCell, type Row, type Table, textCell } from "./table.js";

const columns: readonly Column[] = [
  { key: "layer", title: "Layer", align: "left", sacrifice: 0 },
  { key: "activation", title: "Activation", align: "left", sacrifice: 3 },
  { key: "mean", title: "Mean", align: "right", sacrifice: 5 },
  { key: "std", title: "Std", align: "right", sacrifice: 0 },
  { key: "stdTheory", title: "theory", align: "right", sacrifice: 2, tight: true },
  { key: "zeros", title: "Zeros", align: "right", sacrifice: 4 },
  { key: "flat", title: "Flat", align: "right", sacrifice: 1 },
  { key: "gradient", title: "Gradient", align: "right", sacrifice: 0 },
  { key: "gradientTheory", title: "theory", align: "right", sacrifice: 2, tight: true },
  { key: "factor", title: "Factor", align: "right", sacrifice: 1 },
  { key: "weightGradient", title: "dW", align: "right", sacrifice: 6 },
  { key: "ratio", title: "dW/W", align: "right", sacrifice: 1 },
];

/** Three digits; what is very small or very large with an exponent. */
export function figureText(value: number | null | undefined): string {
  if (value === null || value === undefined) return "";
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e4)
    return value
      .toPrecision(3)
      .replace(/(\.\d*?)0+$/, "$1")
      .replace(/\.$/, "");
  return value.toExponential(1);
}

function figure(value: number | null | undefined): Cell {
  return value === null || value === undefined ? emptyCell : { text: figureText(value), raw: value };
}

function share(value: number | null): Cell {
  return value === null
    ? emptyCell
    : { text: `${(100 * value).toFixed(value > 0 && value < 0.1 ? 1 : 0)} %`, raw: value };
}

const measured = (compared: Compared | null): Cell => figure(compared?.measured);
const predicted = (compared: Compared | null): Cell => figure(compared?.predicted);

/** Share of elements, or of units, that pass no gradient on. */
function flatShare({ saturated, dead }: LayerDiagnosis): number | null {
  if (saturated !== null) return saturated;
  return dead === null ? null : dead.dead / Math.max(1, dead.units);
}

function rowOf(layer: LayerDiagnosis): Row {
  const { weight } = layer;
  return {
    kind: "layer",
    level: 0,
    cells: [
      textCell(layer.name),
      textCell(layer.activation ?? ""),
      figure(layer.output.mean),
      measured(layer.std),
      predicted(layer.std),
      share(layer.output.zeros),
      share(flatShare(layer)),
      measured(layer.gradientNorm),
      predicted(layer.gradientNorm),
      figure(layer.gradientFactor),
      figure(weight.gradientNorm),
      figure(weight.gradientToWeight),
    ],
  };
}

function trendText(what: string, trend: Compared | null): readonly string[] {
  if (trend === null) return [];
  const theory = trend.predicted === null ? "" : `, theory ×${figureText(trend.predicted)}`;
  return [`${what} ×${figureText(trend.measured)} a layer${theory}.`];
}

/** What every column means. */
export const diagnosisDefinitions: Readonly<Record<string, string>> = {
  std: "standard deviation of the layer's output, behind its norm and activation, over the batch and all positions",
  theory:
    "mean-field prediction from fans, initialiser, activation and norm: independent weights, normal values, no correlation",
  zeros: "share of outputs that are exactly zero",
  flat: "of sigmoid and tanh the share of elements whose slope is under a twentieth of the greatest; of ReLU the share of units that are zero everywhere",
  gradient: "length of the loss's gradient by the layer's product, before norm and activation, over the whole batch",
  factor: "that length over the next layer's",
  "dW/W": "length of the weight's gradient over the weight's: the share that a step of learning rate 1 changes",
};

function notesOf(diagnosis: Diagnosis): readonly string[] {
  const { trend, loss, batch, seed, data, inputs } = diagnosis;
  const shapes = inputs.map(({ shape }) => shape.slice(1).join("×")).join(" + ");
  return [
    [...trendText("From layer to layer: std", trend.std), ...trendText("Backwards: gradient", trend.gradient)].join(
      " ",
    ),
    `Loss ${figureText(loss.value)} (${loss.name}${loss.isDefault ? ", by the network's end" : ""}), ${plural(batch, "image")} of ${shapes} (${data}), weights by seed ${seed}, in float64.`,
    `Std: ${diagnosisDefinitions.std}. Theory: ${diagnosisDefinitions.theory}. Flat: ${diagnosisDefinitions.flat}. Gradient: ${diagnosisDefinitions.gradient}. Factor: ${diagnosisDefinitions.factor}. dW/W: ${diagnosisDefinitions["dW/W"]}.`,
  ].filter((note) => note !== "");
}

export function diagnosisTable(diagnosis: Diagnosis): Table {
  return {
    title: `Signals and gradients of ${diagnosis.name}`,
    columns,
    rows: diagnosis.layers.map(rowOf),
    notes: notesOf(diagnosis),
  };
}

/** NaN and infinity have no JSON. */
function finite(value: number | null): number | string | null {
  return value === null || Number.isFinite(value) ? value : String(value);
}

function finiteFields<T extends object>(fields: T): object {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, typeof value === "number" ? finite(value) : fieldJson(value)]),
  );
}

function fieldJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => (typeof each === "number" ? finite(each) : fieldJson(each)));
  return typeof value === "object" && value !== null ? finiteFields(value) : value;
}

/** Valid by `schemas/diagnosis.schema.json`. */
export function diagnosisJson({ findings, ...diagnosis }: Diagnosis): object {
  return {
    schemaVersion,
    ...finiteFields(diagnosis),
    definitions: diagnosisDefinitions,
    diagnostics: findings.map(diagnosticJson),
  };
}
