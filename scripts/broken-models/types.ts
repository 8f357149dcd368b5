// Element types that an operator does not take, or that do not belong together.
import { type BrokenModel, broken, finding } from "./case.js";
import { model, node, tensor } from "./writer.js";

const x = "x float32[1, 3, 8, 8]";
/** One node over inputs of these types. */
const one = (text: string, inputs: readonly string[], weights: Parameters<typeof model>[0]["weights"] = [], outputs = ["y float32"]) =>
  model({ nodes: [node(text)], inputs, weights, outputs });

export const types: readonly BrokenModel[] = [
  broken(
    "type-differ",
    "float64 and float32 are multiplied",
    one("y = MatMul(a, w)", ["a float64[2, 3]"], ["w float32[3, 4]"], ["y float64[2, 4]"]),
    finding("type/differ@matmul", "float64 and float32", "A = a: float64[2, 3], an input of the network", "B = w: float32[3, 4], a parameter", "insert a Cast"),
  ),
  broken(
    "type-differ-unnamed",
    "as type-differ, in a node without a name",
    one(": y = MatMul(a, w)", ["a float64[2, 3]"], ["w float32[3, 4]"], ["y float64[2, 4]"]),
    finding("type/differ@#0 (MatMul → y)", "float64 and float32", "a: float64[2, 3]"),
  ),
  broken(
    "type-differ-integers",
    "int32 and int64 are added",
    one("y = Add(a, b)", ["a int32[4]", "b int64[4]"], [], ["y int32[4]"]),
    finding("type/differ@add", "int32 and int64", "insert a Cast before b"),
  ),
  broken(
    "type-differ-half",
    "a float16 weight in a float32 convolution",
    one("y = Conv(x, w)", [x], ["w float16[2, 3, 3, 3]"], ["y float32[?, ?, ?, ?]"]),
    finding("type/differ@conv", "float32 and float16", "w: float16[2, 3, 3, 3]"),
  ),
  broken(
    "type-reshape-int32",
    "the shape of a Reshape is int32",
    model({ nodes: [node("y = Reshape(x, s)")], weights: [tensor("s int32[2]", [1, 192])], outputs: ["y float32[?, ?]"] }),
    finding("type/mismatch@reshape", "shape (s)", "int32", "int64 is needed", "Cast of s to int64"),
  ),
  broken(
    "type-expand-int32",
    "the shape of an Expand is int32",
    model({ nodes: [node("y = Expand(x, s)")], weights: [tensor("s int32[4]", [1, 3, 8, 8])] }),
    finding("type/mismatch@expand", "s", "int32", "int64 is needed"),
  ),
  broken(
    "type-topk-int32",
    "the k of a TopK is int32",
    model({ nodes: [node("y, i = TopK(x, k)")], weights: [tensor("k int32[1]", [2])] }),
    finding("type/mismatch@topk", "k", "int32", "int64 is needed"),
  ),
  broken(
    "type-unsqueeze-int32",
    "the axes of an Unsqueeze are int32",
    model({
      nodes: [node("y = Unsqueeze(x, a)")],
      weights: [tensor("a int32[1]", [0])],
      outputs: ["y float32[?, ?, ?, ?, ?]"],
    }),
    finding("type/mismatch@unsqueeze", "a", "int32", "int64 is needed"),
  ),
  broken(
    "type-gather-float",
    "the indices of a Gather are floats",
    model({ nodes: [node("y = Gather(x, i)")], weights: [tensor("i float32[1]", [0])] }),
    finding("type/mismatch@gather", "i", "float32", "int32 or int64"),
  ),
  broken(
    "type-conv-int32",
    "a convolution of whole numbers",
    model({ nodes: [node("y = Conv(a, w)")], inputs: ["a int32[1, 3, 8, 8]"], weights: ["w int32[2, 3, 3, 3]"], outputs: ["y int32[?, ?, ?, ?]"] }),
    [finding("type/mismatch@conv", "X (a)", "int32", "a float type")],
  ),
  broken(
    "type-not-float",
    "Not of floats",
    model({ nodes: [node("y = Not(x)")], outputs: ["y float32[?, ?, ?, ?]"] }),
    [finding("type/mismatch@not", "X (x)", "float32", "bool is needed"), finding("onnx/declared-type@not", "float32", "bool")],
  ),
  broken(
    "type-where-float",
    "the condition of a Where is a float",
    model({ nodes: [node("y = Where(x, x, x)")] }),
    finding("type/mismatch@where", "condition", "float32", "bool is needed"),
  ),
  broken(
    "type-if-float",
    "the condition of an Unsqueeze and of an If are no truth value",
    model({ nodes: [node("y = And(x, x)")], outputs: ["y bool[?, ?, ?, ?]"] }),
    finding("type/mismatch@and", "A (x)", "float32", "bool is needed"),
  ),
  broken(
    "type-softmax-int64",
    "a Softmax of whole numbers",
    one("y = Softmax(a)", ["a int64[2, 4]"], [], ["y int64[2, 4]"]),
    finding("type/mismatch@softmax", "a", "int64", "a float type"),
  ),
  broken(
    "type-relu-uint8",
    "a Relu of unsigned numbers",
    one("y = Relu(a)", ["a uint8[4]"], [], ["y uint8[4]"]),
    finding("type/mismatch@relu", "a", "uint8", "a signed number type"),
  ),
  broken(
    "type-string",
    "texts are added",
    one("y = Add(a, a)", ["a string[4]"], [], ["y string[4]"]),
    finding("type/mismatch@add", "a", "string", "a number type"),
  ),
  broken(
    "type-dropout-ratio",
    "the training switch of a Dropout is a float",
    model({ nodes: [node("y = Dropout(x, r, t)")], weights: [tensor("r float32[]", [0.5]), tensor("t float32[]", [1])] }),
    finding("type/mismatch@dropout", "t", "float32", "bool is needed"),
  ),
  broken(
    "type-bitshift-float",
    "bits of floats are shifted",
    model({ nodes: [node("y = BitShift(x, x)", { direction: "LEFT" })] }),
    finding("type/mismatch@bitshift", "x", "float32", "a whole number type"),
  ),
  broken(
    "type-declared",
    "an output is declared int64 and is float32",
    model({ nodes: [node("y = Relu(x)")], outputs: ["y int64[1, 3, 8, 8]"] }),
    finding("onnx/declared-type@relu", "int64", "float32"),
  ),
  broken(
    "type-declared-inside",
    "a value inside is declared float16 and is float32",
    model({ nodes: [node("a = Relu(x)"), node("y = Neg(a)")], info: ["a float16[1, 3, 8, 8]"] }),
    finding("onnx/declared-type@relu", "a", "float16", "float32"),
  ),
  broken(
    "type-float64-leak",
    "a float64 constant makes a float32 network compute in float64",
    model({
      nodes: [node("a = Cast(x)", { to: 11 }), node("b = Mul(a, s)"), node("y = Cast(b)", { to: 1 })],
      weights: [tensor("s float64[]", [0.5])],
    }),
    finding("onnx/float64@cast", "Cast computes in float64", "float32"),
  ),
  broken(
    "type-sequence",
    "a tensor where a sequence is needed",
    model({ nodes: [node("y = ConcatFromSequence(x)", { axis: 0 })] }),
    finding("type/mismatch@concatfromsequence", "x", "a sequence"),
  ),
  broken(
    "type-sequence-for-tensor",
    "a sequence where a tensor is needed",
    model({ nodes: [node("s = SequenceConstruct(x, x)"), node("y = Relu(s)")] }),
    finding("type/mismatch@relu", "s", "a tensor", "sequence"),
  ),
];
