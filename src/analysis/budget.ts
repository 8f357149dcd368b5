/** Budgets: limits and expected values that a network's figures are held against. */
import { type Diagnostic, diagnose } from "../diagnostic.js";
import { bounds, type Count, groupDigits, text } from "../dim/index.js";
import type { Report } from "./report.js";

/** Figures that a budget may name. `peakMemory` is the peak of live activations. */
export type BudgetFigure = "params" | "macs" | "flops" | "weightBytes" | "activationBytes" | "peakMemory";

export interface Budget {
  readonly max?: Readonly<Partial<Record<BudgetFigure, bigint>>>;
  readonly expect?: Readonly<Partial<Record<BudgetFigure, bigint>>>;
}

const figures: Readonly<
  Record<BudgetFigure, { readonly what: string; readonly of: (report: Report) => Count | null }>
> = {
  params: { what: "the number of parameters", of: ({ totals }) => totals.params },
  macs: { what: "the number of MACs", of: ({ totals }) => totals.macs },
  flops: { what: "the number of FLOPs", of: ({ totals }) => totals.flops },
  weightBytes: { what: "the size of the weights in bytes", of: ({ totals }) => totals.weightBytes },
  activationBytes: { what: "the size of all activations in bytes", of: ({ totals }) => totals.activationBytes },
  peakMemory: { what: "the peak of live activations in bytes", of: ({ totals }) => totals.peakActivationBytes },
};

/** Figures that are lower bounds while some nodes could not be counted. */
const fromCosts: ReadonlySet<BudgetFigure> = new Set(["macs", "flops"]);

/**
 * Holds a report against its budget: `budget/exceeded` and `budget/different` where a figure breaks it,
 * `budget/undecided` where symbols or uncounted nodes leave it open.
 */
export function checkBudget(report: Report, { max = {}, expect = {} }: Budget): readonly Diagnostic[] {
  const names = Object.keys(figures) as BudgetFigure[];
  return names.flatMap((name) => {
    const findings: Diagnostic[] = [];
    const limit = max[name];
    if (limit !== undefined) findings.push(...checkLimit(report, name, limit));
    const expected = expect[name];
    if (expected !== undefined) findings.push(...checkExpected(report, name, expected));
    return findings;
  });
}

function checkLimit(report: Report, name: BudgetFigure, limit: bigint): readonly Diagnostic[] {
  const { what, of } = figures[name];
  const actual = of(report);
  if (actual === null) return [undecided(what, "unknown", limit)];
  const { min, max } = bounds(actual);
  if (min > limit) return [diagnose("budget/exceeded", { what, actual: shown(actual), limit: shown(limit) })];
  if (max > limit) return [undecided(what, shown(actual), limit)];
  return isLowerBound(report, name) ? [undecided(what, `at least ${shown(actual)}`, limit)] : [];
}

function checkExpected(report: Report, name: BudgetFigure, expected: bigint): readonly Diagnostic[] {
  const { what, of } = figures[name];
  const actual = of(report);
  if (actual === null) return [undecided(what, "unknown", expected)];
  const { min, max } = bounds(actual);
  if (min > expected || (max < expected && !isLowerBound(report, name))) {
    return [diagnose("budget/different", { what, actual: shown(actual), expected: shown(expected) })];
  }
  if (isLowerBound(report, name)) return [undecided(what, `at least ${shown(actual)}`, expected)];
  return actual === expected ? [] : [undecided(what, shown(actual), expected)];
}

function isLowerBound(report: Report, name: BudgetFigure): boolean {
  if (name === "activationBytes") return !report.memory.activationsComplete;
  return fromCosts.has(name) && !report.coverage.complete;
}

function undecided(what: string, actual: string, limit: bigint): Diagnostic {
  const hint = "give every symbol a size, such as --dim N=1";
  return diagnose("budget/undecided", { what, actual, limit: shown(limit) }, { hint });
}

function shown(count: Count): string {
  return typeof count === "bigint" ? groupDigits(count) : text(count, { group: true });
}

const decimalUnits: Readonly<Record<string, bigint>> = {
  "": 1n,
  k: 10n ** 3n,
  M: 10n ** 6n,
  G: 10n ** 9n,
  T: 10n ** 12n,
  P: 10n ** 15n,
};
const binaryUnits: Readonly<Record<string, bigint>> = { Ki: 2n ** 10n, Mi: 2n ** 20n, Gi: 2n ** 30n, Ti: 2n ** 40n };

/**
 * `62378344`, `62,378,344`, `5M`, `4.1G`, `10MB` (10^6 bytes) or `10MiB` (2^20): a whole number exactly.
 * Undefined for anything else, `0.0001k` included.
 */
export function parseQuantity(written: string): bigint | undefined {
  const match = /^(\d{1,3}(?:,\d{3})+|\d{1,30})(?:\.(\d{1,30}))?\s?([kKMGTP]?i?)B?$/.exec(written.trim());
  if (match === null) return undefined;
  const [, whole = "", fraction = "", prefix = ""] = match;
  const unit = binaryUnits[prefix.replace("k", "K")] ?? decimalUnits[prefix.replace("K", "k")];
  if (unit === undefined) return undefined;
  const scaled = BigInt(whole.replaceAll(",", "") + fraction) * unit;
  const divisor = 10n ** BigInt(fraction.length);
  return scaled % divisor === 0n ? scaled / divisor : undefined;
}
