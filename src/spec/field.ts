/** The fields of a layer: each says once what may be written, what it means, and how it becomes a value. */
import type { ZodMiniType } from "zod/mini";
import { type Dim, isAtLeast, text } from "../dim/index.js";
import type { InitialiserChoice } from "../graph/index.js";
import type { InitialiserInput } from "../init/index.js";
import type { Environment, Value } from "./environment.js";
import { evaluateText, isNum, valueText } from "./evaluate.js";
import { fail } from "./failure.js";
import type { SchemaParts } from "./field-schema.js";
import { floatOf } from "./number.js";
import type { Described } from "./texts.js";

/** A part of the schema that takes and gives the same: nothing in it transforms. */
export interface Part<W> extends ZodMiniType<W, W> {}

/**
 * One key of a layer. `Value` is what lowering gets, `Written` what may be written, `Needed` whether it must be there.
 */
export interface Field<Value = unknown, Written = unknown, Needed extends boolean = boolean> {
  /** What it means, for editors. */
  readonly summary: Described;
  readonly needed: Needed;
  /** The value when the key is absent. */
  readonly fallback: Value;
  /** The Zod schema of what may be written. */
  schema(parts: SchemaParts): Part<Written>;
  /** The value of what is written under `key`. Throws `SpecFailure`. */
  resolve(raw: Written, environment: Environment, key: string): Value;
  /** Whether what is written has the same value everywhere, so that it is resolved once. */
  isConstant(raw: Written): boolean;
}

export type Fields = Readonly<Record<string, Field>>;

/** The values that lowering gets. */
export type ValuesOf<F extends Fields> = { readonly [K in keyof F]: F[K]["fallback"] };

type WrittenOf<F> = F extends Field<infer _, infer Written> ? Written : never;

/** What may be written: the keys that must be there, and the others. */
export type WrittenFields<F extends Fields> = {
  [K in keyof F as F[K]["needed"] extends true ? K : never]: WrittenOf<F[K]>;
} & OptionalFields<F>;

/** What may be written for the keys that need not be there. */
export type OptionalFields<F extends Fields> = {
  [K in keyof F as F[K]["needed"] extends true ? never : K]?: WrittenOf<F[K]> | undefined;
};

/** The greatest number a key takes, unless it says otherwise: the safe integers. */
const greatest = Number.MAX_SAFE_INTEGER;

interface Limits {
  /** What messages call the value. */
  readonly what: string;
  readonly min: number;
  readonly max?: number;
}

function checkRange(value: number, { what, min, max = greatest }: Limits): number {
  if (value >= min && value <= max) return value;
  const range = max === greatest ? `at least ${min}` : `${min} to ${max}`;
  return fail("spec/out-of-range", { what, value: `${value}`, range });
}

/** The value of a number or an expression as a whole number, known or symbolic. */
export function resolveDim(raw: number | string, environment: Environment, limits: Limits): Dim {
  const value: Value = typeof raw === "number" ? raw : evaluateText(raw, environment);
  if (typeof value === "number") return checkRange(value, limits);
  if (!isNum(value))
    return fail("expression/wrong-type", {
      expression: `${raw}`,
      expected: "a whole number",
      actual: valueText(value),
    });
  if ("numerator" in value) {
    const hint = "round it with floor(...), ceil(...) or round(...)";
    return fail("spec/not-a-whole-number", { expression: `${raw}`, value: valueText(value) }, { hint });
  }
  if (isAtLeast(value, limits.min) === false) {
    return fail("spec/out-of-range", { what: limits.what, value: text(value), range: `at least ${limits.min}` });
  }
  return value;
}

/** As {@link resolveDim}, for numbers that shape the network itself and cannot stay symbolic. */
export function resolveInteger(raw: number | string, environment: Environment, limits: Limits): number {
  const value = resolveDim(raw, environment, limits);
  if (typeof value === "number") return value;
  return fail(
    "spec/needs-known-shape",
    { what: `"${raw}" (${text(value)})` },
    { hint: "give the sizes it depends on numbers" },
  );
}

