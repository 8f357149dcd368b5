/** The fields of a layer: each says once what may be written, what it means, and how it becomes a value. */
import * as z from "zod";
import { type Dim, isAtLeast, text } from "../dim/index.js";
import type { InitialiserChoice } from "../graph/index.js";
import { type InitialiserSchema, initialiserSchema } from "../init/index.js";
import type { Environment, Value } from "./environment.js";
import { evaluateText, isNum, valueText } from "./evaluate.js";
import { fail } from "./failure.js";
import { floatOf } from "./number.js";

/**
 * One key of a layer. `Value` is what lowering gets, `Schema` what may be written, `Needed` whether it must be there.
 */
export interface Field<V = unknown, S extends z.ZodType = z.ZodType, Needed extends boolean = boolean> {
  readonly schema: S;
  readonly needed: Needed;
  /** The value when the key is absent. */
  readonly fallback: V;
  /** The value of what is written under `key`. Throws `SpecFailure`. */
  resolve(raw: z.output<S>, environment: Environment, key: string): V;
  /** Whether what is written has the same value everywhere, so that it is resolved once. */
  isConstant(raw: z.output<S>): boolean;
}

export type Fields = Readonly<Record<string, Field>>;

/** The values that lowering gets. */
export type ValuesOf<F extends Fields> = { readonly [K in keyof F]: F[K]["fallback"] };

/** The Zod shape of a record of fields. */
export type ShapeOf<F extends Fields> = {
  [K in keyof F]: F[K]["needed"] extends true ? F[K]["schema"] : z.ZodOptional<F[K]["schema"]>;
};

/** The Zod shape of a record of fields. */
export function shapeOf<const F extends Fields>(fields: F): ShapeOf<F> {
  const entries = Object.entries(fields).map(([name, { schema, needed }]) => {
    return [name, needed ? schema : z.optional(schema).describe(schema.description ?? "")] as const;
  });
  return Object.fromEntries(entries) as ShapeOf<F>;
}

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

const expressionSchema = z.string();

/** A whole number as it may be written: digits, or an expression. */
export function integerSchema(min: number, max?: number) {
  const literal = max === undefined ? z.int().min(min) : z.int().min(min).max(max);
  return z.union([literal, expressionSchema], { error: "a whole number or an expression" });
}

const realSchema = z.union([z.number(), expressionSchema], { error: "a number or an expression" });
export const conditionSchema = z.union([z.boolean(), expressionSchema], { error: "true, false or an expression" });

const isLiteral = (raw: unknown): boolean => typeof raw !== "string" && (!Array.isArray(raw) || raw.every(isLiteral));

/** The key must be there. */
export function required<V, S extends z.ZodType>(field: Field<V | undefined, S, false>): Field<V, S, true> {
  return { ...field, needed: true } as Field<V, S, true>;
}

/** Stands for the value of a key that must be there, but may come from the defaults of its layer type. */
export const absent: unique symbol = Symbol("absent");

/** The key must be there, or among the defaults of the layer type: so the schema cannot ask for it. */
export function requiredOrDefault<V, S extends z.ZodType>(field: Field<V | undefined, S, false>): Field<V, S, false> {
  const marked: Field<V | undefined | typeof absent, S, false> = { ...field, fallback: absent };
  return marked as Field<V, S, false>;
}

/** The value when the key is absent. */
export function withFallback<V, S extends z.ZodType, D>(
  field: Field<V | undefined, S, false>,
  fallback: D,
): Field<V | D, S, false> {
  return { ...field, fallback } as Field<V | D, S, false>;
}

/** A known whole number. */
export function integer(summary: string, min = 0, max?: number) {
  const schema = integerSchema(min, max).describe(summary);
  return makeField<number, typeof schema>(schema, (raw, env, what) =>
    resolveInteger(raw, env, { what, min, ...(max !== undefined && { max }) }),
  );
}

