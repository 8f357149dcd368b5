/** Dimensions, counts and derivations as TeX. */

import type { Count, Dim } from "./expression.js";
import { type Notation, type NotationStyle, renderNotation } from "./notation.js";
import { notationOf } from "./text.js";

const TEX_STYLE: NotationStyle = {
  integer: (value) => value.toString(),
  name: texName,
  call: (name, args) => `${texOperator(name)}\\left(${args.join(", ")}\\right)`,
  rounded: (direction, value) => `\\left\\l${direction} ${value} \\right\\r${direction}`,
  power: (base, exponent) => `${base}^{${exponent}}`,
  modulo: (left, right) => `${left} \\bmod ${right}`,
  parentheses: (value) => `\\left(${value}\\right)`,
  product: (factors, sign) => factors.join(sign === "×" ? " \\times " : " \\cdot "),
  verbatim: (text) => `\\mathrm{${escapeTex(text)}}`,
  slash: false,
  quotient: (numerator, denominator) => `\\frac{${numerator}}{${denominator}}`,
};

/** The dimension or count as TeX for math mode: `\left\lfloor \frac{H - 1}{2} \right\rfloor + 1`. */
export function tex(value: Dim | Count): string {
  return renderTex(notationOf(value));
}

export function renderTex(notation: Notation): string {
  return renderNotation(notation, TEX_STYLE);
}

function texName(name: string): string {
  return /^[A-Za-z]$/.test(name) ? name : `\\mathit{${escapeTex(name)}}`;
}

function texOperator(name: string): string {
  return name === "min" || name === "max" ? `\\${name}` : `\\operatorname{${escapeTex(name)}}`;
}

const TEX_SPECIAL: Readonly<Record<string, string>> = {
  "\\": "\\backslash{}",
  "^": "\\hat{}",
  "~": "\\sim{}",
  "·": "\\cdot{}",
};

function escapeTex(text: string): string {
  return text.replace(/[\\^~·]|[_%$#&{}]/g, (character) => TEX_SPECIAL[character] ?? `\\${character}`);
}
