// The types of the generated mathjs-parse.js: the nodes mathjs's parser gives, as plain data.

export interface ConstantNode {
  readonly type: "ConstantNode";
  /** A number, a string literal, or what `true`, `false`, `null`, `undefined` stand for. */
  readonly value: number | string | boolean | null | undefined;
  /** As written: an integer beyond 2^53 is exact here and rounded in `value`. */
  readonly text: string;
}
export interface SymbolNode {
  readonly type: "SymbolNode";
  readonly name: string;
}
export interface OperatorNode {
  readonly type: "OperatorNode";
  /** As written, `+`; the word for `and`, `or`, `not`, `mod`. */
  readonly op: string;
  /** mathjs's name of it: `add`, `unaryMinus`, `smallerEq`, ... */
  readonly fn: string;
  readonly args: readonly MathNode[];
  /** A product without a sign between its factors: `2 H`. */
  readonly implicit: boolean;
  /** `50%`, which mathjs reads as 50 / 100. */
  readonly isPercentage: boolean;
}
export interface FunctionNode {
  readonly type: "FunctionNode";
  /** A SymbolNode for `f(x)`, an AccessorNode for `a.f(x)`. */
  readonly fn: MathNode;
  readonly args: readonly MathNode[];
  readonly optional: boolean;
}
export interface ConditionalNode {
  readonly type: "ConditionalNode";
  readonly condition: MathNode;
  readonly trueExpr: MathNode;
  readonly falseExpr: MathNode;
}
export interface ParenthesisNode {
  readonly type: "ParenthesisNode";
  readonly content: MathNode;
}
export interface AccessorNode {
  readonly type: "AccessorNode";
  readonly object: MathNode;
  readonly index: IndexNode;
  readonly optionalChaining: boolean;
}
export interface IndexNode {
  readonly type: "IndexNode";
  /** For `a.b` one ConstantNode holding the string "b". */
  readonly dimensions: readonly MathNode[];
  readonly dotNotation?: boolean;
}
export interface ArrayNode {
  readonly type: "ArrayNode";
  readonly items: readonly MathNode[];
}
/** A chain of comparisons, `a < b < c`. */
export interface RelationalNode {
  readonly type: "RelationalNode";
  readonly conditionals: readonly string[];
  readonly params: readonly MathNode[];
}
/** What mathjs can parse and an expression of a spec may not contain. */
export interface RejectedNode {
  readonly type: "AssignmentNode" | "BlockNode" | "FunctionAssignmentNode" | "ObjectNode" | "RangeNode";
}

export type MathNode =
  | ConstantNode
  | SymbolNode
  | OperatorNode
  | FunctionNode
  | ConditionalNode
  | ParenthesisNode
  | AccessorNode
  | IndexNode
  | ArrayNode
  | RelationalNode
  | RejectedNode;

/**
 * Parses one expression. An empty text gives a ConstantNode of `undefined`.
 * The parser recurses: bound the length of `text` first, or a deep one ends in a RangeError.
 * At most 8 `%`, because each doubles the time of what follows it; `mod` has no limit. `#` starts a comment, as in mathjs.
 * @throws SyntaxError whose `char` is the one-based column in `text`; a number such as `0b` has no `char`.
 */
export function parse(text: string): MathNode;