/** A size: a whole number from 1, which may be symbolic. */
export function size(summary: string) {
  const schema = integerSchema(1).describe(summary);
  return makeField<Dim, typeof schema>(schema, (raw, env, what) => resolveDim(raw, env, { what, min: 1 }));
}

/** A number with a fraction. */
export function real(summary: string, fallback: number) {
  const schema = realSchema.describe(`${summary} ${fallback} if absent.`);
  return withFallback(makeField<number, typeof schema>(schema, resolveReal), fallback);
}

/** True or false. */
export function flag(summary: string, fallback: boolean) {
  const schema = conditionSchema.describe(`${summary} ${fallback ? "True" : "False"} if absent.`);
  return withFallback(makeField<boolean, typeof schema>(schema, resolveCondition), fallback);
}

/** True, false, or left to the layer. */
export function optionalFlag(summary: string) {
  const schema = conditionSchema.describe(summary);
  return withFallback(makeField<boolean, typeof schema>(schema, resolveCondition), undefined);
}

/** One of a few words. */
export function choice<const W extends readonly [string, ...string[]]>(summary: string, words: W, fallback: W[number]) {
  const schema = z.enum(words).describe(`${summary} ${fallback} if absent.`);
  const field: Field<W[number], typeof schema, false> = {
    schema,
    needed: false,
    fallback,
    resolve: (raw) => raw as W[number],
    isConstant: () => true,
  };
  return field;
}

/** One number for all spatial axes, or one per axis. */
export function perAxis(rank: number, summary: string, min = 1) {
  const one = integerSchema(min);
  const schema = z
    .union([z.int().min(min), expressionSchema, z.array(one).length(rank)], {
      error: `a whole number, an expression or a list of ${rank}`,
    })
    .describe(summary);
  return makeField<readonly number[], typeof schema>(schema, (raw, env, what) =>
    resolvePerAxis(raw, rank, env, { what, min }),
  );
}

function resolvePerAxis(
  raw: number | string | readonly (number | string)[],
  rank: number,
  environment: Environment,
  limits: Limits,
): readonly number[] {
  if (Array.isArray(raw)) return raw.map((one: number | string) => resolveInteger(one, environment, limits));
  const value = typeof raw === "string" ? evaluateText(raw, environment) : raw;
  if (Array.isArray(value) && value.length === rank && value.every((one) => typeof one === "number")) {
    return value.map((one: number) => checkRange(one, limits));
  }
  const known = resolveInteger(raw as number | string, environment, limits);
  return Array.from({ length: rank }, () => known);
}

/** Padding of a window: `same`, or zeros before and after each axis. */
export type Padding = "same" | readonly (readonly [number, number])[];

/** Padding as a number, one per axis, [before, after] per axis, `same` or `valid`. */
export function padding(rank: number) {
  const side = integerSchema(0);
  const axis = z.union([z.int().min(0), expressionSchema, z.array(side).length(2)], {
    error: "a whole number, an expression or [before, after]",
  });
  const schema = z
    .union([z.int().min(0), expressionSchema, z.array(axis).length(rank)], {
      error: `a whole number, an expression, "same", "valid" or a list of ${rank}`,
    })
    .describe(
      'Zeros around the input: a number, one per axis, [before, after] per axis, "same" (output = input / stride, ' +
        'rounded up) or "valid" (none, as when absent).',
    );
  const none: Padding = Array.from({ length: rank }, () => [0, 0] as const);
  const field: Field<Padding, typeof schema, false> = {
    schema,
    needed: false,
    fallback: none,
    isConstant: (raw) => isLiteral(raw) || raw === "same" || raw === "valid",
    resolve(raw, environment, what) {
      if (raw === "same") return "same";
      if (raw === "valid") return none;
      const limits = { what, min: 0 };
      if (!Array.isArray(raw))
        return resolvePerAxis(raw as number | string, rank, environment, limits).map((n) => [n, n] as const);
      return raw.map((one) => {
        const [before, after] = Array.isArray(one) ? one : [one, one];
        return [
          resolveInteger(before ?? 0, environment, limits),
          resolveInteger(after ?? 0, environment, limits),
        ] as const;
      });
    },
  };
  return field;
}

