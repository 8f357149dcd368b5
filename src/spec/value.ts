/** Values of parameters and `let`: numbers, truth values, lists, and texts that are expressions. */
import type { Environment, Value } from "./environment.js";
import { evaluateText, valueText } from "./evaluate.js";
import { fail } from "./failure.js";
import type { ParameterDocument } from "./schema.js";

/** What a raw value is worth: texts are evaluated. */
export function resolveValue(raw: unknown, environment: Environment): Value {
  if (typeof raw === "string") return evaluateText(raw, environment);
  if (Array.isArray(raw)) return raw.map((one) => resolveValue(one, environment));
  return raw as number | boolean;
}

/** Type and default of a parameter, whichever way it is written. */
export function declarationOf(parameter: ParameterDocument): {
  readonly type: string | undefined;
  readonly fallback: unknown;
} {
  const types = ["integer", "number", "boolean", "string", "list"];
  if (typeof parameter === "string" && types.includes(parameter)) return { type: parameter, fallback: undefined };
  if (typeof parameter === "object" && !Array.isArray(parameter) && "type" in parameter) {
    return { type: parameter.type, fallback: parameter.default };
  }
  return { type: undefined, fallback: parameter };
}

/** A given value (or the default) checked against the parameter's type. */
export function resolveParameter(parameter: ParameterDocument, given: unknown, environment: Environment): Value {
  const { type, fallback } = declarationOf(parameter);
  const raw = given ?? fallback;
  if (raw === undefined)
    return fail("spec/missing-key", { key: "a value", where: "the parameter" }, { hint: "it has no default" });
  const value: Value = type === "string" && typeof raw === "string" ? raw : resolveValue(raw, environment);
  if (type === undefined || isOfType(value, type)) return value;
  return fail("spec/wrong-type", { expected: type, actual: valueText(value) });
}

function isOfType(value: Value, type: string): boolean {
  if (type === "list") return Array.isArray(value);
  if (type === "boolean" || type === "string") return typeof value === type;
  return typeof value !== "boolean" && typeof value !== "string" && !Array.isArray(value);
}
