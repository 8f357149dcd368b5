// The pre-bundled parser gives the trees of mathjs as installed, and keeps what mathjs rounds away.
import fc from "fast-check";
import { type MathNode as InstalledNode, parse as parseInstalled } from "mathjs";
import { expect, test } from "vitest";
import { type MathNode, parse } from "../../../src/spec/expression-parser/mathjs-parse.js";

/** mathjs's own serial form of a tree, as nested plain objects. */
const readInstalled = (node: InstalledNode): unknown => JSON.parse(JSON.stringify(node));

/** Our tree in the same form, whose key for the type is `mathjs`, and which leaves out `optional` of a call. */
function toSerial(node: MathNode): unknown {
  const list = (nodes: readonly MathNode[]) => nodes.map(toSerial);
  switch (node.type) {
    case "ConstantNode":
      return { mathjs: node.type, value: node.value };
    case "SymbolNode":
      return { mathjs: node.type, name: node.name };
    case "OperatorNode": {
      const { op, fn, implicit, isPercentage } = node;
      return { mathjs: node.type, op, fn, args: list(node.args), implicit, isPercentage };
    }
    case "FunctionNode":
      return { mathjs: node.type, fn: toSerial(node.fn), args: list(node.args) };
    case "ConditionalNode": {
      const [condition, trueExpr, falseExpr] = list([node.condition, node.trueExpr, node.falseExpr]);
      return { mathjs: node.type, condition, trueExpr, falseExpr };
    }
    case "ParenthesisNode":
      return { mathjs: node.type, content: toSerial(node.content) };
    case "AccessorNode": {
      const [object, index] = list([node.object, node.index]);
      return { mathjs: node.type, object, index, optionalChaining: node.optionalChaining };
    }
    case "IndexNode":
      return { mathjs: node.type, dimensions: list(node.dimensions), dotNotation: node.dotNotation ?? false };
    case "ArrayNode":
      return { mathjs: node.type, items: list(node.items) };
    case "RelationalNode":
      return { mathjs: node.type, conditionals: node.conditionals, params: list(node.params) };
    default:
      return { mathjs: node.type };
  }
}

test.each([
  "max(8, floor((x + 4) / 8) * 8)",
  "stride == 1 and in.channels == out",
  "i == 0 ? stride : 1",
  "-2^2 - -3",
  "a < b <= c",
  "not a or b xor c",
  "[1, 2, in.shape[1]]",
  "2 H",
  "50%",
  "5! + 3'",
  "17 mod 5",
  "0x10 + 1e3 + .5",
  '"text"',
  "a.b.c(1)",
  "x ?? 3",
  "constructor + __proto__",
])("%s has mathjs's tree", (text) => {
  expect(toSerial(parse(text))).toEqual(readInstalled(parseInstalled(text)));
});

test.each([
  ["a = 3", "AssignmentNode"],
  ["a; b", "BlockNode"],
  ["f(x) = 2", "FunctionAssignmentNode"],
  ["{a: 1}", "ObjectNode"],
  ["1:3", "RangeNode"],
])("%s is a %s, without its parts", (text, type) => {
  expect({ ...parse(text) }).toEqual({ type });
});

test.each([["2 +"], ["(1"], ["1 @ 2"], ["a ? b"], ["'open"], ["0b"], ["0o9"]])(
  "%s is refused as mathjs refuses it",
  (text) => {
    const readError = (call: () => unknown): unknown => {
      try {
        return call();
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        return { message: error.message, char: "char" in error ? error.char : undefined };
      }
    };
    const refused = readError(() => parse(text));
    expect(refused).toHaveProperty("message");
    expect(refused).toEqual(readError(() => parseInstalled(text)));
  },
);

test("an integer beyond 2^53 keeps its text", () => {
  expect(parse("9007199254740993")).toMatchObject({ type: "ConstantNode", text: "9007199254740993" });
});

test("8 percent signs are read, a ninth is refused where it stands", () => {
  const nest = (levels: number) => `${"1%(".repeat(levels)}1${")".repeat(levels)}`;
  expect(parse(nest(8)).type).toBe("OperatorNode");
  // The ninth sign follows 8 groups of 3 characters and its own "1".
  expect(() => parse(nest(9))).toThrow(expect.objectContaining({ name: "SyntaxError", char: 26 }));
  expect(parse(`${"1 mod (".repeat(20)}1${")".repeat(20)}`).type).toBe("OperatorNode");
});

test("any text gives mathjs's type of tree, or a SyntaxError where mathjs gives an error", () => {
  const read = (call: () => { type: string }): string => {
    try {
      return call().type;
    } catch {
      return "error";
    }
  };
  const piece = fc.constantFrom(
    ..."0123456789abNH.,+-*/^%!'\"()[]{}<>=?:;& |~ ",
    "in",
    "mod",
    "and",
    "not",
    "==",
    "floor(",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
      const text = pieces.join("");
      fc.pre(pieces.filter((part) => part === "%").length <= 8);
      expect(read(() => parse(text))).toBe(read(() => parseInstalled(text)));
    }),
  );
});
