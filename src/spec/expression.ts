/** Expressions of a specification: mathjs parses them, this file keeps what is allowed and refuses the rest. */
import { diagnose } from "../diagnostic.js";
import { closestName } from "../ops/index.js";
import { type MathNode, parse } from "./expression-parser/mathjs-parse.js";
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

const operators: Readonly<Record<string, BinaryOperator>> = {
  add: "+",
  subtract: "-",
  multiply: "*",
  divide: "/",
  mod: "%",
  pow: "^",
  equal: "==",
  unequal: "!=",
  smaller: "<",
  smallerEq: "<=",
  larger: ">",
  largerEq: ">=",
  and: "and",
  or: "or",
};

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

const plainName = /^[A-Za-z_]\w*$/;
const plainInteger = /^\d{1,15}$/;

function readExpression(text: string): Expression | SpecFailure {
  const trimmed = text.trim();
  if (plainInteger.test(trimmed)) return { kind: "constant", value: Number(trimmed) };
  if (plainName.test(trimmed) && !words.has(trimmed) && !isForbidden(trimmed)) return { kind: "name", name: trimmed };
  try {
    if (trimmed.length > longestExpression) {
      return refusal(trimmed, `more than ${longestExpression} characters`);
    }
    return new Reader(trimmed).convert(parse(trimmed.replace(/\s+/g, " ")));
  } catch (thrown) {
    if (thrown instanceof SpecFailure) return thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return new SpecFailure(diagnose("expression/syntax", { expression: shortText(trimmed), reason }));
  }
}

/** Names that mean something to the parser, so that a bare one is no variable. */
const words = new Set(["true", "false", "null", "undefined", "and", "or", "not", "mod", "to", "xor"]);

/** Names through which an object would show more than its own data. */
function isForbidden(name: string): boolean {
  return name.startsWith("__") || name in Object.prototype || name === "prototype" || name === "import";
}

/** An expression as messages quote it. */
export function shortText(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function refusal(expression: string, feature: string, hint?: string): SpecFailure {
  return new SpecFailure(diagnose("expression/not-allowed", { expression: shortText(expression), feature }, { hint }));
}

/** What the parser knows and expressions do not have, with a hint. */
const rejected: Readonly<Partial<Record<string, readonly [feature: string, hint?: string]>>> = {
  AssignmentNode: ["an assignment", "write == to compare"],
  FunctionAssignmentNode: ["a function definition", "define functions under `functions:`"],
  BlockNode: ["several statements"],
  ObjectNode: ["an object"],
  RangeNode: ["a range", "write { repeat: { times: n } } to count"],
};

/** Turns the parser's tree into ours, refusing whatever is not listed here. */
class Reader {
  constructor(private readonly text: string) {}

  convert(node: MathNode): Expression {
    switch (node.type) {
      case "ConstantNode":
        return this.constant(node.value, node.text);
      case "SymbolNode":
        return { kind: "name", name: this.allowedName(node.name) };
      case "ParenthesisNode":
        return this.convert(node.content);
      case "ArrayNode":
        return { kind: "list", items: node.items.map((item) => this.convert(item)) };
      case "ConditionalNode":
        return {
          kind: "if",
          condition: this.convert(node.condition),
          then: this.convert(node.trueExpr),
          otherwise: this.convert(node.falseExpr),
        };
      case "RelationalNode":
        return this.chain(
          node.conditionals,
          node.params.map((part) => this.convert(part)),
        );
      case "AccessorNode":
        return this.access(node.object, node.index.dimensions, node.index.dotNotation === true, node.optionalChaining);
      case "FunctionNode":
        return this.call(node.fn, node.args);
      case "OperatorNode":
        return this.operator(node.fn, node.args, node.implicit, node.isPercentage, node.op);
      default:
        return this.refuse(...(rejected[node.type] ?? [`a ${node.type}`]));
    }
  }

  private refuse(feature: string, hint?: string): never {
    throw refusal(this.text, feature, hint);
  }

  private allowedName(name: string): string {
    if (isForbidden(name) || !plainName.test(name)) this.refuse(`the name "${name}"`);
    return name;
  }

  private constant(value: unknown, text: string): Expression {
    if (typeof value === "boolean" || typeof value === "string") return { kind: "constant", value };
    if (typeof value !== "number") return this.refuse(text === "undefined" ? "nothing at all" : `the word ${text}`);
    if (!/^(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text)) return this.refuse(`the number ${text}`);
    const number = decimalNum(text);
    if (number === undefined) return this.refuse(`the number ${shortText(text)}`, "at most 15 digits");
    return { kind: "constant", value: number };
  }

  private chain(comparisons: readonly string[], parts: readonly Expression[]): Expression {
    let result: Expression | undefined;
    comparisons.forEach((name, index) => {
      const [left, right] = [parts[index], parts[index + 1]];
      const operator = operators[name];
      if (left === undefined || right === undefined || operator === undefined)
        return this.refuse(`the comparison ${name}`);
      const link: Expression = { kind: "binary", operator, left, right };
      result = result === undefined ? link : { kind: "binary", operator: "and", left: result, right: link };
    });
    return result ?? this.refuse("an empty comparison");
  }

  private access(object: MathNode, index: readonly MathNode[], dot: boolean, optional: boolean): Expression {
    const [only, second] = index;
    if (optional) return this.refuse("?.");
    if (only === undefined || second !== undefined) return this.refuse("an index with several parts");
    if (!dot) return { kind: "element", list: this.convert(object), index: this.convert(only) };
    const member = only.type === "ConstantNode" ? String(only.value) : this.refuse("a computed member");
    return { kind: "member", object: this.convert(object), member: this.allowedName(member) };
  }

  private call(callee: MathNode, args: readonly MathNode[]): Expression {
    if (callee.type !== "SymbolNode") return this.refuse("a method call");
    return { kind: "call", name: this.allowedName(callee.name), args: args.map((arg) => this.convert(arg)) };
  }

  private operator(
    fn: string,
    args: readonly MathNode[],
    implicit: boolean,
    percentage: boolean,
    op: string,
  ): Expression {
    const [left, right] = args;
    if (implicit) return this.refuse("a product without a sign", "write 2 * H");
    if (percentage) return this.refuse("a percentage", "write 0.5, or a % b for the remainder");
    if (left === undefined) return this.refuse(`the operator ${op}`);
    if (right === undefined) {
      if (fn === "unaryMinus") return { kind: "negative", operand: this.convert(left) };
      if (fn === "unaryPlus") return this.convert(left);
      if (fn === "not") return { kind: "not", operand: this.convert(left) };
      return this.refuse(`the operator ${op}`, op === "!" ? "write not ..." : undefined);
    }
    const operator = Object.hasOwn(operators, fn) ? operators[fn] : undefined;
    if (operator === undefined) return this.refuse(`the operator ${op}`, operatorHints[op]);
    return { kind: "binary", operator, left: this.convert(left), right: this.convert(right) };
  }
}

const operatorHints: Readonly<Record<string, string>> = {
  "|": "write or",
  "&": "write and",
  "//": "write floor(a / b)",
  to: "units are not known here",
};

/** `did you mean ...?` over the names and functions that an expression can see. */
export function nameHint(name: string, known: Iterable<string>): string | undefined {
  if (Object.hasOwn(builtInFunctions, name)) return `it is a function: write ${name}(...)`;
  if (name.length < 3) return undefined;
  return closestName(name, [...known, ...Object.keys(builtInFunctions), "in", "previous"]);
}