/** A list of known whole numbers; one number stands for a list of one. */
export function integers(summary: string, min = -greatest) {
  const schema = z
    .union([z.int().min(min), expressionSchema, z.array(integerSchema(min)).min(1)], {
      error: "a whole number, an expression or a list of them",
    })
    .describe(summary);
  return makeField<readonly number[], typeof schema>(schema, (raw, env, what) => {
    const limits = { what, min };
    if (Array.isArray(raw)) return raw.map((one) => resolveInteger(one, env, limits));
    const value = typeof raw === "string" ? evaluateText(raw, env) : raw;
    if (Array.isArray(value) && value.every((one) => typeof one === "number"))
      return value.map((one: number) => checkRange(one, limits));
    return [resolveInteger(raw as number | string, env, limits)];
  });
}

/** Axes that have a name. */
const axisNames = { batch: 0, channels: 1, depth: -3, height: -2, width: -1, features: -1 } as const;
const axisName = z.enum(["batch", "channels", "depth", "height", "width", "features"]);
const greatestRank = 32;
const axisNumber = z.int().min(-greatestRank).max(greatestRank);

function resolveAxis(raw: number | string, environment: Environment): number {
  if (typeof raw === "string" && Object.hasOwn(axisNames, raw)) return axisNames[raw as keyof typeof axisNames];
  return resolveInteger(raw, environment, { what: "the axis", min: -greatestRank, max: greatestRank });
}

const isAxisLiteral = (raw: unknown): boolean => typeof raw !== "string" || Object.hasOwn(axisNames, raw);

const axisHelp =
  "A number (0 is the batch, negative ones count from the end), or batch, channels, depth, height, width, features (the last).";

/** One axis, by number or name. */
export function axis(summary: string) {
  const schema = z
    .union([axisNumber, axisName, expressionSchema], { error: "an axis" })
    .describe(`${summary} ${axisHelp}`);
  return { ...makeField<number, typeof schema>(schema, resolveAxis), isConstant: isAxisLiteral };
}

/** One axis or several. */
export function axes(summary: string) {
  const one = z.union([axisNumber, axisName, expressionSchema], { error: "an axis" });
  const schema = z
    .union([axisNumber, axisName, expressionSchema, z.array(one).min(1)], { error: "an axis or a list of axes" })
    .describe(`${summary} ${axisHelp}`);
  const field = makeField<readonly number[], typeof schema>(schema, (raw, env) =>
    (Array.isArray(raw) ? raw : [raw]).map((item) => resolveAxis(item, env)),
  );
  return {
    ...field,
    isConstant: (raw: unknown) => (Array.isArray(raw) ? raw.every(isAxisLiteral) : isAxisLiteral(raw)),
  };
}

/** A list of sizes, which may be symbolic; with `rest`, one of them may be -1: what is left over. */
export function sizes(summary: string, rest = false) {
  const min = rest ? -1 : 1;
  const schema = z.array(integerSchema(min)).describe(summary);
  return makeField<readonly Dim[], typeof schema>(schema, (raw, env, what) =>
    raw.map((one) => resolveDim(one, env, { what, min })),
  );
}

/** How a weight is drawn. */
export function initialiser(summary: string) {
  const schema: InitialiserSchema = initialiserSchema.describe(summary);
  const field: Field<InitialiserChoice | undefined, InitialiserSchema, false> = {
    schema,
    needed: false,
    fallback: undefined,
    resolve: (raw) => (typeof raw === "string" ? { type: raw } : raw),
    isConstant: () => true,
  };
  return field;
}

function makeField<V, S extends z.ZodType>(
  schema: S,
  resolve: (raw: z.output<S>, environment: Environment, key: string) => V,
): Field<V | undefined, S, false> {
  return { schema, needed: false, fallback: undefined, resolve, isConstant: isLiteral };
}
