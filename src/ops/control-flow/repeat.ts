/** Repeats the body of a loop until the types of what it hands on no longer change. */
import type { AnyRuleContext, RuleOutput } from "../definition.js";
import { isSame, mergeOutputs } from "./merge.js";

/** A loop as Loop and Scan see it. */
export interface Repetition<D> {
  readonly name: string;
  /** What the first step is handed. */
  readonly first: readonly RuleOutput<D>[];
  /** The body's inputs before those handed on, by step where that is known. */
  readonly before: (step: number | undefined) => readonly RuleOutput<D>[];
  /** The body's inputs after those. */
  readonly after?: readonly RuleOutput<D>[];
  /** The body's outputs before those that it hands on. */
  readonly skipped: number;
  /** Whether a step is the last by its own word; undefined where the data says. */
  readonly stops: (outputs: readonly RuleOutput<D>[]) => boolean | undefined;
  /** The greatest number of steps, where it is a number. */
  readonly known: number | undefined;
  /** The data may decide against the first step. */
  readonly mayNotStart: boolean;
  /** How often it runs; exact where no step stops it. */
  readonly times: (isExact: boolean) => D;
}

interface Outcome<D> {
  readonly last: readonly RuleOutput<D>[];
  readonly collected: readonly RuleOutput<D>[];
  readonly times: D;
}

/** A loop of more steps is not followed step by step. */
const mostSteps = 256;
/** After so many rounds a size that still changes is left open. */
const mostRounds = 4;

const changes = "it changes from step to step of a loop";

export function repeatBody<D>(c: AnyRuleContext<D>, loop: Repetition<D>): Outcome<D> {
  const count = loop.first.length;
  const run = (handed: readonly RuleOutput<D>[], step: number | undefined, times?: D) => {
    const inputs = [...loop.before(step), ...handed, ...(loop.after ?? [])];
    const call = { name: loop.name, inputs };
    const outputs =
      times === undefined
        ? c.runSubgraph({ ...call, mode: "trial" })
        : c.runSubgraph({ ...call, mode: "certain", times });
    return outputs ?? c.unknown(`it has no ${loop.name}`);
  };
  const handedBy = (outputs: readonly RuleOutput<D>[]) => outputs.slice(loop.skipped, loop.skipped + count);
  const collectedBy = (outputs: readonly RuleOutput<D>[]) => outputs.slice(loop.skipped + count);
  const tried = run(loop.first, undefined);
  const isStable = handedBy(tried).every((output, i) => isSame(c, output, loop.first[i] ?? output));
  const isExact = loop.stops(tried) === false;
  if (!isStable && loop.known !== undefined && loop.known <= mostSteps && !loop.mayNotStart) {
    const followed = followSteps(loop, loop.known, (handed, step) => run(handed, step), handedBy);
    if (followed !== undefined) {
      const times = c.algebra.of(followed.steps);
      const outputs = run(followed.before, followed.steps === 1 ? 0 : undefined, times);
      const collected = mergeSteps(c, followed.outputs.map(collectedBy), collectedBy(outputs), count);
      return { last: followed.last, collected, times };
    }
  }
  const handed = isStable ? loop.first : widen(c, loop.first, (state) => handedBy(run(state, undefined)));
  const times = loop.times(isExact);
  const outputs = run(handed, undefined, times);
  const isSure = isExact && !loop.mayNotStart && loop.known !== undefined;
  const results = handedBy(outputs);
  const last = loop.known === 0 ? loop.first : isSure ? results : mergeAll(c, loop.first, results);
  return { last, collected: collectedBy(outputs), times };
}

interface Followed<D> {
  readonly steps: number;
  /** What the last step was handed, and what it handed on. */
  readonly before: readonly RuleOutput<D>[];
  readonly last: readonly RuleOutput<D>[];
  readonly outputs: readonly (readonly RuleOutput<D>[])[];
}

/** Every step in turn; undefined where only the data says whether one is the last. */
function followSteps<D>(
  loop: Repetition<D>,
  most: number,
  run: (handed: readonly RuleOutput<D>[], step: number) => readonly RuleOutput<D>[],
  handedBy: (outputs: readonly RuleOutput<D>[]) => readonly RuleOutput<D>[],
): Followed<D> | undefined {
  const outputs: (readonly RuleOutput<D>[])[] = [];
  let before = loop.first;
  let handed = loop.first;
  while (outputs.length < most) {
    before = handed;
    const given = run(handed, outputs.length);
    outputs.push(given);
    handed = handedBy(given);
    const stops = loop.stops(given);
    if (stops === undefined && outputs.length < most) return undefined;
    if (stops === true) break;
  }
  return { steps: outputs.length, before, last: handed, outputs };
}

/** What is handed on, with everything left open that changes from step to step. */
function widen<D>(
  c: AnyRuleContext<D>,
  first: readonly RuleOutput<D>[],
  next: (state: readonly RuleOutput<D>[]) => readonly RuleOutput<D>[],
): readonly RuleOutput<D>[] {
  let state = first;
  for (let round = 0; round < mostRounds; round += 1) {
    const merged = mergeAll(c, state, next(state));
    if (merged.every((output, i) => isSame(c, output, state[i] ?? output))) return state;
    state = merged;
  }
  return state;
}

function mergeAll<D>(
  c: AnyRuleContext<D>,
  left: readonly RuleOutput<D>[],
  right: readonly RuleOutput<D>[],
): readonly RuleOutput<D>[] {
  return left.map((output, i) => mergeOutputs(c, output, right[i] ?? output, { output: i, reason: changes }));
}

/** The type that the collected values of all steps have in common. */
function mergeSteps<D>(
  c: AnyRuleContext<D>,
  steps: readonly (readonly RuleOutput<D>[])[],
  none: readonly RuleOutput<D>[],
  start: number,
): readonly RuleOutput<D>[] {
  return none.map((output, i) =>
    steps.reduce(
      (merged, step) => mergeOutputs(c, merged, step[i] ?? merged, { output: start + i, reason: changes, before: 1 }),
      steps[0]?.[i] ?? output,
    ),
  );
}
