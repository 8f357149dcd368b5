/** The grammar of expressions: from a text to its tree, refusing with a hint whatever else a reader might try. */
import { diagnose } from "../diagnostic.js";
import { SpecFailure } from "./failure.js";
import { decimalNum, type Num } from "./number.js";

export type BinaryOperator = "+" | "-" | "*" | "/" | "%" | "^" | Comparison | "and" | "or";
export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=";

/** What an expression may consist of. */
export type Expression =
  | { readonly kind: "constant"; readonly value: Num | boolean | string }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "member"; readonly object: Expression; readonly member: string }
  | { readonly kind: "element"; readonly list: Expression; readonly index: Expression }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "negative" | "not"; readonly operand: Expression }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "if"; readonly condition: Expression; readonly then: Expression; readonly otherwise: Expression }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] };

/** How tightly the operators between two operands bind, as in mathjs; `^` and the signs are read by themselves. */
const binding: Readonly<Record<string, readonly [level: number, operator: BinaryOperator]>> = {
  or: [1, "or"],
  and: [2, "and"],
  "==": [3, "=="],
  "!=": [3, "!="],
  "<": [3, "<"],
  "<=": [3, "<="],
  ">": [3, ">"],
  ">=": [3, ">="],
  "+": [4, "+"],
  "-": [4, "-"],
  "*": [5, "*"],
  "/": [5, "/"],
  "%": [5, "%"],
  mod: [5, "%"],
};
const comparisonLevel = 3;

