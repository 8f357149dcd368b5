/** Diagnoses a network before it is trained: one forward and one backward pass, measured layer by layer beside theory. */
import { type Diagnostic, diagnose, type Result } from "../diagnostic.js";
import type { ShapedGraph } from "../infer/index.js";
import { generatorName } from "../init/index.js";
import { type Reals, realsOf } from "../ops/reference-data.js";
import { slopeOf } from "../ops/unary/gradient.js";
import type { WeightSource } from "../run/executor.js";
import { RunFailure } from "../run/run-failure.js";
import type { RunTensor } from "../tensor/index.js";
import type { NodeRun } from "./backward.js";
import { findProblems } from "./findings.js";
import type { LossName } from "./loss.js";
import { type Moments, type Prediction, predict } from "./prediction.js";
import { seededBatch } from "./seeded-batch.js";
import { countDead, countDistinct, measure, normOf, type Statistics } from "./statistics.js";
import { type Batch, createTrainer, type Trainer } from "./trainer.js";
import { findUnits, type Unit } from "./units.js";

/** A figure as measured and as theory has it; null where there is none. */
export interface Compared {
  readonly measured: number;
  readonly predicted: number | null;
}

/** What was found at one layer: a product with a learnt weight, its norm and its activation. */
export interface LayerDiagnosis {
  readonly name: string;
  readonly op: string;
  /** Operator of the activation behind it. */
  readonly activation: string | null;
  /** Of the product, before norm and activation. */
  readonly product: Statistics;
  /** Behind norm and activation. */
  readonly output: Statistics;
  /** Standard deviation of the output. */
  readonly std: Compared;
  /** Share of elements whose slope is under a twentieth of the activation's greatest; null where it never saturates. */
  readonly saturated: number | null;
  /** Units of a ReLU that give zero everywhere; null behind another activation. */
  readonly dead: { readonly dead: number; readonly units: number } | null;
  /** Length of the loss's gradient by the product; null where the loss does not depend on it. */
  readonly gradientNorm: Compared | null;
  /** That length over the next layer's: what one layer does to gradients on their way back. */
  readonly gradientFactor: number | null;
  readonly weight: WeightDiagnosis;
}

export interface WeightDiagnosis {
  readonly name: string;
  readonly elements: number;
  readonly norm: number;
  /** Null where the loss does not depend on it. */
  readonly gradientNorm: number | null;
  /** Gradient norm over norm: which share of the weight a step of learning rate 1 changes; null for a zero weight. */
  readonly gradientToWeight: number | null;
  /** How many of its units have weights, and gradients, that no other has. */
  readonly units: number;
  readonly distinctWeights: number;
  readonly distinctGradients: number | null;
}

/** A line through logarithms over the layers: what one layer multiplies by, fitted by least squares. */
export interface Trend {
  /** Of activations, from a layer to the next one. */
  readonly std: Compared | null;
  /** Of gradients, from a layer to the one before. */
  readonly gradient: Compared | null;
}

export interface Diagnosis {
  readonly name: string;
  readonly device: string;
  readonly seed: number;
  readonly generator: string;
  readonly batch: number;
  /** Shapes of the inputs, and what they held. */
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly data: string;
  readonly loss: { readonly name: LossName; readonly isDefault: boolean; readonly value: number };
  readonly layers: readonly LayerDiagnosis[];
  readonly trend: Trend;
  readonly findings: readonly Diagnostic[];
}

export interface DiagnoseOptions {
  /** Of weights, inputs and targets; 1 if absent. */
  readonly seed?: number;
  readonly loss?: LossName | undefined;
  readonly weightOf?: WeightSource;
  /** What to run on, and what to call it; seeded if absent. */
  readonly data?: { readonly name: string; readonly batchOf: (trainer: Trainer) => Batch };
  readonly signal?: AbortSignal | undefined;
}

