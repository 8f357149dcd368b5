// The grammar of expressions against mathjs: what both read has one tree, and what mathjs refuses is refused.
import fc from "fast-check";
import { type MathNode, parse as parseMathjs } from "mathjs";
import { describe, expect, test } from "vitest";
import { type Expression, ExpressionParser } from "../../src/spec/expression-parser.js";
import { SpecFailure } from "../../src/spec/failure.js";
import { floatOf } from "../../src/spec/number.js";

/** A tree as nested lists: `1 + x` is `["+", 1, "x"]`. */
type Tree = unknown;
type Fields = Readonly<Record<string, unknown>>;

function ours(e: Expression): Tree {
  switch (e.kind) {
    case "constant":
      if (typeof e.value === "string") return { text: e.value };
      return typeof e.value === "boolean" ? e.value : floatOf(e.value);
    case "name":
      return e.name;
    case "member":
      return [".", ours(e.object), e.member];
    case "element":
      return ["[]", ours(e.list), ours(e.index)];
    case "list":
      return ["list", ...e.items.map(ours)];
    case "negative":
    case "not":
      return [e.kind, ours(e.operand)];
    case "binary":
      return [e.operator, ours(e.left), ours(e.right)];
    case "if":
      return ["if", ours(e.condition), ours(e.then), ours(e.otherwise)];
    case "call":
      return ["call", e.name, ...e.args.map(ours)];
  }
}

const words = { add: "+", subtract: "-", multiply: "*", divide: "/", mod: "%", pow: "^", and: "and", or: "or" };
const comparing = { equal: "==", unequal: "!=", smaller: "<", smallerEq: "<=", larger: ">", largerEq: ">=" };
const signs: Readonly<Record<string, string>> = { ...words, ...comparing };

class Unlisted extends Error {}
const unlisted = (): never => {
  throw new Unlisted();
};

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const part = (value: unknown): Fields => (isFields(value) ? value : unlisted());
const parts = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(part) : unlisted());

/** mathjs's tree in the same form; throws {@link Unlisted} for what expressions do not have. */
function theirs(node: Fields): Tree {
  switch (node.type) {
    case "ConstantNode": {
      const { value } = node;
      if (typeof value === "string") return { text: value };
      return typeof value === "boolean" || Number.isFinite(value) ? value : unlisted();
    }
    case "SymbolNode":
      return node.name;
    case "ParenthesisNode":
      return theirs(part(node.content));
    case "ArrayNode":
      return ["list", ...parts(node.items).map(theirs)];
    case "ConditionalNode":
      return ["if", ...[node.condition, node.trueExpr, node.falseExpr].map((one) => theirs(part(one)))];
    case "RelationalNode": {
      const [compared, operands] = [node.conditionals, parts(node.params).map(theirs)];
      if (!Array.isArray(compared)) return unlisted();
      const links = compared.map((name, at) => [signs[name], operands[at], operands[at + 1]]);
      return links.slice(1).reduce<Tree>((left, link) => ["and", left, link], links[0]);
    }
    case "AccessorNode": {
      const { dimensions, dotNotation } = part(node.index);
      const [only, second] = parts(dimensions);
      if (node.optionalChaining === true || only === undefined || second !== undefined) return unlisted();
      return dotNotation === true
        ? [".", theirs(part(node.object)), only.value]
        : ["[]", theirs(part(node.object)), theirs(only)];
    }
    case "FunctionNode": {
      const callee = part(node.fn);
      return callee.type === "SymbolNode" ? ["call", callee.name, ...parts(node.args).map(theirs)] : unlisted();
    }
    case "OperatorNode": {
      if (node.implicit === true || node.isPercentage === true) return unlisted();
      const operands = parts(node.args).map(theirs);
      if (node.fn === "unaryPlus") return operands[0];
      if (node.fn === "unaryMinus" || node.fn === "not") return [node.fn === "not" ? "not" : "negative", ...operands];
      const sign = signs[String(node.fn)];
      return sign === undefined ? unlisted() : [sign, ...operands];
    }
    default:
      return unlisted();
  }
}

const refused = "refused";

function readOurs(text: string): Tree {
  try {
    return ours(new ExpressionParser(text).parse());
  } catch (thrown) {
    if (thrown instanceof SpecFailure) return refused;
    throw thrown;
  }
}

