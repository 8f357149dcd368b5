/** Texts with expressions in braces, for generated names: `stage{row}.{i}`. */
import type { Environment } from "./environment.js";
import { evaluateText, isNum, valueText } from "./evaluate.js";
import { fail } from "./failure.js";

type Part = { readonly text: string } | { readonly expression: string };

/** A longer name helps nobody. */
const longestText = 500;

/** A text whose expressions have been found. */
export class Template {
  /** Undefined where the text says the same everywhere. */
  private readonly parts: readonly Part[] | undefined;

  constructor(readonly text: string) {
    this.parts = text.includes("{") ? splitText(text) : undefined;
  }

  /** The text with its expressions replaced by their values. Throws `SpecFailure`. */
  fill(environment: Environment): string {
    if (this.parts === undefined) return this.text;
    let result = "";
    for (const part of this.parts) {
      result += "text" in part ? part.text : partText(part.expression, environment);
    }
    if (result.length <= longestText) return result;
    return fail("spec/out-of-range", {
      what: "the length of a name",
      value: `${result.length}`,
      range: `at most ${longestText}`,
    });
  }
}

function splitText(text: string): Part[] {
  const parts: Part[] = [];
  const braces = /\{([^{}]*)\}/g;
  let end = 0;
  for (const found of text.matchAll(braces)) {
    if (found.index > end) parts.push({ text: text.slice(end, found.index) });
    parts.push({ expression: found[1] ?? "" });
    end = found.index + found[0].length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

function partText(expression: string, environment: Environment): string {
  const value = evaluateText(expression, environment);
  if (typeof value === "string") return value;
  if (isNum(value)) return valueText(value);
  return fail("expression/wrong-type", { expression, expected: "a number or a name", actual: valueText(value) });
}
