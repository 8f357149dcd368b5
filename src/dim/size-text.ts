/** The text of a set of sizes: runs for what ends, remainders for what repeats. */

/** What was found: the members from `low` to `last`, which from `start` on repeat with `period` up to `high`. */
export interface FoundSizes {
  readonly low: number;
  readonly start: number;
  readonly last: number;
  readonly high: number;
  /** Undefined where nothing repeats. */
  readonly period: number | undefined;
  /** Ascending. */
  readonly members: readonly number[];
  readonly decided: boolean;
}

/** More runs than these are left out with an ellipsis. */
const MAX_RUNS = 12;
/** More remainders than these are written as runs. */
const MAX_REMAINDERS = 8;

export function describeSizes(symbol: string, found: FoundSizes): string {
  const { members, period, last, decided } = found;
  if (members.length === 0) return decided ? "none" : `none up to ${last}`;
  if (period !== undefined) return describeRepeating(symbol, found, period);
  return decided ? describeRuns(members) : `${describeRuns(members)} (tested up to ${last})`;
}

function describeRepeating(symbol: string, { low, start, high, members }: FoundSizes, period: number): string {
  const known = new Set(members);
  const shortest = shortestPeriod(known, start, period);
  const remainders = new Set<number>();
  for (let size = start; size < start + shortest; size++)
    if (known.has(size)) remainders.add(remainder(size, shortest));
  let from = start;
  while (from > low && known.has(from - 1) === remainders.has(remainder(from - 1, shortest))) from--;
  const first = members.find((size) => size >= from) ?? from;
  const bounds = high === Number.POSITIVE_INFINITY ? `at least ${first}` : describeRun({ first, last: high });
  const exceptions = members.filter((size) => size < from);
  if (shortest === 1) return exceptions.length === 0 ? bounds : `${describeRuns(exceptions)}, ${bounds}`;
  const list = [...remainders].sort((a, b) => a - b);
  const named = list.length > MAX_REMAINDERS ? describeRuns(list) : list.join(", ");
  const rule = list.length === 1 ? `${symbol} % ${shortest} == ${named}` : `${symbol} % ${shortest} in {${named}}`;
  const repeating = `${rule}, ${bounds}`;
  return exceptions.length === 0 ? repeating : `${describeRuns(exceptions)}; ${repeating}`;
}

/** The least divisor of the period with which the members repeat. */
function shortestPeriod(known: ReadonlySet<number>, start: number, period: number): number {
  for (let candidate = 1; candidate < period; candidate++) {
    if (period % candidate !== 0) continue;
    let repeats = true;
    for (let size = start; repeats && size + candidate < start + period; size++)
      repeats = known.has(size) === known.has(size + candidate);
    if (repeats) return candidate;
  }
  return period;
}

function remainder(size: number, period: number): number {
  return ((size % period) + period) % period;
}

/** Ascending numbers as runs: `1, 2, 5 to 9`. */
function describeRuns(numbers: readonly number[]): string {
  const runs: Run[] = [];
  for (const number of numbers) {
    const run = runs[runs.length - 1];
    if (run !== undefined && run.last === number - 1) run.last = number;
    else runs.push({ first: number, last: number });
  }
  const texts = runs.slice(0, MAX_RUNS).map(describeRun);
  if (runs.length > MAX_RUNS) texts.push("...");
  return texts.join(", ");
}

interface Run {
  first: number;
  last: number;
}

function describeRun({ first, last }: Run): string {
  if (first === last) return `${first}`;
  return last === first + 1 ? `${first}, ${last}` : `${first} to ${last}`;
}