/** Runs one batch forwards and backwards and measures every layer. Fails where the network cannot be run or differentiated. */
export async function diagnoseGraph(shaped: ShapedGraph, options: DiagnoseOptions = {}): Promise<Result<Diagnosis>> {
  const { seed = 1, signal, data } = options;
  const made = createTrainer(shaped, options);
  if (!made.ok) return { ok: false, diagnostics: made.diagnostics };
  const trainer = made.value;
  const units = findUnits(shaped, trainer.plan);
  if (units.length === 0) {
    const reason = "has no layer that multiplies by learnt weights";
    return { ok: false, diagnostics: [diagnose("train/no-loss", { reason })] };
  }
  const watch = new Watch(units, trainer);
  try {
    const batch = data?.batchOf(trainer) ?? seededBatch(trainer, seed);
    for (const [name, tensor] of batch.inputs) watch.add(name, tensor);
    const { loss } = await trainer.forwardBackward(batch, {
      onForward: (run) => watch.forward(run),
      onBackward: {
        value: (name, slopes) => watch.backward(name, slopes),
        weight: (name, slopes) => watch.weight(name, slopes),
      },
      keepGradients: false,
      signal,
    });
    const { head, plan } = trainer;
    const prediction = predict(shaped, plan, {
      measured: (name) => watch.momentsOf(name),
      head: { value: head.value, slope: watch.headSlope },
    });
    const layers = linkFactors(units.flatMap((unit) => watch.layerOf(unit, prediction) ?? []));
    const trend = trendOf(layers);
    const first = plan.inputs.map((name) => plan.values.get(name)?.shape ?? []);
    const value: Diagnosis = {
      name: shaped.graph.name,
      device: "reference",
      seed,
      generator: generatorName,
      batch: first[0]?.[0] ?? 1,
      inputs: plan.inputs.map((name, index) => ({ name, shape: first[index] ?? [] })),
      data: data?.name ?? "seeded, normal with mean 0 and variance 1",
      loss: { name: head.loss, isDefault: head.isDefault, value: loss },
      layers,
      trend,
      findings: findProblems(layers, trend, loss),
    };
    return { ok: true, value, diagnostics: value.findings };
  } catch (thrown) {
    if (thrown instanceof RunFailure) return { ok: false, diagnostics: [thrown.diagnostic] };
    throw thrown;
  }
}

/** What an activation that saturates at both ends has for its greatest slope; others saturate nowhere or only count as dead. */
const greatestSlopes: Readonly<Record<string, number>> = { Sigmoid: 0.25, Tanh: 1, HardSigmoid: 0.2, Softsign: 1 };

/** Of the greatest slope: below it an element counts as saturated. */
const saturationShare = 0.05;

/** Measures what passes by, so that no tensor need be kept for it. */
class Watch {
  headSlope = 0;
  readonly #wanted = new Set<string>();
  readonly #activations = new Map<string, Unit>();
  readonly #statistics = new Map<string, Statistics>();
  readonly #saturated = new Map<string, number>();
  readonly #dead = new Map<string, ReturnType<typeof countDead>>();
  readonly #slopes = new Map<string, { norm: number; count: number }>();
  readonly #weights = new Map<string, WeightDiagnosis>();
  readonly #byWeight: ReadonlyMap<string, Unit>;

  constructor(
    units: readonly Unit[],
    private readonly trainer: Trainer,
  ) {
    for (const unit of units) {
      this.#wanted.add(unit.product).add(unit.output);
      if (unit.activation !== undefined) this.#activations.set(unit.activation.input, unit);
    }
    this.#byWeight = new Map(units.map((unit) => [unit.weight, unit]));
  }

  add(name: string, tensor: RunTensor): void {
    this.#statistics.set(name, measure(realsOf(tensor)));
  }

