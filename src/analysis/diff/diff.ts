/** What changed from one network to another: layers added, removed, changed, and what that does to the totals. */
import { type Count, subCount } from "../../dim/index.js";
import type { ShapedGraph } from "../../infer/index.js";
import type { LayerReport, Report } from "../report.js";
import { align } from "./alignment.js";
import { countText, type Granularity, typeText, type Unit, type UnitList, unitsOf } from "./unit.js";

/** One fact before and after. */
export interface Change {
  /** `type`, `inputs from`, an attribute, `input`, `output`. */
  readonly what: string;
  /** Empty where there was none. */
  readonly a: string;
  readonly b: string;
}

export interface LayerDiff {
  readonly a: LayerReport;
  readonly b: LayerReport;
  readonly changes: readonly Change[];
  /** Whether the layer itself is as it was, and only other sizes reach it. */
  readonly follows: boolean;
  /** Whether a batch norm behind it is folded into its weights in one of the networks. */
  readonly folded: boolean;
}

/** Figures whose totals are compared. */
export const diffFigures = [
  "params",
  "trainableParams",
  "buffers",
  "macs",
  "flops",
  "weightBytes",
  "activationBytes",
  "peakActivationBytes",
] as const;
export type DiffFigure = (typeof diffFigures)[number];

/** A figure before and after; null where it is unknown. */
export interface FigureDiff {
  readonly a: Count | null;
  readonly b: Count | null;
  readonly change: Count | null;
}

export interface NetworkDiff {
  readonly a: Report;
  readonly b: Report;
  readonly granularity: Granularity;
  readonly totals: Readonly<Record<DiffFigure, FigureDiff>>;
  /** Inputs and outputs of the network by position, where they differ. */
  readonly boundary: readonly Change[];
  /** How many layers stand for each other. */
  readonly matched: number;
  /** Layers that stand for each other and differ, in the order of `b`. */
  readonly changed: readonly LayerDiff[];
  /** Only in `a`. */
  readonly removed: readonly LayerReport[];
  /** Only in `b`. */
  readonly added: readonly LayerReport[];
  /** Batch norms of one network that the other has folded into the layers before them. */
  readonly foldedNorms: { readonly inA: readonly LayerReport[]; readonly inB: readonly LayerReport[] };
  /** Whether the networks are the same but for names. */
  readonly equal: boolean;
}

/**
 * Compares two networks. Layers are matched by what they are and where they stand, not by their names alone: type,
 * attributes, shapes and name each speak for a match. With `operator`, a specification and an ONNX file compare.
 */
export function diffNetworks(shapedA: ShapedGraph, shapedB: ShapedGraph, granularity: Granularity): NetworkDiff {
  const a = unitsOf(shapedA, granularity);
  const b = unitsOf(shapedB, granularity);
  const matches = matchUnits(a.units, b.units);
  const inverse = new Map([...matches].map(([unitA, unitB]) => [unitB, unitA]));
  const foldedA = foldedNorms(a, matches);
  const foldedB = foldedNorms(b, inverse);
  const isFolded = ([unitA, unitB]: readonly [Unit, Unit]): boolean => foldedA.has(unitA) || foldedB.has(unitB);
  const pairs = b.units.flatMap((unitB) => {
    const unitA = inverse.get(unitB);
    return unitA === undefined ? [] : [[unitA, unitB] as const];
  });
  const wiring = new Wiring(matches, [...foldedA, ...foldedB]);
  const changed = pairs.flatMap((pair) => compareUnits(pair, isFolded(pair), wiring) ?? []);
  const norms = { inA: [...foldedA.values()], inB: [...foldedB.values()] };
  const only = (
    { units }: UnitList,
    matched: ReadonlyMap<Unit, Unit>,
    folded: readonly Unit[],
  ): readonly LayerReport[] =>
    units.filter((unit) => !matched.has(unit) && !folded.includes(unit)).map(({ layer }) => layer);
  const removed = only(a, matches, norms.inA);
  const added = only(b, inverse, norms.inB);
  const boundary = compareBoundary(a.report, b.report);
  const layersOf = (units: readonly Unit[]): readonly LayerReport[] => units.map(({ layer }) => layer);
  return {
    a: a.report,
    b: b.report,
    granularity,
    totals: compareTotals(a.report, b.report),
    boundary,
    matched: pairs.length,
    changed,
    removed,
    added,
    foldedNorms: { inA: layersOf(norms.inA), inB: layersOf(norms.inB) },
    equal: [boundary, changed, removed, added, norms.inA, norms.inB].every((found) => found.length === 0),
  };
}

