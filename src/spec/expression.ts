/** Expressions of a specification: their trees by text, their built-in functions, and hints for unknown names. */
import { closestName } from "../ops/index.js";
import { type Expression, ExpressionParser, refusal } from "./expression-parser.js";
import { SpecFailure } from "./failure.js";

/** Longer texts are refused: no network needs them, and the parser recurses. */
const longestExpression = 500;
/** Parsed texts that are kept; beyond this many the store starts anew. */
const mostRemembered = 10_000;

/** Functions that every expression knows, with the number of arguments each takes (least, most). */
export const builtInFunctions = {
  floor: [1, 1],
  ceil: [1, 1],
  round: [1, 1],
  abs: [1, 1],
  min: [1, 16],
  max: [1, 16],
  mod: [2, 2],
  gcd: [2, 2],
  length: [1, 1],
  sum: [1, 1],
} as const satisfies Record<string, readonly [number, number]>;

const remembered = new Map<string, Expression | SpecFailure>();

/**
 * The tree of an expression, remembered by its text.
 * @throws SpecFailure with `expression/syntax` or `expression/not-allowed`
 */
export function parseExpression(text: string): Expression {
  const known = remembered.get(text);
  const result = known ?? readExpression(text);
  if (known === undefined) {
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(text, result);
  }
  if (result instanceof SpecFailure) throw result;
  return result;
}

function readExpression(text: string): Expression | SpecFailure {
  const trimmed = text.trim();
  if (trimmed.length > longestExpression) return refusal(trimmed, `more than ${longestExpression} characters`);
  try {
    return new ExpressionParser(trimmed).parse();
  } catch (thrown) {
    if (thrown instanceof SpecFailure) return thrown;
    throw thrown;
  }
}

/** `did you mean ...?` over the names and functions that an expression can see. */
export function nameHint(name: string, known: Iterable<string>): string | undefined {
  if (Object.hasOwn(builtInFunctions, name)) return `it is a function: write ${name}(...)`;
  if (name.length < 3) return undefined;
  return closestName(name, [...known, ...Object.keys(builtInFunctions), "in", "previous"]);
}
