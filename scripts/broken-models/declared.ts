// What a file declares against what is so; sizes that one name cannot be; sizes that were frozen; inputs that do not fit.
import { type BrokenModel, broken, finding } from "./case.js";
import { graph, model, node, tensor } from "./writer.js";

const frozen = {
  nodes: [node("conv1: a = Conv(x, w)"), node("b = Reshape(a, s)"), node("y = Gemm(b, v)")],
  weights: ["w float32[2, 3, 3, 3]", tensor("s int64[2]", [1, 72]), "v float32[72, 4]"],
};
/** A network fixed at 8×8 by its Reshape, and one by its declaration alone. */
const fixed = model({ ...frozen, outputs: ["y float32[1, 4]"] });
const open = model({ nodes: [node("y = Relu(x)")] });
const pair = (a: string, b: string): Uint8Array =>
  model({ nodes: [node("y = Add(a, b)")], inputs: [`a float32[${a}]`, `b float32[${b}]`], outputs: ["y float32"] });

export const declared: readonly BrokenModel[] = [
  broken(
    "declared-size",
    "an output is declared with another size than the convolution gives",
    model({ nodes: [node("y = Conv(x, w)")], weights: ["w float32[2, 3, 3, 3]"], outputs: ["y float32[1, 2, 5, 6]"] }),
    finding(
      "onnx/declared-shape@conv",
      "[1, 2, 5, 6]",
      "[1, 2, 6, 6]",
      "axis 2 is 6, not 5",
      "floor((8 - 3)/1) + 1 = 6",
    ),
  ),
  broken(
    "declared-rank",
    "a value inside is declared with another rank",
    model({
      nodes: [node("a = Add(p, q)"), node("y = Relu(a)")],
      inputs: ["p float32[5, 1, 1]", "q float32[50, 1]"],
      outputs: ["y float32[5, 50, 1]"],
      info: ["a float32[1, 5, 50, 1]"],
    }),
    finding(
      "onnx/declared-shape@add",
      "a",
      "[1, 5, 50, 1]",
      "[5, 50, 1]",
      "4 axes are declared, there are 3",
      "ignored",
      "relu reads",
    ),
  ),
  broken(
    "declared-in-branch",
    "a value inside a branch is declared with another size",
    model({
      inputs: ["x float32[1, 3, 8, 8]", "c bool[]"],
      nodes: [
        node("y = If(c)", {
          then_branch: graph({
            nodes: [node("a = Relu(x)"), node("d = Abs(a)")],
            outputs: ["d float32[1, 3, 8, 8]"],
            info: ["a float32[1, 3, 8, 9]"],
          }),
          else_branch: graph({ nodes: [node("b = Neg(x)")], outputs: ["b float32[1, 3, 8, 8]"] }),
        }),
      ],
    }),
    finding("onnx/declared-shape@relu", "a", "[1, 3, 8, 9]", "[1, 3, 8, 8]"),
  ),
  broken(
    "declared-output-of-branch",
    "an output of a branch is declared with another size",
    model({
      inputs: ["x float32[1, 3, 8, 8]", "c bool[]"],
      nodes: [
        node("y = If(c)", {
          then_branch: graph({ nodes: [node("a = Relu(x)")], outputs: ["a float32[1, 3, 4, 4]"] }),
          else_branch: graph({ nodes: [node("b = Neg(x)")], outputs: ["b float32[1, 3, 8, 8]"] }),
        }),
      ],
    }),
    finding("onnx/declared-shape@relu", "[1, 3, 4, 4]", "[1, 3, 8, 8]"),
  ),
  broken(
    "declared-frozen",
    "an output is declared open and is fixed",
    model({
      nodes: [node("y = GlobalAveragePool(x)")],
      inputs: ["x float32[N, 3, H, W]"],
      outputs: ["y float32[N, 3, H, 1]"],
    }),
    finding("onnx/declared-shape@globalaveragepool", "axis 2 is 1 whatever H is", "frozen"),
  ),
  broken(
    "declared-negative",
    "an open size written as -1",
    model({ nodes: [node("y = Relu(x)")], inputs: ["x float32[-1, 3, 8, 8]"], outputs: ["y float32[?, 3, 8, 8]"] }),
    finding("onnx/negative-size@x", "axis 0 of x", "-1", "dim_param"),
  ),
  broken(
    "declared-negative-output",
    "an open size of an output written as -1",
    model({ nodes: [node("y = Relu(x)")], outputs: ["y float32[-1, 3, 8, 8]"] }),
    finding("onnx/negative-size@y", "axis 0 of y", "-1"),
  ),
  broken(
    "symbol-two-sizes",
    "one name for sizes 256 and 440",
    model({
      nodes: [node("y = Relu(a)"), node("z = Relu(b)")],
      inputs: ["a float32[1, 256]", "b float32[1, 440]"],
      outputs: ["y float32[1, width]", "z float32[1, width]"],
    }),
    finding("onnx/declared-symbol@z", '"width"', "256 (axis 1 of y)", "440 (axis 1 of z)"),
  ),
  broken(
    "symbol-size-of-input",
    "an input's symbol for a size that is another",
    model({
      nodes: [node("y = MatMul(a, w)")],
      inputs: ["a float32[N, K]"],
      weights: ["w float32[4, 5]"],
      outputs: ["y float32[N, K]"],
    }),
    [
      finding("shape/frozen@matmul", "K = 4 only", "matmul"),
      finding("onnx/declared-shape@matmul", "axis 1 is 5 whatever K is"),
    ],
  ),
  broken(
    "frozen-batch",
    "a Reshape to a constant froze the batch",
    model({ ...frozen, inputs: ["x float32[N, 3, 8, 8]"], outputs: ["y float32[?, 4]"] }),
    finding("shape/frozen@reshape", "valid for N = 1 only", "axis 0 of x", "reshape"),
  ),
  broken(
    "frozen-batch-expand",
    "an Expand to a constant froze the batch",
    model({
      nodes: [node("e = Expand(c, s)"), node("y = Concat(x, e)", { axis: 1 })],
      inputs: ["x float32[N, 4]"],
      weights: ["c float32[1, 1]", tensor("s int64[2]", [2, 1])],
      outputs: ["y float32[?, ?]"],
    }),
    finding("shape/frozen@concat", "N = 2 only", "concat"),
  ),
  broken(
    "frozen-height",
    "a dense layer froze height and width together",
    model({
      ...frozen,
      weights: ["w float32[2, 3, 3, 3]", tensor("s int64[2]", [-1, 72]), "v float32[72, 4]"],
      inputs: ["x float32[1, 3, H, 8]"],
      outputs: ["y float32[?, 4]"],
    }),
    [],
  ),
  broken(
    "input-fixed-by-node",
    "960 where a Reshape fixed 8",
    fixed,
    [finding("onnx/input-shape@x", "axis 2 is fixed to 8, got 960", "reshape")],
    { x: [1, 3, 960, 8] },
  ),
  broken(
    "input-fixed-by-declaration",
    "960 where only the declaration says 8",
    open,
    [finding("onnx/input-shape@x", "axis 2 is fixed to 8, got 960", "no node needs it")],
    { x: [1, 3, 960, 8] },
  ),
  broken(
    "input-rank",
    "a matrix where an image is needed",
    open,
    finding("onnx/input-shape@x", "4 axes, 2 are given"),
    { x: [8, 8] },
  ),
  broken(
    "input-channels-last",
    "the channels stand last",
    open,
    finding("onnx/input-shape@x", "axis 1", "channels", "transpose"),
    { x: [1, 8, 8, 3] },
  ),
  broken("input-unknown", "an input that is not there", open, finding("onnx/no-such-input", '"image"', "x"), {
    image: [1, 3, 8, 8],
  }),
  broken(
    "input-symbol",
    "one symbol is fed as two sizes",
    pair("N, 4", "N, 4"),
    finding("onnx/symbol-conflict@b", '"N"', "2 (axis 0 of a)", "3 (axis 0 of b)"),
    { a: [2, 4], b: [3, 4] },
  ),
  broken(
    "input-inside",
    "sizes that the declaration allows and a node does not",
    pair("N, 4", "M, 4"),
    finding("shape/mismatch@add", "[2, 4]", "[3, 4]"),
    { a: [2, 4], b: [3, 4] },
  ),
];