function attributeKey({ attributes }: Unit): string {
  return [...attributes].map((pair) => pair.join("=")).join(";");
}

/** Everything but the name. */
function structureKey(unit: Unit): string {
  return [unit.type, attributeKey(unit), unit.inputs, unit.outputs, countText(unit.layer.params)].join("|");
}

/** Which unit of `a` is which of `b`. */
function matchUnits(a: readonly Unit[], b: readonly Unit[]): ReadonlyMap<Unit, Unit> {
  const keys = new Map([...a, ...b].map((unit) => [unit, `${unit.layer.name}|${structureKey(unit)}`]));
  const attributes = new Map([...a, ...b].map((unit) => [unit, attributeKey(unit)]));
  const score = (unitA: Unit, unitB: Unit): number => {
    const sameName = unitA.layer.name === unitB.layer.name;
    const sameOutputs = unitA.outputs === unitB.outputs;
    // One kind of layer in another's place: only where the name or the shapes around it say so.
    if (unitA.type !== unitB.type) return sameName ? 3 : sameOutputs && unitA.inputs === unitB.inputs ? 1 : 0;
    const sameAttributes = attributes.get(unitA) === attributes.get(unitB);
    return 4 + (sameName ? 4 : 0) + (sameAttributes ? 2 : 0) + (sameOutputs ? 1 : 0);
  };
  const pairs = align(a, b, { score, key: (unit) => keys.get(unit) ?? "" });
  const matches = new Map(pairs.map(([i, j]) => [a[i] as Unit, b[j] as Unit]));
  matchMoved(a, b, matches);
  return matches;
}

/** What is left on both sides and equal in all but its place: branches may be written in another order. */
function matchMoved(a: readonly Unit[], b: readonly Unit[], matches: Map<Unit, Unit>): void {
  const taken = new Set(matches.values());
  const left = new Map<string, Unit[]>();
  for (const unit of b) {
    if (taken.has(unit)) continue;
    const key = structureKey(unit);
    const alike = left.get(key);
    if (alike === undefined) left.set(key, [unit]);
    else alike.push(unit);
  }
  for (const unit of a) {
    if (matches.has(unit)) continue;
    const found = left.get(structureKey(unit))?.shift();
    if (found !== undefined) matches.set(unit, found);
  }
}

/** Batch norms that only this network has, by the matched layer in front of them: the other has them in its weights. */
function foldedNorms({ units }: UnitList, matches: ReadonlyMap<Unit, Unit>): ReadonlyMap<Unit, Unit> {
  const folded = new Map<Unit, Unit>();
  for (const norm of units) {
    const [before] = norm.producers;
    if (norm.type !== "BatchNormalization" || matches.has(norm) || typeof before !== "object") continue;
    const other = matches.get(before);
    if (other !== undefined && countText(other.layer.params) !== countText(before.layer.params))
      folded.set(before, norm);
  }
  return folded;
}

/** Says where the inputs of matched units come from, in terms of `b`. */
class Wiring {
  readonly #norms: ReadonlyMap<Unit, Unit>;
  readonly #inB: ReadonlySet<Unit>;

  constructor(
    private readonly matches: ReadonlyMap<Unit, Unit>,
    folded: readonly (readonly [Unit, Unit])[],
  ) {
    this.#inB = new Set(matches.values());
    this.#norms = new Map(folded.map(([before, norm]) => [norm, before]));
  }

