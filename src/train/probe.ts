/** A short training run that watches for the lecture's symptoms: no learning, early layers that stand still, NaN. */
import { type Diagnostic, diagnose, type Result } from "../diagnostic.js";
import { randomStream } from "../init/index.js";
import type { Reals } from "../ops/reference-data.js";
import { realsOf } from "../ops/reference-data.js";
import { RunFailure } from "../run/run-failure.js";
import type { DataSet } from "./data/data-set.js";
import { createOptimiser, type OptimiserSettings } from "./optimisers/optimiser.js";
import type { OptimiserName } from "./optimisers/rules.js";
import { earlyStopping, rateFactor, type Schedule } from "./optimisers/schedule.js";
import { lengthOf } from "./optimisers/slopes.js";
import { normOf } from "./statistics.js";
import type { Batch, Trainer } from "./trainer.js";

export interface ProbeOptions {
  readonly steps: number;
  readonly rate: number;
  readonly optimiser: OptimiserName;
  readonly settings?: OptimiserSettings;
  readonly schedule?: Schedule;
  /** Steps without a better loss after which it stops. */
  readonly patience?: number;
  readonly seed?: number;
  /** What it has come to is reported when this is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** One step, before the weights of the next. */
export interface ProbeStep {
  readonly step: number;
  readonly loss: number;
  readonly rate: number;
  readonly gradientNorm: number;
  /** Length of the change over the length of the weight, of the first and of the last layer. */
  readonly earlyUpdate: number;
  readonly lateUpdate: number;
}

export interface Probe {
  readonly name: string;
  readonly data: string;
  readonly batch: number;
  readonly options: ProbeOptions;
  readonly steps: readonly ProbeStep[];
  /** Why it ended. */
  readonly ended: "all steps" | "early stopping" | "not finite" | "interrupted";
  /** Share of examples that it never learnt from and names rightly; null where it ended before. */
  readonly accuracy: number | null;
  readonly chance: number;
  readonly findings: readonly Diagnostic[];
}

/** Of every ten examples two are kept apart for the accuracy. */
const heldOutShare = 0.2;
/** Examples kept apart that are looked at. */
const mostHeldOut = 500;
/** Steps at either end whose mean loss is compared. */
const endSteps = 10;

/** Trains for some steps. Fails where data and network do not fit or a node cannot run. */
export async function runProbe(
  trainer: Trainer,
  name: string,
  data: DataSet,
  options: ProbeOptions,
): Promise<Result<Probe>> {
  const { steps: wanted, rate, optimiser, settings = {}, schedule = { kind: "constant" }, seed = 1, signal } = options;
  const [inputName = ""] = trainer.plan.inputs;
  const shape = trainer.plan.values.get(inputName)?.shape ?? [];
  const [batch = 1, ...expected] = shape;
  const fault = misfit(trainer, data, expected);
  if (fault !== undefined) return { ok: false, diagnostics: [fault] };
  const trained = Math.max(1, Math.floor(data.count * (1 - heldOutShare)));
  const batchOf = (indexAt: (place: number) => number): Batch => {
    const size = expected.reduce((product, each) => product * each, 1);
    const values = new Float32Array(batch * size);
    const targets = Float64Array.from({ length: batch }, (_, place) => {
      const { input, target } = data.exampleAt(indexAt(place));
      values.set(input, place * size);
      return target;
    });
    return { inputs: new Map([[inputName, { dtype: "float32", shape, data: values }]]), targets };
  };
  const matrices = [...trainer.parameters].filter(
    ([weight]) => (trainer.plan.values.get(weight)?.shape.length ?? 0) > 1,
  );
  const [first, last] = [matrices[0]?.[1] ?? new Float64Array(0), matrices.at(-1)?.[1] ?? new Float64Array(0)];
  const before = new Map(matrices.map(([weight, elements]) => [weight, normOf(elements)]));
  const stream = randomStream(seed, "batches");
  const move = createOptimiser(optimiser, settings);
  const isStale = options.patience === undefined ? () => false : earlyStopping(options.patience);
  const seen: ProbeStep[] = [];
  let ended: Probe["ended"] = "all steps";
  try {
    for (let step = 0; step < wanted; step++) {
      if (signal?.aborted) {
        ended = "interrupted";
        break;
      }
      const result = await trainer.forwardBackward(batchOf(() => Math.floor(stream.uniform() * trained)));
      const now = rate * rateFactor(schedule, step, wanted);
      const was = [Float64Array.from(first), Float64Array.from(last)];
      move(trainer.parameters, result.gradients, now);
      const [early = 0, late = 0] = [first, last].map((after, index) => changeOf(was[index] ?? after, after));
      const gradientNorm = lengthOf(result.gradients.values());
      seen.push({ step, loss: result.loss, rate: now, gradientNorm, earlyUpdate: early, lateUpdate: late });
      if (![result.loss, gradientNorm, early, late].every(Number.isFinite)) ended = "not finite";
      else if (isStale(result.loss)) ended = "early stopping";
      if (ended !== "all steps") break;
    }
    const isWhole = ended === "all steps" || ended === "early stopping";
    const accuracy = isWhole ? await accuracyOf(trainer, data, batch, trained, batchOf) : null;
    const chance = 1 / data.classes;
    const shrunk = matrices.flatMap(([weight, elements]) => {
      const norm = before.get(weight) ?? 0;
      return norm > 0 && normOf(elements) < norm / 10 ? [weight] : [];
    });
    const findings = findSymptoms(seen, ended, shrunk);
    const value = { name, data: data.name, batch, options, steps: seen, ended, accuracy, chance, findings };
    return { ok: true, value, diagnostics: findings };
  } catch (thrown) {
    if (thrown instanceof RunFailure) return { ok: false, diagnostics: [thrown.diagnostic] };
    throw thrown;
  }
}

function misfit({ plan, targets }: Trainer, data: DataSet, expected: readonly number[]): Diagnostic | undefined {
  const wrong = (what: string, wanted: string, actual: string) =>
    diagnose("train/wrong-shape", { what, expected: wanted, actual });
  if (plan.inputs.length !== 1) return wrong("the number of inputs", "1", String(plan.inputs.length));
  if (data.shape.join() !== expected.join()) {
    return wrong(`an example of ${data.name}`, expected.join("×"), data.shape.join("×"));
  }
  if (targets.kind === "classes" && targets.classes >= data.classes) return undefined;
  const given = targets.kind === "classes" ? `${targets.classes} classes` : `a loss of ${targets.kind}`;
  return wrong(`what the network tells apart, for ${data.name},`, `${data.classes} classes or more`, given);
}

function changeOf(before: Reals, after: Reals): number {
  let total = 0;
  for (let i = 0; i < after.length; i++) total += ((after[i] as number) - (before[i] as number)) ** 2;
  const norm = normOf(before);
  return norm === 0 ? Math.sqrt(total) : Math.sqrt(total) / norm;
}

/** Share of the examples kept apart whose class has the greatest score. */
async function accuracyOf(
  trainer: Trainer,
  data: DataSet,
  batch: number,
  from: number,
  batchOf: (indexAt: (place: number) => number) => Batch,
): Promise<number> {
  const rounds = Math.max(1, Math.floor(Math.min(mostHeldOut, data.count - from) / batch));
  const { classes } = trainer.targets;
  let right = 0;
  for (let round = 0; round < rounds; round++) {
    const examples = batchOf((place) => Math.min(data.count - 1, from + round * batch + place));
    const scores = realsOf((await trainer.forward(examples)).outputs);
    for (let place = 0; place < batch; place++) {
      const own = [...scores.subarray(place * classes, (place + 1) * classes)];
      if (own.indexOf(Math.max(...own)) === examples.targets[place]) right++;
    }
  }
  return right / (rounds * batch);
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / Math.max(1, values.length);
const short = (value: number): string => String(Number(value.toPrecision(3)));

/** The lecture's signs of vanishing and exploding gradients, in what was seen. */
function findSymptoms(
  steps: readonly ProbeStep[],
  ended: Probe["ended"],
  shrunk: readonly string[],
): readonly Diagnostic[] {
  const findings: Diagnostic[] = [];
  const last = steps.at(-1);
  if (ended === "not finite" && last !== undefined) {
    const what = Number.isFinite(last.loss) ? "gradients or weights" : "the loss";
    findings.push(diagnose("train/not-finite", { what, step: String(last.step + 1) }));
    return findings;
  }
  if (steps.length >= 2 * endSteps) {
    const losses = steps.map(({ loss }) => loss);
    const [start, end] = [meanOf(losses.slice(0, endSteps)), meanOf(losses.slice(-endSteps))];
    if (end > 0.9 * start) findings.push(diagnose("train/slow", { start: short(start), end: short(end) }));
    const [early, late] = [meanOf(steps.map((each) => each.earlyUpdate)), meanOf(steps.map((each) => each.lateUpdate))];
    if (early < late / 100) findings.push(diagnose("train/early-still", { early: short(early), late: short(late) }));
  }
  for (const weight of shrunk) findings.push(diagnose("train/weights-to-zero", { weight }));
  return findings;
}