function readTheirs(text: string): Tree {
  try {
    const node: MathNode = parseMathjs(text);
    return theirs(part(node));
  } catch (thrown) {
    if (thrown instanceof Unlisted || thrown instanceof SyntaxError) return refused;
    throw thrown;
  }
}

describe("the tree of mathjs", () => {
  test.each([
    "max(8, floor((x + 4) / 8) * 8)",
    "stride == 1 and in.channels == out",
    "i == 0 ? stride : 1",
    "-2^2 - -3",
    "2^3^2",
    "2^-1",
    "-a.b[1]^not c",
    "a < b <= c == d",
    "not a == b",
    "a or b and c or d",
    "1 - 2 - 3 / 4 / 5 % 6 * 7",
    "17 mod 5 + mod(17, 5)",
    "[1, 2, in.shape[1]][0]",
    "f(x)[1].y",
    "(a + b).c",
    "f()",
    "[]",
    "\"a text\" != 'b'",
    "1e3 + .5 + 2. + 0.25",
    "in.channels",
  ])("%s", (text) => {
    const tree = readOurs(text);
    expect(tree).not.toBe(refused);
    expect(tree).toEqual(readTheirs(text));
  });
});

describe("the tree of mathjs, of any expression", () => {
  const leaf = fc.constantFrom("1", "2.5", "x", "in", "in.channels", '"t"', "true", "f()");
  const { whole } = fc.letrec<{ whole: string }>((tie) => {
    const inner = tie("whole");
    const infix = fc.constantFrom(
      "+",
      "-",
      "*",
      "/",
      "%",
      "^",
      "==",
      "!=",
      "<",
      "<=",
      ">",
      ">=",
      " and ",
      " or ",
      " mod ",
    );
    return {
      whole: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        leaf,
        fc.tuple(inner, infix, inner).map((pieces) => pieces.join("")),
        fc.tuple(fc.constantFrom("-", "+", "not "), inner).map((pieces) => pieces.join("")),
        inner.map((text) => `(${text})`),
        // mathjs takes the colons of a choice within a choice for ranges.
        fc.tuple(inner, inner, inner).map(([a, b, c]) => `${a} ? (${b}) : ${c}`),
        fc.array(inner, { minLength: 1, maxLength: 3 }).map((items) => `max(${items.join(", ")})`),
        fc.array(inner, { maxLength: 3 }).map((items) => `[${items.join(", ")}]`),
        fc.tuple(inner, inner).map(([a, b]) => `(${a})[${b}]`),
      ),
    };
  });

  test("of the grammar", () => {
    fc.assert(
      fc.property(whole, (text) => {
        // At each `%` mathjs reads what follows twice.
        fc.pre(text.split("%").length <= 9);
        expect(readOurs(text)).toEqual(readTheirs(text));
      }),
      { numRuns: 500 },
    );
  });

  test("a choice within a choice needs no brackets", () => {
    expect(readOurs("a ? b ? c : d : e ? f : g")).toEqual(readTheirs("a ? (b ? c : d) : (e ? f : g)"));
  });

  test("what any pieces give, but for the words that mathjs also takes as names", () => {
    const piece = fc.constantFrom(..."012abH.,+-*/^%'\"()[]<>=?:!|; ", "in", " mod ", " and ", "not ", "==", "floor(");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 16 }), (pieces) => {
        const text = pieces.join("");
        fc.pre(text.split("%").length <= 9);
        const tree = readOurs(text);
        if (tree !== refused) expect(tree).toEqual(readTheirs(text));
      }),
      { numRuns: 2000 },
    );
  });
});

test.each([
  ["2 +", "expected a value, found the end"],
  ["(1", 'expected ")", found the end'],
  ["1 @ 2", 'expected an operator, found "@"'],
  ["a ? b", 'expected ":", found the end'],
  ["'open", 'expected a value, found "\'"'],
  ["f(1,)", 'expected a value, found ")"'],
])("%s does not parse: %s", (text, reason) => {
  expect(() => new ExpressionParser(text).parse()).toThrow(`"${text}" does not parse: ${reason}`);
});

test("brackets as deep as 500 characters allow are read", () => {
  expect(readOurs(`${"(".repeat(249)}1${")".repeat(249)}`)).toBe(1);
});