  /** Undefined where one of them has no counterpart: that is told of the unit itself. */
  compare(a: Unit, b: Unit): Change | undefined {
    const from = this.#through(a).map((maker) => (typeof maker === "number" ? maker : this.matches.get(maker)));
    const to = this.#through(b);
    if (from.includes(undefined) || to.some((maker) => typeof maker !== "number" && !this.#inB.has(maker)))
      return undefined;
    const isSame = from.length === to.length && from.every((maker) => maker !== undefined && to.includes(maker));
    if (isSame) return undefined;
    return { what: "inputs from", a: makersText(this.#through(a)), b: makersText(to) };
  }

  #through({ producers }: Unit): Unit["producers"] {
    return producers.map((maker) => (typeof maker === "number" ? maker : (this.#norms.get(maker) ?? maker)));
  }
}

function makersText(makers: Unit["producers"]): string {
  return makers.map((maker) => (typeof maker === "number" ? `input ${maker + 1}` : maker.layer.name)).join(", ");
}

function compareUnits([a, b]: readonly [Unit, Unit], folded: boolean, wiring: Wiring): LayerDiff | undefined {
  const own: Change[] = [];
  const note = (changes: Change[], what: string, before = "", after = ""): void => {
    if (before !== after) changes.push({ what, a: before, b: after });
  };
  note(own, "type", a.type, b.type);
  if (a.type === b.type) {
    for (const name of new Set([...a.attributes.keys(), ...b.attributes.keys()])) {
      note(own, name, a.attributes.get(name), b.attributes.get(name));
    }
  }
  const rewired = wiring.compare(a, b);
  if (rewired !== undefined) own.push(rewired);
  const sizes: Change[] = [];
  note(sizes, "input", a.inputs, b.inputs);
  note(sizes, "output", a.outputs, b.outputs);
  const follows = own.length === 0 && a.inputs !== b.inputs;
  if (!follows && !folded && own.length === 0)
    note(own, "params", countText(a.layer.params), countText(b.layer.params));
  const changes = [...own, ...sizes];
  return changes.length === 0 ? undefined : { a: a.layer, b: b.layer, changes, follows, folded };
}

function compareBoundary(a: Report, b: Report): readonly Change[] {
  return (["inputs", "outputs"] as const).flatMap((side) => {
    const texts = ({ [side]: values }: Report): readonly string[] => values.map(({ type }) => typeText(type));
    const [before, after] = [texts(a), texts(b)];
    return Array.from({ length: Math.max(before.length, after.length) }, (_, index) => ({
      what: `${side.slice(0, -1)} ${index + 1} (${b[side][index]?.name ?? a[side][index]?.name})`,
      a: before[index] ?? "",
      b: after[index] ?? "",
    })).filter((change) => change.a !== change.b);
  });
}

function compareTotals(a: Report, b: Report): NetworkDiff["totals"] {
  const entries = diffFigures.map((figure) => {
    const [before, after] = [a.totals[figure], b.totals[figure]];
    return [figure, { a: before, b: after, change: changeOf(before, after) }] as const;
  });
  return Object.fromEntries(entries) as Record<DiffFigure, FigureDiff>;
}

/** How much more there is; null where one is unknown, or both hang on symbols, which are each network's own. */
export function changeOf(a: Count | null, b: Count | null): Count | null {
  if (a === null || b === null) return null;
  if (countText(a) === countText(b)) return 0n;
  return typeof a === "bigint" || typeof b === "bigint" ? subCount(b, a) : null;
}

/** Growth of a figure as a share of what it was; infinite from zero, undefined where it is not decided. */
export function growthOf({ a, b }: FigureDiff): number | undefined {
  if (a === null || b === null) return undefined;
  if (typeof a !== "bigint" || typeof b !== "bigint") return undefined;
  if (a === b) return 0;
  return a === 0n ? Number.POSITIVE_INFINITY : Number(b - a) / Number(a);
}
