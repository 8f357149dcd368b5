// What esbuild bundles into src/spec/expression-parser/mathjs-parse.js: mathjs's parser over nodes that hold data only.
// mathjs's own node classes carry compile(), evaluate() and toTex(), and with them most of its functions; its parser takes
// the classes as arguments, so giving it plain ones leaves every evaluating function out of the bundle.
import { createParse } from "mathjs/lib/esm/expression/parse.js";

class Node {
  get isNode() {
    return true;
  }
}

/** A node class whose constructor arguments become fields of the given names; mathjs knows it by its `isXNode` flag. */
function nodeClass(type, fields) {
  const made = class extends Node {
    constructor(...values) {
      super();
      this.type = type;
      for (const [index, field] of fields.entries()) this[field] = values[index];
    }
  };
  Object.defineProperty(made.prototype, `is${type}`, { value: true });
  return made;
}

const OperatorFields = nodeClass("OperatorNode", ["op", "fn", "args", "implicit", "isPercentage"]);
class OperatorNode extends OperatorFields {
  constructor(op, fn, args, implicit = false, isPercentage = false) {
    super(op, fn, args, implicit, isPercentage);
  }
}

/** A number as written, so that an integer beyond 2^53 is not lost to rounding. */
class NumberLiteral {
  constructor(text) {
    // What mathjs's tokenizer lets through: a base prefix without digits (`0b`), or with a word size (`0x10i8`).
    if (text !== "NaN" && Number.isNaN(Number(text))) throw new SyntaxError(`String "${text}" is not a valid number`);
    this.text = text;
  }
}

const ConstantFields = nodeClass("ConstantNode", ["value", "text"]);
class ConstantNode extends ConstantFields {
  constructor(value) {
    if (value instanceof NumberLiteral) super(Number(value.text), value.text);
    else super(value, String(value));
  }
}

// The five classes without fields are forms of mathjs that no expression of a spec may contain: their name is enough.
// mathjs wraps a function's name or an accessor in a node of its own; `fn` stays that node, as in mathjs.
const parseExpression = createParse({
  typed: Object.assign((_name, signatures) => signatures.string, { addConversion() {} }),
  numeric: (text) => new NumberLiteral(text),
  config: { number: "number", numberFallback: "number" },
  AccessorNode: nodeClass("AccessorNode", ["object", "index", "optionalChaining"]),
  ArrayNode: nodeClass("ArrayNode", ["items"]),
  AssignmentNode: nodeClass("AssignmentNode", []),
  BlockNode: nodeClass("BlockNode", []),
  ConditionalNode: nodeClass("ConditionalNode", ["condition", "trueExpr", "falseExpr"]),
  ConstantNode,
  FunctionAssignmentNode: nodeClass("FunctionAssignmentNode", []),
  FunctionNode: nodeClass("FunctionNode", ["fn", "args", "optional"]),
  IndexNode: nodeClass("IndexNode", ["dimensions", "dotNotation"]),
  ObjectNode: nodeClass("ObjectNode", []),
  OperatorNode,
  ParenthesisNode: nodeClass("ParenthesisNode", ["content"]),
  RangeNode: nodeClass("RangeNode", []),
  RelationalNode: nodeClass("RelationalNode", ["conditionals", "params"]),
  SymbolNode: nodeClass("SymbolNode", ["name"]),
});

/**
 * At each `%` mathjs parses what follows twice, to tell a remainder from a percentage, so `1%(1%(1%(...` takes twice as
 * long with every level. The word `mod` means the same and is read once.
 */
const mostPercentSigns = 8;

export function parse(text) {
  const signs = [...text.matchAll(/%/g)];
  const extra = signs[mostPercentSigns];
  if (extra !== undefined) {
    const char = extra.index + 1;
    const message = `More than ${mostPercentSigns} "%" in one expression, write "mod" (char ${char})`;
    throw Object.assign(new SyntaxError(message), { char });
  }
  return parseExpression(text);
}
