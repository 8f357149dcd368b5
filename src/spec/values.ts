/** Values of parameters and of `let`: how they are written, computed and checked. */
import { Expr } from "../dim/index.js";
import { closestName } from "../ops/index.js";
import { broken, type Environment, type Value } from "./environment.js";
import { evaluateText, isNum, valueText } from "./evaluate.js";
import { fail } from "./failure.js";
import type { Findings } from "./findings.js";
import { decimalNum, negateNum } from "./number.js";
import type { Place } from "./place.js";
import type { ParameterDocument } from "./schema.js";
import { Template } from "./template.js";
import type { RawValue } from "./value-schema.js";

type ParameterType = "integer" | "number" | "boolean" | "string" | "list";

/** A parameter with its type and, where it may be left out, its default. */
export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly fallback: RawValue | undefined;
}

const plainName = /^[A-Za-z_]\w*$/;

/** Names that a parameter or a `let` value cannot have: they mean something already. */
const taken = new Set(["in", "previous", "true", "false", "null", "undefined", "and", "or", "not", "mod", "to", "xor"]);
/** Keys of a `use`, which therefore cannot be parameters of a block. */
export const keysOfUse: ReadonlySet<string> = new Set(["use", "name", "from", "when", "weights"]);

/** Refuses what cannot be the name of a value. */
export function checkValueName(name: string, ofBlock = false): void {
  const isTaken = taken.has(name) || (ofBlock && keysOfUse.has(name));
  if (plainName.test(name) && !isTaken && !(name in Object.prototype) && !name.startsWith("__")) return;
  const reason = isTaken ? "it has a meaning of its own" : "names of values are letters, digits and _";
  fail("spec/misused", { what: `the name "${name}"`, reason });
}

/** A parameter from how it is written: a type, a default, or both. Throws `SpecFailure` where it cannot have its name. */
export function readParameter(name: string, written: ParameterDocument, ofBlock = false): Parameter {
  checkValueName(name, ofBlock);
  if (typeof written === "string") return { name, type: written, fallback: undefined };
  if (typeof written === "object" && !Array.isArray(written))
    return { name, type: written.type, fallback: written.default };
  return { name, type: typeOf(written), fallback: written };
}

function typeOf(value: number | boolean | readonly unknown[]): ParameterType {
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return "list";
}

/** The value of something written where any value may stand: texts are expressions. Throws `SpecFailure`. */
function resolveValue(written: RawValue, environment: Environment): Value {
  return typeof written === "string" ? evaluateText(written, environment) : literalValue(written);
}

/** The value of something written in a list or a table, where a text is a text. Throws `SpecFailure`. */
export function literalValue(written: RawValue): Value {
  if (typeof written === "number") return numberValue(written);
  return typeof written === "object" ? written.map(literalValue) : written;
}

/** A list as written, or what an expression gives. Throws `SpecFailure`. */
export function resolveList(
  written: string | readonly RawValue[],
  environment: Environment,
  place: Place,
): readonly Value[] {
  if (typeof written !== "string") return written.map(literalValue);
  const value = evaluateText(written, environment);
  if (Array.isArray(value)) return value;
  return fail(
    "expression/wrong-type",
    { expression: written, expected: "a list", actual: valueText(value) },
    place.context,
  );
}

/** A decimal means what its digits say, not the nearest binary fraction. */
function numberValue(written: number): Value {
  if (Number.isSafeInteger(written)) return written;
  const size = decimalNum(String(Math.abs(written)));
  if (size === undefined)
    return fail("spec/out-of-range", { what: "the number", value: `${written}`, range: "of at most 15 digits" });
  return written < 0 ? negateNum(size) : size;
}

/** An argument or default as the parameter's type wants it. Throws `SpecFailure`. */
function resolveParameter({ name, type }: Parameter, written: RawValue, environment: Environment): Value {
  if (type === "string") return textArgument(written, environment);
  const value = resolveValue(written, environment);
  if (hasType(value, type)) return value;
  const expected = type === "integer" ? "a whole number" : type === "boolean" ? "true or false" : `a ${type}`;
  if (type === "integer" && isNum(value)) {
    return fail("spec/not-a-whole-number", { expression: `${name}: ${String(written)}`, value: valueText(value) });
  }
  return fail("expression/wrong-type", {
    expression: `${name}: ${String(written)}`,
    expected,
    actual: valueText(value),
  });
}

function hasType(value: Value, type: ParameterType): boolean {
  if (type === "integer") return typeof value === "number" || value instanceof Expr;
  if (type === "number") return isNum(value);
  if (type === "list") return Array.isArray(value);
  return typeof value === type;
}

/** A text is itself; in braces stands an expression. */
function textArgument(written: RawValue, environment: Environment): Value {
  if (typeof written !== "string")
    return fail("spec/wrong-type", { expected: "a text", actual: JSON.stringify(written) });
  return new Template(written).fill(environment);
}

/** Puts `let` values into the environment, one after the other. */
export function defineValues(
  written: Readonly<Record<string, RawValue>> | undefined,
  place: Place,
  environment: Environment,
  findings: Findings,
): void {
  for (const [name, value] of Object.entries(written ?? {})) {
    try {
      checkValueName(name);
      environment.define(name, resolveValue(value, environment));
    } catch (thrown) {
      environment.define(name, broken);
      findings.catch(thrown, place.child(name));
    }
  }
}

/** Puts the parameters into the environment: what is given, else the defaults; reports what is missing or unknown. */
export function defineParameters(
  parameters: readonly Parameter[],
  given: Readonly<Record<string, unknown>>,
  outer: Environment,
  environment: Environment,
  place: Place,
  what: string,
  findings: Findings,
): void {
  for (const parameter of parameters) {
    const { name, fallback } = parameter;
    const written = Object.hasOwn(given, name) ? (given[name] as RawValue) : undefined;
    try {
      if (written !== undefined) environment.define(name, resolveParameter(parameter, written, outer));
      else if (fallback !== undefined) environment.define(name, resolveParameter(parameter, fallback, environment));
      else fail("spec/missing-key", { key: name, where: what });
    } catch (thrown) {
      environment.define(name, broken);
      findings.catch(thrown, written === undefined ? place : place.child(name));
    }
  }
  const known = parameters.map(({ name }) => name);
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    try {
      fail("spec/unknown-key", { key: name, where: what }, { hint: closestName(name, known) });
    } catch (thrown) {
      findings.catch(thrown, place.child(name));
    }
  }
}
