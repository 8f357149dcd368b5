/** What stands after an option, read strictly: sizes, shapes, assumptions, quantities, codes to ignore. */
import { parseQuantity } from "../analysis/budget.js";
import type { Assumption } from "../dim/index.js";
import { UsageError } from "./io.js";

const largest = Number.MAX_SAFE_INTEGER;

function positive(written: string): number | undefined {
  if (!/^\d{1,16}$/.test(written)) return undefined;
  const value = Number(written);
  return value >= 1 && value <= largest ? value : undefined;
}

/** `N=1` or `H=224,W=224`; `N=N` keeps the batch open. */
export function parseSizes(written: readonly string[]): Readonly<Record<string, number | "symbolic">> {
  const sizes = new Map<string, number | "symbolic">();
  for (const part of written.flatMap((text) => text.split(","))) {
    const [name = "", value = "", ...more] = part.trim().split("=");
    if (!/^[A-Za-z_][^\s=]*$/.test(name) || more.length > 0) {
      throw new UsageError(
        `--dim takes a name and a size, not "${part}"`,
        "for example --dim N=8 or --dim H=256,W=256",
      );
    }
    const size = value === name ? "symbolic" : positive(value);
    if (size === undefined) throw new UsageError(`--dim ${name}: "${value}" is not a whole number of at least 1`);
    sizes.set(name, size);
  }
  return Object.fromEntries(sizes);
}

/** `3x256x256` or `image=3x256x256`; the empty name is the only input. */
export function parseInputs(written: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const inputs = new Map<string, readonly number[]>();
  for (const part of written) {
    const at = part.lastIndexOf("=");
    const sizes = part
      .slice(at + 1)
      .split(/[x×]/i)
      .map(positive);
    const known = sizes.filter((size) => size !== undefined);
    if (known.length !== sizes.length) {
      throw new UsageError(
        `--input takes sizes without the batch, not "${part}"`,
        "for example --input 3x256x256 or --input left=3x256x256",
      );
    }
    inputs.set(at < 0 ? "" : part.slice(0, at), known);
  }
  return inputs;
}

/** `sr=16000` or `mask=1,0,1`: the elements of an input. */
export function parseValues(written: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const values = new Map<string, readonly number[]>();
  for (const part of written) {
    const at = part.lastIndexOf("=");
    const numbers = part
      .slice(at + 1)
      .split(",")
      .map((text) => (text.trim() === "" ? Number.NaN : Number(text)));
    if (at < 1 || !numbers.every(Number.isFinite)) {
      throw new UsageError(`--value takes an input and numbers, not "${part}"`, "for example --value sr=16000");
    }
    values.set(part.slice(0, at), numbers);
  }
  return values;
}

type Fact = (symbol: string, numbers: readonly number[]) => Assumption;

const facts: readonly (readonly [RegExp, Fact])[] = [
  [
    /^(\w+)\s*%\s*(\d+)\s*==?\s*(\d+)$/,
    (symbol, [multipleOf = 1, remainder = 0]) => ({ symbol, multipleOf, remainder }),
  ],
  [/^(\w+)\s*>=\s*(\d+)$/, (symbol, [min = 1]) => ({ symbol, min })],
  [/^(\w+)\s*>\s*(\d+)$/, (symbol, [min = 0]) => ({ symbol, min: min + 1 })],
  [/^(\w+)\s*<=\s*(\d+)$/, (symbol, [max = 1]) => ({ symbol, max })],
  [/^(\w+)\s*<\s*(\d+)$/, (symbol, [max = 2]) => ({ symbol, max: max - 1 })],
  [/^(\w+)\s*==?\s*(\d+)$/, (symbol, [equals = 1]) => ({ symbol, equals })],
];

/** `H % 32 == 0`, `H >= 32`, several joined by `and` or a comma. */
export function parseAssumptions(written: readonly string[]): readonly Assumption[] {
  const parts = written.flatMap((text) => text.split(/\s+and\s+|,|&&/)).map((part) => part.trim());
  return parts.map((part) => {
    for (const [pattern, fact] of facts) {
      const match = pattern.exec(part);
      if (match === null) continue;
      const [, symbol = "", ...numbers] = match;
      const values = numbers.map(Number);
      if (values.every(Number.isSafeInteger) && /^[A-Za-z_]/.test(symbol)) return fact(symbol, values);
    }
    throw new UsageError(
      `--assume does not understand "${part}"`,
      'for example --assume "H % 32 == 0" or --assume "H >= 64"',
    );
  });
}

/** `5M`, `62378344`, `100MB`. */
export function parseAmount(option: string, written: string): bigint {
  const value = parseQuantity(written);
  if (value === undefined)
    throw new UsageError(`${option}: "${written}" is not a quantity`, "for example 5M, 62,378,344 or 100MB");
  return value;
}

/** A whole number of at least `least`. */
export function parseWhole(option: string, written: string, least: number): number {
  const value = /^\d{1,9}$/.test(written) ? Number(written) : undefined;
  if (value === undefined || value < least)
    throw new UsageError(`${option}: "${written}" is not a whole number of at least ${least}`);
  return value;
}

/** Values of a range that gives no list: as many as a table shows. */
const mostValues = 10;

/** `depth=5..50` (at most ten values, evenly spaced) or `depth=5,10,20`. */
export function parseRange(
  option: string,
  written: string,
): { readonly parameter: string; readonly values: readonly number[] } {
  const found = /^([A-Za-z_]\w*)=(?:(\d{1,9})\.\.(\d{1,9})|(\d{1,9}(?:,\d{1,9})*))$/.exec(written);
  const [, parameter = "", low, high, list] = found ?? [];
  const hint = "for example depth=5..50 or depth=5,10,20";
  if (found === null) throw new UsageError(`${option} takes a parameter and its values, not "${written}"`, hint);
  if (list !== undefined) return { parameter, values: [...new Set(list.split(",").map(Number))] };
  const [from, to] = [Number(low), Number(high)];
  if (to < from) throw new UsageError(`${option}: ${to} is less than ${from}`, hint);
  const step = Math.max(1, Math.ceil((to - from + 1) / mostValues));
  return { parameter, values: Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step) };
}

export interface Ignored {
  readonly code: string;
  readonly node: string | undefined;
}

/** `shape/assumed` everywhere, `shape/assumed@conv5` at one node. */
export function parseIgnored(written: readonly string[], codes: readonly string[]): readonly Ignored[] {
  return written
    .flatMap((text) => text.split(","))
    .map((text) => {
      const at = text.indexOf("@");
      const code = at < 0 ? text : text.slice(0, at);
      if (!codes.includes(code)) throw new UsageError(`--ignore: there is no code "${code}"`);
      return { code, node: at < 0 ? undefined : text.slice(at + 1) };
    });
}
