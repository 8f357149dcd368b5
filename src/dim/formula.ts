/** Counts as sums of products: the list of factors that is printed, `6×5×5×16 + 16 = 2,416`, is the one that is multiplied. */

import { productCount, sumCounts } from "./arithmetic.js";
import type { Count, Dim } from "./expression.js";
import { type Notation, renderText, type TextOptions } from "./notation.js";
import { renderTex } from "./tex.js";
import { notationOf, text } from "./text.js";

/** One factor with its role (`kernel`, `batch`, ...), in the order in which it is shown. */
export interface Factor {
  readonly role: string;
  readonly value: Dim;
}

export interface Product {
  readonly factors: readonly Factor[];
  /** What the product counts: "weights", "bias". */
  readonly what?: string;
}

/** A sum of products. */
export type Formula = readonly Product[];

export interface FormulaOptions extends TextOptions {
  /** Roles that are left out where their value is 1, such as `batch`. */
  readonly hide?: readonly string[];
}

/** The exact value of one product; 1 for no factors. */
function totalOfProduct(product: Product): Count {
  return productCount(product.factors.map(({ value }) => value));
}

/** The exact value of a formula; 0 for no products. */
export function totalOf(formula: Formula): Count {
  return sumCounts(formula.map(totalOfProduct));
}

/** The formula with its total; a lone number stands for itself. */
export function printFormula(formula: Formula, options: FormulaOptions = {}): string {
  const expression = renderText(formulaNotation(formula, options.hide ?? []), options);
  const total = text(totalOf(formula), options);
  return expression === total ? total : `${expression} = ${total}`;
}

/** The formula with its total as TeX for math mode. */
export function texFormula(formula: Formula, options: FormulaOptions = {}): string {
  const expression = renderTex(formulaNotation(formula, options.hide ?? []));
  const total = renderTex(notationOf(totalOf(formula)));
  return expression === total ? total : `${expression} = ${total}`;
}

function formulaNotation(formula: Formula, hide: readonly string[]): Notation {
  const [first] = formula;
  if (first === undefined) return notationOf(0n);
  if (formula.length === 1) return productNotation(first, hide);
  return { kind: "sum", terms: formula.map((product) => ({ minus: false, value: productNotation(product, hide) })) };
}

function productNotation(product: Product, hide: readonly string[]): Notation {
  const shown = product.factors.filter(({ role, value }) => value !== 1 || !hide.includes(role));
  const factors = shown.map(({ value }) => notationOf(value));
  const [only] = factors;
  if (only === undefined) return notationOf(1n);
  return factors.length === 1 ? only : { kind: "product", factors, sign: "×" };
}
