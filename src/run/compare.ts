/** Holds what a device gives for a step against the float64 reference of the same step on the same inputs. */
import { type Diagnostic, diagnose } from "../diagnostic.js";
import { randomStream } from "../init/index.js";
import { type Reals, realsOf } from "../ops/reference-data.js";
import type { RunTensor } from "../tensor/index.js";
import type { StepRun } from "./execute-reference.js";
import type { Executor, Tensors } from "./executor.js";
import type { Plan, Step } from "./plan.js";

/** How far element i of an output may lie from the exact one. */
export type AllowedError = (output: string, index: number) => number;

/** A device, and the errors that its arithmetic explains. */
export interface DeviceUnderTest {
  readonly executor: Executor;
  /**
   * The allowed errors of one step on these inputs, whose exact results are `exact`; with `only` those of some elements
   * of its single output.
   */
  allowedErrors(
    plan: Plan,
    step: Step,
    inputs: Tensors,
    exact: Tensors,
    only: readonly number[] | undefined,
  ): AllowedError;
  /** Set where the device runs the network as a whole: called once, then `runStep` tells what every step gave. */
  readonly prepare?: (inputs: Tensors) => Promise<void>;
}

export interface Comparison {
  /** Elements that were compared, and those among them whose bound was worked out. */
  readonly elements: number;
  readonly bounded: number;
  /** The greatest difference, and the greatest share of an allowed error that one takes: more than 1 is wrong. */
  readonly greatestError: number;
  readonly greatestShare: number;
}

export interface CompareOptions {
  /** Works out the bound of every element. */
  readonly exhaustive?: boolean | undefined;
  /** Of the elements that are chosen otherwise. */
  readonly seed: number;
}

/** Outputs of up to so many elements have all their bounds worked out: they are as dear as the elements themselves. */
const smallOutput = 2 ** 14;
/** Of a greater one: the furthest off in each of so many stretches, by the error and by its share of the value, and so many others. */
const furthest = 512;
const others = 2048;

/** Runs a step on the device and compares; the finding is about the element that is furthest outside its bound. */
export async function compareStep(
  plan: Plan,
  run: StepRun,
  device: DeviceUnderTest,
  options: CompareOptions,
): Promise<{ readonly comparison: Comparison; readonly found: Tensors; readonly finding?: Diagnostic }> {
  const { step, inputs, outputs } = run;
  const found = await device.executor.runStep(plan, step, inputs);
  const errors = new Map(
    [...outputs].map(([name, exact]) => [name, errorsOf(realsOf(exact), realsFound(found.get(name)))]),
  );
  const [[name, first] = ["", new Float64Array(0)]] = errors;
  const isSampled = options.exhaustive !== true && errors.size === 1 && first.length > smallOutput;
  const only = isSampled
    ? chooseElements(first, realsOf(outputs.get(name) ?? noTensor), `${step.name}`, options.seed)
    : undefined;
  const allowed = device.allowedErrors(plan, step, inputs, outputs, only);
  let [elements, bounded, greatestError, greatestShare] = [0, 0, 0, 0];
  let finding: Diagnostic | undefined;
  for (const [output, ofOutput] of errors) {
    elements += ofOutput.length;
    for (const error of ofOutput) greatestError = Math.max(greatestError, error);
    for (const i of only ?? ofOutput.keys()) {
      bounded++;
      const error = ofOutput[i] as number;
      const most = allowed(output, i);
      const share = error === 0 ? 0 : error / most;
      if (share <= greatestShare) continue;
      greatestShare = share;
      if (share <= 1) continue;
      finding = diagnose("verify/values-differ", {
        tensor: output,
        device: device.executor.device,
        index: `${i}`,
        found: `${realsFound(found.get(output))?.[i]}`,
        exact: `${realsOf(outputs.get(output) ?? noTensor)[i]}`,
        error: error.toPrecision(3),
        allowed: most.toPrecision(3),
      });
    }
  }
  const comparison = { elements, bounded, greatestError, greatestShare };
  return { comparison, found, ...(finding !== undefined && { finding }) };
}

const noTensor: RunTensor = { dtype: "float32", shape: [0], data: new Float32Array(0) };

function errorsOf(exact: Reals, found: Reals | undefined): Float64Array {
  const errors = new Float64Array(exact.length);
  for (let i = 0; i < errors.length; i++) errors[i] = differenceOf(exact[i] as number, found?.[i] ?? Number.NaN);
  return errors;
}

/**
 * The elements of a large output whose bounds are worked out: those that are the furthest off, where a fault shows, and
 * a seeded choice of all others.
 */
function chooseElements(errors: Float64Array, exact: Reals, step: string, seed: number): readonly number[] {
  const errorAt = (i: number) => errors[i] as number;
  const shareAt = (i: number) => errorAt(i) / (Math.abs(exact[i] as number) + Number.MIN_VALUE);
  const chosen = new Set([errorAt, shareAt].flatMap((valueAt) => greatestOf(errors.length, valueAt)));
  const stream = randomStream(seed, `sample ${step}`);
  for (let drawn = 0; drawn < others; drawn++) chosen.add(Math.floor(stream.uniform() * errors.length));
  return [...chosen].sort((a, b) => a - b);
}

/** The place of the greatest number in each of as many stretches of equal length. */
function greatestOf(length: number, valueAt: (i: number) => number): readonly number[] {
  const stretch = Math.ceil(length / furthest);
  const places: number[] = [];
  for (let from = 0; from < length; from += stretch) {
    let [best, most] = [from, valueAt(from)];
    for (let i = from + 1; i < Math.min(from + stretch, length); i++) {
      const value = valueAt(i);
      if (value > most) [best, most] = [i, value];
    }
    places.push(best);
  }
  return places;
}

function realsFound(tensor: RunTensor | undefined) {
  return tensor === undefined ? undefined : realsOf(tensor);
}

/** Equal ones, infinite or NaN ones among them, differ by nothing; a number differs from NaN by infinity. */
export function differenceOf(exact: number, found: number): number {
  if (Object.is(exact, found) || exact === found) return 0;
  const difference = Math.abs(found - exact);
  return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
}
