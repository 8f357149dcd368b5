// Several faults in one file: all of them have to be found.
import { type BrokenModel, broken, finding } from "./case.js";
import { model, node, tensor } from "./writer.js";

export const several: readonly BrokenModel[] = [
  broken(
    "several-shapes",
    "a wrong weight, and behind it a wrong Reshape of something else",
    model({
      nodes: [
        node("conv1: a = Conv(x, w)"),
        node("b = Relu(a)"),
        node("c = Reshape(x, s)"),
        node("y = Neg(c)"),
        node("z = Abs(b)"),
      ],
      weights: ["w float32[2, 4, 3, 3]", tensor("s int64[2]", [10, 10])],
      outputs: ["y float32[?, ?]", "z float32[?, ?, ?, ?]"],
    }),
    [finding("shape/channels@conv1", "expects 4", "2 values"), finding("shape/elements@reshape", "192", "100")],
  ),
  broken(
    "several-kinds",
    "an attribute, an operator and an initialiser",
    model({
      nodes: [node("a = Relu(x)", { alpha: { float: 1 } }), node("b = Sofmax(a)"), node("y = Add(x, w)")],
      weights: [tensor("w float32[8]", undefined, { rawData: new Uint8Array(28) })],
    }),
    [
      finding("node/unknown-attribute@relu", '"alpha"'),
      finding("onnx/no-such-operator@sofmax", '"Softmax"'),
      finding("onnx/data-length@w", "28"),
    ],
  ),
  broken(
    "several-at-one-node",
    "two attributes that are not there, and one of the wrong type",
    model({
      nodes: [node("y = Conv(x, w)", { stride: [2, 2], pad: [1, 1, 1, 1], group: "1" })],
      weights: ["w float32[2, 3, 3, 3]"],
    }),
    [
      finding("node/unknown-attribute@conv", '"stride"'),
      finding("node/unknown-attribute@conv", '"pad"'),
      finding("node/attribute-type@conv", '"group"'),
    ],
  ),
  broken(
    "several-structure",
    "an order, a missing value and a value given twice",
    model({
      nodes: [
        node("a = Relu(b)"),
        node("b = Neg(x)"),
        node("c = Add(a, nothing)"),
        node("c = Abs(b)"),
        node("y = Exp(a)"),
      ],
    }),
    [
      finding("onnx/order@relu", '"b"', "neg"),
      finding("node/undefined-input@add", '"nothing"'),
      finding("onnx/duplicate-value", '"c"'),
    ],
  ),
  broken(
    "several-declared",
    "two declarations that are not so, and a frozen batch",
    model({
      nodes: [node("a = Relu(x)"), node("b = Reshape(a, s)"), node("y = Neg(b)")],
      inputs: ["x float32[N, 3, 8, 8]"],
      weights: [tensor("s int64[2]", [1, 192])],
      outputs: ["y float32[2, 192]"],
      info: ["a float32[N, 3, 8, 9]"],
    }),
    [
      finding("onnx/declared-shape@relu", "[N, 3, 8, 9]"),
      finding("onnx/declared-shape@neg", "[2, 192]"),
      finding("shape/frozen@reshape", "N = 1 only"),
    ],
  ),
  broken(
    "several-versions",
    "an IR version that does not exist, and operators of two later opsets",
    model({
      ir: 77,
      opset: 15,
      nodes: [node("a = Gelu(x)"), node("y = LayerNormalization(a, s)")],
      weights: ["s float32[8]"],
    }),
    [
      finding("onnx/newer-version", "77"),
      finding("onnx/operator-version@gelu", "opset 20"),
      finding("onnx/operator-version@layernormalization", "opset 17"),
    ],
  ),
  broken(
    "several-types",
    "a shape of int32, and a condition that is a float",
    model({
      nodes: [node("a = Reshape(x, s)"), node("y = Where(x, x, x)"), node("z = Neg(a)")],
      weights: [tensor("s int32[1]", [192])],
      outputs: ["y float32[?, ?, ?, ?]", "z float32[?]"],
    }),
    [finding("type/mismatch@reshape", "int64 is needed"), finding("type/mismatch@where", "bool is needed")],
  ),
  broken(
    "several-chains",
    "two faults, each with what follows from it under it",
    model({
      nodes: [
        node("conv1: a = Conv(x, w)"),
        node("r1: b = Relu(a)"),
        node("conv2: c = Conv(x, v)"),
        node("r2: d = Relu(c)"),
        node("y = Add(b, d)"),
      ],
      weights: ["w float32[2, 5, 3, 3]", "v float32[2, 6, 3, 3]"],
    }),
    [
      finding("shape/channels@conv1", "expects 5", "2 values"),
      finding("shape/channels@conv2", "expects 6", "2 values"),
    ],
  ),
];