  forward({ node, outputs, attributes, inputs }: NodeRun): void {
    const [name = ""] = node.outputs;
    const [output] = outputs;
    if (output !== undefined && this.#wanted.has(name)) this.add(name, output);
    const [read] = inputs;
    const unit = this.#activations.get(node.inputs[0] ?? "");
    if (unit?.activation?.node.outputs[0] !== name || read === undefined || output === undefined) return;
    const greatest = greatestSlopes[node.op];
    const slope = slopeOf(node.op, attributes);
    if (greatest !== undefined && slope !== undefined) {
      const [x, y] = [realsOf(read), realsOf(output)];
      let saturated = 0;
      for (let i = 0; i < x.length; i++) {
        if (Math.abs(slope(x[i] as number, y[i] as number)) < saturationShare * greatest) saturated++;
      }
      this.#saturated.set(name, saturated / Math.max(1, x.length));
    }
    if (node.op === "Relu" || node.op === "Clip") {
      this.#dead.set(name, countDead(realsOf(output), output.shape));
    }
  }

  backward(name: string, slopes: Reals): void {
    const norm = normOf(slopes);
    if (name === this.trainer.head.value) this.headSlope = norm ** 2 / Math.max(1, slopes.length);
    if (this.#wanted.has(name)) this.#slopes.set(name, { norm, count: slopes.length });
  }

  weight(name: string, slopes: Reals): void {
    const unit = this.#byWeight.get(name);
    if (unit === undefined) return;
    const gradientNorm = normOf(slopes);
    const { norm, ...rest } = this.#weightOf(unit);
    const distinctGradients = countDistinct(rowsAlong(slopes, this.#shapeOf(name), unit.unitAxis), rest.units);
    const gradientToWeight = norm > 0 ? gradientNorm / norm : null;
    this.#weights.set(name, { ...rest, norm, gradientNorm, gradientToWeight, distinctGradients });
  }

  momentsOf(name: string): Moments | undefined {
    const known = this.#statistics.get(name);
    if (known !== undefined) return { mean: known.mean, square: known.meanSquare };
    const elements = this.trainer.parameters.get(name) ?? this.trainer.buffers.get(name);
    if (elements === undefined) return undefined;
    const { mean, meanSquare } = measure(elements);
    return { mean, square: meanSquare };
  }

  #shapeOf(name: string): readonly number[] {
    return this.trainer.plan.values.get(name)?.shape ?? [];
  }

  #weightOf({ weight: name, unitAxis }: Unit): WeightDiagnosis {
    const elements = this.trainer.parameters.get(name) ?? new Float64Array(0);
    const shape = this.#shapeOf(name);
    const units = shape[unitAxis] ?? 1;
    return {
      name,
      elements: elements.length,
      norm: normOf(elements),
      gradientNorm: null,
      gradientToWeight: null,
      units,
      distinctWeights: countDistinct(rowsAlong(elements, shape, unitAxis), units),
      distinctGradients: null,
    };
  }

  /** Undefined for a layer that the loss did not need. */
  layerOf(unit: Unit, { moments, slopes }: Prediction): LayerDiagnosis | undefined {
    const [product, output] = [this.#statistics.get(unit.product), this.#statistics.get(unit.output)];
    if (product === undefined || output === undefined) return undefined;
    const [at, slope, back] = [moments.get(unit.output), this.#slopes.get(unit.product), slopes.get(unit.product)];
    const predictedNorm = slope === undefined || back === undefined ? null : Math.sqrt(back * slope.count);
    return {
      name: unit.name,
      op: unit.node.op,
      activation: unit.activation?.node.op ?? null,
      product,
      output,
      std: { measured: output.std, predicted: at ? Math.sqrt(Math.max(0, at.square - at.mean ** 2)) : null },
      saturated: this.#saturated.get(unit.output) ?? null,
      dead: this.#dead.get(unit.output) ?? null,
      gradientNorm: slope === undefined ? null : { measured: slope.norm, predicted: predictedNorm },
      gradientFactor: null,
      weight: this.#weights.get(unit.weight) ?? this.#weightOf(unit),
    };
  }
}

/** A weight's elements with the rows of its output units one behind the other. */
function rowsAlong(elements: Reals, shape: readonly number[], axis: number): Reals {
  if (axis === 0) return elements;
  const [rows = 1, columns = 1, ...rest] = shape;
  const size = rest.reduce((product, each) => product * each, 1);
  const turned = new Float64Array(elements.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const from = (row * columns + column) * size;
      turned.set(elements.subarray(from, from + size), (column * rows + row) * size);
    }
  }
  return turned;
}

/** Each layer's gradient over the next one's. */
function linkFactors(layers: readonly LayerDiagnosis[]): readonly LayerDiagnosis[] {
  return layers.map((layer, index) => {
    const [own, next] = [layer.gradientNorm?.measured, layers[index + 1]?.gradientNorm?.measured];
    const isKnown = own !== undefined && next !== undefined && next > 0;
    return { ...layer, gradientFactor: isKnown ? own / next : null };
  });
}

/** What each step of a series of positive numbers multiplies by: the slope of a line through their logarithms. */
export function fitFactor(series: readonly (number | null | undefined)[]): number | null {
  const points = series.flatMap((value, x) =>
    value != null && value > 0 && Number.isFinite(value) ? [[x, Math.log(value)] as const] : [],
  );
  if (points.length < 2) return null;
  const middle = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const level = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const rise = points.reduce((sum, [x, y]) => sum + (x - middle) * (y - level), 0);
  const run = points.reduce((sum, [x]) => sum + (x - middle) ** 2, 0);
  return Math.exp(rise / run);
}

function compareFits(
  measured: readonly (number | undefined)[],
  predicted: readonly (number | null | undefined)[],
): Compared | null {
  const fitted = fitFactor(measured);
  if (fitted === null) return null;
  const isPredicted = predicted.every((each) => each != null);
  return { measured: fitted, predicted: isPredicted ? fitFactor(predicted) : null };
}

/** The last layer gives scores: its spread is no activation's, its gradient is the loss's own. */
function trendOf(layers: readonly LayerDiagnosis[]): Trend {
  const hidden = layers.slice(0, -1);
  const backwards = [...layers].reverse();
  return {
    std: compareFits(
      hidden.map(({ std }) => std.measured),
      hidden.map(({ std }) => std.predicted),
    ),
    gradient: compareFits(
      backwards.map(({ gradientNorm }) => gradientNorm?.measured),
      backwards.map(({ gradientNorm }) => gradientNorm?.predicted),
    ),
  };
}