/** A number, a word, a quoted text, or an operator; digits and letters that run into each other are two tokens. */
const token = /\s*((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|[a-z_]\w*|"[^"\\]*"|'[^'\\]*'|[=!<>]=|\/\/|\?\.|\S|$)/giy;
const word = /^[a-z_]\w*$/i;
const startOfOperand = /^([\w("'[]|\.\d)/;

/** What stands between or behind operands elsewhere, by its sign: what it is, and what to write. */
const refusals: Readonly<Record<string, readonly [feature: string, hint?: string]>> = {
  "=": ["an assignment", "write == to compare"],
  ";": ["several statements"],
  ":": ["a range", "write { repeat: { times: n } } to count"],
  "{": ["an object"],
  "!": ["the operator !", "write not ..."],
  "|": ["the operator |", "write or"],
  "&": ["the operator &", "write and"],
  "//": ["the operator //", "write floor(a / b)"],
  "%": ["a percentage", "write 0.5, or a % b for the remainder"],
  to: ["the operator to", "units are not known here"],
  xor: ["the operator xor", "write !="],
};

/** Names through which an object would show more than its own data. */
function isForbidden(name: string): boolean {
  return name.startsWith("__") || name in Object.prototype || name === "prototype" || name === "import";
}

/** An expression as messages quote it. */
export function shortText(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** The finding about a text that is no expression of a specification. */
export function refusal(expression: string, feature: string, hint?: string): SpecFailure {
  return new SpecFailure(diagnose("expression/not-allowed", { expression: shortText(expression), feature }, { hint }));
}

/** Reads one text by recursive descent. Throws {@link SpecFailure}. */
export class ExpressionParser {
  private readonly tokens: readonly string[];
  private at = 0;

  constructor(private readonly text: string) {
    this.tokens = Array.from(text.matchAll(token), ([, found = ""]) => found);
  }

  parse(): Expression {
    if (this.peek() === "") this.refuse("nothing at all");
    const expression = this.choice();
    return this.peek() === "" ? expression : this.refuseNext();
  }

  private peek(): string {
    return this.tokens[this.at] ?? "";
  }

  private take(): string {
    const taken = this.peek();
    this.at += 1;
    return taken;
  }

  private expect(expected: string): void {
    if (this.peek() !== expected) this.refuseNext(`"${expected}"`);
    this.at += 1;
  }

  private refuse(feature: string, hint?: string): never {
    throw refusal(this.text, feature, hint);
  }

  /** Ends at a token that cannot stand where it stands. */
  private refuseNext(expected = "an operator"): never {
    const next = this.peek();
    const known = Object.hasOwn(refusals, next) ? refusals[next] : undefined;
    if (known !== undefined) return this.refuse(...known);
    if (expected === "an operator" && startOfOperand.test(next)) {
      return this.refuse("a product without a sign", "write 2 * H");
    }
    const found = next === "" ? "the end" : `"${next}"`;
    const reason = `expected ${expected}, found ${found}`;
    throw new SpecFailure(diagnose("expression/syntax", { expression: shortText(this.text), reason }));
  }

  private choice(): Expression {
    const condition = this.operation(1);
    if (this.peek() !== "?") return condition;
    this.at += 1;
    const then = this.choice();
    this.expect(":");
    return { kind: "if", condition, then, otherwise: this.choice() };
  }

  /** Operands and the operators between them that bind at least as tightly as `level`. */
  private operation(level: number): Expression {
    let left = this.signed();
    let compared: Expression | undefined;
    for (;;) {
      const [found = 0, operator] = Object.hasOwn(binding, this.peek()) ? (binding[this.peek()] ?? []) : [];
      if (operator === undefined || found < level) return left;
      const following = this.tokens[this.at + 1] ?? "";
      if (this.peek() === "%" && !startOfOperand.test(following) && !/^[-+]/.test(following)) return this.refuseNext();
      this.at += 1;
      const right = this.operation(found + 1);
      if (found !== comparisonLevel) {
        left = { kind: "binary", operator, left, right };
        continue;
      }
      // a < b < c means a < b and b < c.
      const link: Expression = { kind: "binary", operator, left: compared ?? left, right };
      left = compared === undefined ? link : { kind: "binary", operator: "and", left, right: link };
      compared = right;
    }
  }

  private signed(): Expression {
    const sign = this.peek();
    if (sign === "+" || sign === "-" || sign === "not") {
      this.at += 1;
      const operand = this.signed();
      return sign === "+" ? operand : { kind: sign === "-" ? "negative" : "not", operand };
    }
    const base = this.operand();
    if (this.peek() !== "^") return base;
    this.at += 1;
    return { kind: "binary", operator: "^", left: base, right: this.signed() };
  }

  /** A value with its members and elements. */
  private operand(): Expression {
    const first = this.peek();
    if (/^[.\d]/.test(first) && first !== ".") return this.number(this.take());
    let value = this.primary();
    for (;;) {
      if (this.peek() === "[") {
        this.at += 1;
        value = { kind: "element", list: value, index: this.choice() };
        if (this.peek() === ",") this.refuse("an index with several parts");
        this.expect("]");
      } else if (this.peek() === ".") {
        this.at += 1;
        if (!word.test(this.peek())) this.refuseNext("a name");
        value = { kind: "member", object: value, member: this.name(this.take()) };
        if (this.peek() === "(") this.refuse("a method call");
      } else if (this.peek() === "?.") {
        return this.refuse("?.");
      } else {
        return value;
      }
    }
  }

  private primary(): Expression {
    const next = this.peek();
    if (next === "(") {
      this.at += 1;
      const inner = this.choice();
      this.expect(")");
      return inner;
    }
    if (next === "[") return { kind: "list", items: this.items("]") };
    if (/^["']./.test(next)) return { kind: "constant", value: this.take().slice(1, -1) };
    if (!word.test(next) || next === "and" || next === "or" || next === "xor") return this.refuseNext("a value");
    this.at += 1;
    if (next === "true" || next === "false") return { kind: "constant", value: next === "true" };
    if (next === "null" || next === "undefined") return this.refuse(`the word ${next}`);
    const name = this.name(next);
    return this.peek() === "(" ? { kind: "call", name, args: this.items(")") } : { kind: "name", name };
  }

  /** What stands between brackets, separated by commas. */
  private items(end: string): readonly Expression[] {
    this.at += 1;
    const items: Expression[] = [];
    while (this.peek() !== end) {
      if (items.length > 0) this.expect(",");
      items.push(this.choice());
    }
    this.at += 1;
    return items;
  }

  private number(written: string): Expression {
    const value = decimalNum(written);
    if (value === undefined) return this.refuse(`the number ${shortText(written)}`, "at most 15 digits");
    return { kind: "constant", value };
  }

  private name(name: string): string {
    return isForbidden(name) ? this.refuse(`the name "${name}"`) : name;
  }
}
