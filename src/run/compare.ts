/** Holds what a device gives for a step against the float64 reference of the same step on the same inputs. */
import { type Diagnostic, diagnose } from "../diagnostic.js";
import { realsOf } from "../ops/reference-data.js";
import type { RunTensor } from "../tensor/index.js";
import type { StepRun } from "./execute-reference.js";
import type { Executor, Tensors } from "./executor.js";
import type { Plan, Step } from "./plan.js";

/** How far element i of an output may lie from the exact one. */
export type AllowedError = (output: string, index: number) => number;

/** A device, and the errors that its arithmetic explains. */
export interface DeviceUnderTest {
  readonly executor: Executor;
  /** The allowed errors of one step on these inputs, whose exact results are `exact`. */
  allowedErrors(plan: Plan, step: Step, inputs: Tensors, exact: Tensors): AllowedError;
  /** Set where the device runs the network as a whole: called once, then `runStep` tells what every step gave. */
  readonly prepare?: (inputs: Tensors) => Promise<void>;
}

export interface Comparison {
  /** Elements that were compared. */
  readonly elements: number;
  /** The greatest difference, and the greatest share of an allowed error that one takes: more than 1 is wrong. */
  readonly greatestError: number;
  readonly greatestShare: number;
}

/** Runs a step on the device and compares; the finding is about the element that is furthest outside its bound. */
export async function compareStep(
  plan: Plan,
  run: StepRun,
  device: DeviceUnderTest,
): Promise<{ readonly comparison: Comparison; readonly found: Tensors; readonly finding?: Diagnostic }> {
  const { step, inputs, outputs } = run;
  const found = await device.executor.runStep(plan, step, inputs);
  const allowed = device.allowedErrors(plan, step, inputs, outputs);
  let elements = 0;
  let greatestError = 0;
  let greatestShare = 0;
  let finding: Diagnostic | undefined;
  for (const [name, exact] of outputs) {
    const [wanted, given] = [realsOf(exact), realsFound(found.get(name))];
    elements += wanted.length;
    for (let i = 0; i < wanted.length; i++) {
      const error = differenceOf(wanted[i] as number, given?.[i] ?? Number.NaN);
      greatestError = Math.max(greatestError, error);
      const most = allowed(name, i);
      const share = error === 0 ? 0 : error / most;
      if (share <= greatestShare) continue;
      greatestShare = share;
      if (share <= 1) continue;
      finding = diagnose("verify/values-differ", {
        tensor: name,
        device: device.executor.device,
        index: `${i}`,
        found: `${given?.[i]}`,
        exact: `${wanted[i]}`,
        error: error.toPrecision(3),
        allowed: most.toPrecision(3),
      });
    }
  }
  return { comparison: { elements, greatestError, greatestShare }, found, ...(finding !== undefined && { finding }) };
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