/** The value of a condition. */
export function resolveCondition(raw: boolean | string, environment: Environment): boolean {
  const value = typeof raw === "boolean" ? raw : evaluateText(raw, environment);
  if (typeof value === "boolean") return value;
  return fail("expression/wrong-type", { expression: `${raw}`, expected: "true or false", actual: valueText(value) });
}

/** The value of a number with a fraction. */
function resolveReal(raw: number | string, environment: Environment): number {
  const value = typeof raw === "number" ? raw : evaluateText(raw, environment);
  if (typeof value === "number") return value;
  const number = isNum(value) ? floatOf(value) : undefined;
  return (
    number ??
    fail("expression/wrong-type", { expression: `${raw}`, expected: "a known number", actual: valueText(value) })
  );
}

const isLiteral = (raw: unknown): boolean => typeof raw !== "string" && (!Array.isArray(raw) || raw.every(isLiteral));

/** The key must be there. */
export function required<V, W>(field: Field<V | undefined, W, false>): Field<V, W, true> {
  return { ...field, needed: true } as Field<V, W, true>;
}

/** Stands for the value of a key that must be there, but may come from the defaults of its layer type. */
export const absent: unique symbol = Symbol("absent");

/** The key must be there, or among the defaults of the layer type: so the schema cannot ask for it. */
export function requiredOrDefault<V, W>(field: Field<V | undefined, W, false>): Field<V, W, false> {
  const marked: Field<V | undefined | typeof absent, W, false> = { ...field, fallback: absent };
  return marked as Field<V, W, false>;
}

/** The value when the key is absent. */
export function withFallback<V, W, D>(field: Field<V | undefined, W, false>, fallback: D): Field<V | D, W, false> {
  return { ...field, fallback } as Field<V | D, W, false>;
}

type Schema<W> = Field<unknown, W>["schema"];

function makeField<V, W>(
  summary: Described,
  schema: Schema<W>,
  resolve: (raw: W, environment: Environment, key: string) => V,
  isConstant: (raw: W) => boolean = isLiteral,
): Field<V | undefined, W, false> {
  return { summary, schema, needed: false, fallback: undefined, resolve, isConstant };
}

/** A whole number as it may be written: digits, or an expression. */
type Scalar = number | string;

/** A known whole number. */
export function integer(summary: Described, min = 0, max?: number) {
  const limits = max === undefined ? { min } : { min, max };
  return makeField<number, Scalar>(
    summary,
    (parts) => parts.integer(min, max),
    (raw, env, what) => resolveInteger(raw, env, { what, ...limits }),
  );
}

/** A size: a whole number from 1, which may be symbolic. */
export function size(summary: Described) {
  return makeField<Dim, Scalar>(
    summary,
    (parts) => parts.integer(1),
    (raw, env, what) => resolveDim(raw, env, { what, min: 1 }),
  );
}

/** A number with a fraction. */
export function real(summary: Described, fallback: number) {
  const field = makeField<number, Scalar>(`${summary} ${fallback} if absent.`, (parts) => parts.real(), resolveReal);
  return withFallback(field, fallback);
}

/** True, false, or left to the layer. */
export function optionalFlag(summary: Described) {
  return makeField<boolean, boolean | string>(summary, (parts) => parts.condition(), resolveCondition);
}

/** True or false. */
export function flag(summary: Described, fallback: boolean) {
  return withFallback(optionalFlag(`${summary} ${fallback ? "True" : "False"} if absent.`), fallback);
}

/** One of a few words. */
export function choice<const W extends readonly [string, ...string[]]>(
  summary: Described,
  words: W,
  fallback: W[number],
) {
  const field = makeField<W[number], W[number]>(
    `${summary} ${fallback} if absent.`,
    (parts) => parts.words(words),
    (raw) => raw,
    () => true,
  );
  return withFallback(field, fallback);
}

/** One number for all spatial axes, or one per axis. */
export function perAxis(rank: number, summary: Described, min = 1) {
  return makeField<readonly number[], Scalar | Scalar[]>(
    summary,
    (parts) => parts.perAxis(rank, min),
    (raw, env, what) => resolvePerAxis(raw, rank, env, { what, min }),
  );
}

function resolvePerAxis(
  raw: Scalar | readonly Scalar[],
  rank: number,
  environment: Environment,
  limits: Limits,
): readonly number[] {
  if (typeof raw === "object") return raw.map((one) => resolveInteger(one, environment, limits));
  const value = typeof raw === "string" ? evaluateText(raw, environment) : raw;
  if (Array.isArray(value) && value.length === rank && value.every((one) => typeof one === "number")) {
    return value.map((one: number) => checkRange(one, limits));
  }
  const known = resolveInteger(raw, environment, limits);
  return Array.from({ length: rank }, () => known);
}

/** Padding of a window: `same`, or zeros before and after each axis. */
export type Padding = "same" | readonly (readonly [number, number])[];

/** Padding as a number, one per axis, [before, after] per axis, `same` or `valid`. */
export function padding(rank: number) {
  const none: Padding = Array.from({ length: rank }, () => [0, 0] as const);
  const field = makeField<Padding, Scalar | (Scalar | Scalar[])[]>(
    "padding",
    (parts) => parts.padding(rank),
    (raw, environment, what) => {
      if (raw === "same") return "same";
      if (raw === "valid") return none;
      const limits = { what, min: 0 };
      if (typeof raw !== "object") return resolvePerAxis(raw, rank, environment, limits).map((n) => [n, n] as const);
      return raw.map((one) => {
        const [before, after] = typeof one === "object" ? one : [one, one];
        return [
          resolveInteger(before ?? 0, environment, limits),
          resolveInteger(after ?? 0, environment, limits),
        ] as const;
      });
    },
    (raw) => isLiteral(raw) || raw === "same" || raw === "valid",
  );
  return withFallback(field, none);
}

/** A list of known whole numbers; one number stands for a list of one. */
export function integers(summary: Described, min = -greatest) {
  return makeField<readonly number[], Scalar | Scalar[]>(
    summary,
    (parts) => parts.integers(min),
    (raw, env, what) => {
      const limits = { what, min };
      if (typeof raw === "object") return raw.map((one) => resolveInteger(one, env, limits));
      const value = typeof raw === "string" ? evaluateText(raw, env) : raw;
      if (Array.isArray(value) && value.every((one) => typeof one === "number"))
        return value.map((one: number) => checkRange(one, limits));
      return [resolveInteger(raw, env, limits)];
    },
  );
}

/** Axes that have a name. */
export const axisNames = { batch: 0, channels: 1, depth: -3, height: -2, width: -1, features: -1 } as const;
export type Axis = keyof typeof axisNames;
export const greatestRank = 32;

function resolveAxis(raw: Scalar, environment: Environment): number {
  if (typeof raw === "string" && Object.hasOwn(axisNames, raw)) return axisNames[raw as Axis];
  return resolveInteger(raw, environment, { what: "the axis", min: -greatestRank, max: greatestRank });
}

const isAxisLiteral = (raw: unknown): boolean => typeof raw !== "string" || Object.hasOwn(axisNames, raw);

/** One axis, by number or name. */
export function axis(summary: Described) {
  return makeField<number, Scalar>(summary, (parts) => parts.axis(), resolveAxis, isAxisLiteral);
}

/** One axis or several. */
export function axes(summary: Described) {
  return makeField<readonly number[], Scalar | Scalar[]>(
    summary,
    (parts) => parts.axes(),
    (raw, env) => [raw].flat().map((item) => resolveAxis(item, env)),
    (raw) => [raw].flat().every(isAxisLiteral),
  );
}

/** A list of sizes, which may be symbolic; with `rest`, one of them may be -1: what is left over. */
export function sizes(summary: Described, rest = false) {
  const min = rest ? -1 : 1;
  return makeField<readonly Dim[], Scalar[]>(
    summary,
    (parts) => parts.sizes(min),
    (raw, env, what) => raw.map((one) => resolveDim(one, env, { what, min })),
  );
}

/** How a weight is drawn. */
export function initialiser(summary: Described) {
  return makeField<InitialiserChoice, InitialiserInput>(
    summary,
    (parts) => parts.initialiser(),
    (raw) => (typeof raw === "string" ? { type: raw } : raw),
    () => true,
  );
}
