// Operators that are not there, in this opset or at all; their inputs, outputs and attributes by number and kind.
import { AttributeProto } from "../../src/onnx/codec/onnx-proto.js";
import { type BrokenModel, broken, finding } from "./case.js";
import { definition, graph, model, node, tensor } from "./writer.js";

const x = "x float32[1, 3, 8, 8]";
const relu = node("y = Relu(x)");
const conv = (attributes: Parameters<typeof node>[1]): Uint8Array =>
  model({ nodes: [node("y = Conv(x, w)", attributes)], weights: ["w float32[2, 3, 3, 3]"] });

const versions: readonly BrokenModel[] = [
  broken(
    "opset-missing",
    "the file imports no opset at all",
    model({ nodes: [relu], imports: [] }),
    finding("onnx/no-opset@relu", "ai.onnx", "opset_import"),
  ),
  broken(
    "opset-of-domain-missing",
    "a node is of a domain that the file does not import",
    model({ nodes: [node("y = com.microsoft.Gelu(x)")] }),
    finding("onnx/no-opset@gelu", "com.microsoft", "import it"),
  ),
  broken(
    "domain-unknown",
    "a node is of a domain that nobody knows, imported as it should be",
    model({ nodes: [node("y = com.example.Magic(x)")], imports: [["", 17], ["com.example", 1]] }),
    finding("node/unknown-operator@magic", "Magic"),
  ),
  broken(
    "domain-misspelt",
    "the domain of a node is misspelt",
    model({ nodes: [node("y = com.microsft.Gelu(x)")], imports: [["", 17], ["com.microsoft", 1]] }),
    finding("onnx/no-opset@gelu", "com.microsft", 'did you mean "com.microsoft"?'),
  ),
  broken(
    "opset-too-new",
    "an opset that does not exist yet",
    model({ opset: 99, nodes: [relu] }),
    finding("onnx/newer-version", "99", "28"),
  ),
  broken(
    "opset-zero",
    "opset 0",
    model({ opset: 0, nodes: [relu] }),
    finding("onnx/opset-version", "ai.onnx", "0"),
  ),
  broken(
    "opset-twice",
    "ONNX's own domain is imported twice",
    model({ nodes: [relu], imports: [["", 17], ["ai.onnx", 13]] }),
    finding("onnx/duplicate-opset", "17 and 13"),
  ),
  broken(
    "ml-opset-too-new",
    "an opset of ai.onnx.ml that does not exist yet",
    model({ nodes: [relu], imports: [["", 17], ["ai.onnx.ml", 40]] }),
    finding("onnx/newer-version", "ai.onnx.ml", "40", "5"),
  ),
  broken("ir-missing", "no IR version", model({ ir: 0, nodes: [relu] }), finding("onnx/ir-version", "0")),
  broken(
    "ir-too-new",
    "an IR version that does not exist yet",
    model({ ir: 99, nodes: [relu] }),
    finding("onnx/newer-version", "IR version 99", "13"),
  ),
];

const operatorNames: readonly BrokenModel[] = [
  broken(
    "operator-misspelt",
    "an operator is misspelt",
    model({ nodes: [node("y = Rellu(x)")] }),
    finding("onnx/no-such-operator@rellu", "Rellu", 'did you mean "Relu"?'),
  ),
  broken(
    "operator-framework-word",
    "an operator by another framework's word",
    model({ nodes: [node("conv1: y = Conv2D(x, w)")], weights: ["w float32[2, 3, 3, 3]"] }),
    finding("onnx/no-such-operator@conv1", "Conv2D", '"Conv"'),
  ),
  broken(
    "operator-unknown-chain",
    "what follows from an unknown operator is told under it, once",
    model({ nodes: [node("a = Mystery(x)"), node("b = Relu(a)"), node("y = Add(b, x)")] }),
    finding("onnx/no-such-operator@mystery", "Mystery", "2 values"),
  ),
  broken(
    "operator-newer",
    "an operator of a later opset",
    model({ opset: 17, nodes: [node("y = Gelu(x)")] }),
    finding("onnx/operator-version@gelu", "Gelu came with opset 20", "opset 17", "import opset 20"),
  ),
  broken(
    "operator-newer-norm",
    "LayerNormalization before opset 17",
    model({ opset: 16, nodes: [node("y = LayerNormalization(x, s)")], weights: ["s float32[8]"] }),
    finding("onnx/operator-version@layernormalization", "opset 17", "opset 16"),
  ),
  broken(
    "operator-removed",
    "an operator that a newer one has replaced",
    model({
      opset: 17,
      nodes: [node("y = Upsample(x, s)")],
      weights: [tensor("s float32[4]", [1, 1, 2, 2])],
    }),
    finding("onnx/operator-removed@upsample", "since opset 10", "Resize"),
  ),
  broken(
    "operator-of-microsoft-in-onnx",
    "an operator of com.microsoft without its domain",
    model({ nodes: [node("y = QuickGelu(x)")] }),
    finding("onnx/no-such-operator@quickgelu", "QuickGelu"),
  ),
];

const arity: readonly BrokenModel[] = [
  broken("too-few-inputs", "an Add of one input", model({ nodes: [node("y = Add(x)")] }), finding("node/arity@add", "2 (A, B)", "1")),
  broken(
    "too-many-inputs",
    "a Relu of two inputs",
    model({ nodes: [node("y = Relu(x, x)")] }),
    finding("node/arity@relu", "1 (X)", "2"),
  ),
  broken(
    "no-weight-input",
    "a Conv without its weight",
    model({ nodes: [node("y = Conv(x)")] }),
    finding("node/arity@conv", "W", "1"),
  ),
  broken(
    "input-left-out",
    "an input that must be there is left out by an empty name",
    model({ nodes: [node("y = MatMul(x, -)")] }),
    finding("node/arity@matmul", "B"),
  ),
  broken(
    "too-many-outputs",
    "a Relu of two outputs",
    model({ nodes: [node("y, z = Relu(x)")], outputs: ["y float32[?, ?, ?, ?]", "z float32[?, ?, ?, ?]"] }),
    finding("node/arity@relu", "outputs", "1 (Y)", "2"),
  ),
  broken(
    "no-outputs",
    "a node that gives nothing",
    model({ nodes: [relu, node("neg: = Neg(x)")] }),
    finding("node/arity@neg", "outputs", "0"),
  ),
  broken(
    "split-outputs",
    "a Split into two whose sizes are three",
    model({
      nodes: [node("y, z = Split(x, s)", { axis: 1 })],
      outputs: ["y float32[?, ?, ?, ?]", "z float32[?, ?, ?, ?]"],
      weights: [tensor("s int64[3]", [1, 1, 1])],
    }),
    finding("node/arity@split", "3", "2"),
  ),
  broken(
    "concat-of-nothing",
    "a Concat without inputs",
    model({ nodes: [node("y = Concat()", { axis: 1 })], inputs: [] }),
    finding("node/arity@concat", "1 or more", "0"),
  ),
  broken(
    "call-too-many-inputs",
    "a function is called with more than it takes",
    model({
      nodes: [node("y = local.twice(x, x)")],
      imports: [["", 17], ["local", 1]],
      functions: [definition("twice", "a", "b", [node("b = Add(a, a)")])],
    }),
    finding("node/arity@twice", "at most 1", "2"),
  ),
  broken(
    "call-without-argument",
    "a function is called without an attribute that it needs",
    model({
      nodes: [node("y = local.leaky(x)")],
      imports: [["", 17], ["local", 1]],
      functions: [
        definition("leaky", "a", "b", [node("b = LeakyRelu(a)", { alpha: { argument: "slope", type: 1 } })], ["slope"]),
      ],
    }),
    finding("node/missing-attribute@leaky", '"slope"'),
  ),
  broken(
    "call-unknown-argument",
    "a function is called with an attribute that it does not have",
    model({
      nodes: [node("y = local.leaky(x)", { slope: { float: 0.1 }, slop: { float: 0.2 } })],
      imports: [["", 17], ["local", 1]],
      functions: [
        definition("leaky", "a", "b", [node("b = LeakyRelu(a)", { alpha: { argument: "slope", type: 1 } })], ["slope"]),
      ],
    }),
    finding("node/unknown-attribute@leaky", '"slop"', '"slope"'),
  ),
  broken(
    "function-recursion",
    "a function calls itself",
    model({
      nodes: [node("y = local.forever(x)")],
      imports: [["", 17], ["local", 1]],
      functions: [definition("forever", "a", "b", [node("inner: b = local.forever(a)")])],
    }),
    finding("onnx/recursive-function@inner", "forever"),
  ),
  broken(
    "function-twice",
    "a function is defined twice",
    model({
      nodes: [node("y = local.same(x)")],
      imports: [["", 17], ["local", 1]],
      functions: [
        definition("same", "a", "b", [node("b = Relu(a)")]),
        definition("same", "a", "b", [node("b = Neg(a)")]),
      ],
    }),
    finding("onnx/duplicate-function", "local.same"),
  ),
  broken(
    "function-unknown",
    "a function is called that the file does not define",
    model({
      nodes: [node("y = local.sam(x)")],
      imports: [["", 17], ["local", 1]],
      functions: [definition("same", "a", "b", [node("b = Relu(a)")])],
    }),
    finding("node/unknown-operator@sam", "sam"),
  ),
];

const attributes: readonly BrokenModel[] = [
  broken(
    "attribute-misspelt",
    "an attribute is misspelt",
    conv({ stride: [2, 2] }),
    finding("node/unknown-attribute@conv", '"stride"', 'did you mean "strides"?'),
  ),
  broken(
    "attribute-of-another-operator",
    "a Relu with LeakyRelu's attribute",
    model({ nodes: [node("y = Relu(x)", { alpha: { float: 0.1 } })] }),
    finding("node/unknown-attribute@relu", '"alpha"'),
  ),
  broken(
    "attribute-newer",
    "an attribute of a later opset",
    model({
      opset: 13,
      nodes: [node("y = Reshape(x, s)", { allowzero: 1 })],
      weights: [tensor("s int64[4]", [1, 3, 8, 8])],
    }),
    finding("onnx/attribute-version@reshape", '"allowzero"', "opset 14", "opset 13"),
  ),
  broken(
    "attribute-older",
    "an attribute that is an input since opset 13",
    model({ opset: 13, nodes: [node("y = Unsqueeze(x)", { axes: [0] })], outputs: ["y float32[?, ?, ?, ?, ?]"] }),
    [finding("node/unknown-attribute@unsqueeze", '"axes"'), finding("node/arity@unsqueeze", "axes")],
  ),
  broken("attribute-string-for-int", "a text where a number is needed", conv({ group: "1" }), finding("node/attribute-type@conv", '"group"', "int")),
  broken("attribute-int-for-list", "a number where a list is needed", conv({ strides: 2 }), finding("node/attribute-type@conv", '"strides"', "ints", "2")),
  broken("attribute-list-for-int", "a list where a number is needed", conv({ group: [1] }), finding("node/attribute-type@conv", '"group"', "int", "[1]")),
  broken(
    "attribute-int-for-float",
    "a whole number where a float is needed",
    model({ nodes: [node("y = LeakyRelu(x)", { alpha: 1 })] }),
    finding("node/attribute-type@leakyrelu", '"alpha"', "float", "of type int"),
  ),
  broken(
    "attribute-float-for-int",
    "a float where a whole number is needed",
    model({ nodes: [node("y = Concat(x, x)", { axis: { float: 1 } })] }),
    finding("node/attribute-type@concat", '"axis"', "int", "of type float"),
  ),
  broken(
    "attribute-twice",
    "an attribute is there twice",
    model({
      nodes: [
        node("y = Concat(x, x)", { axis: 1, again: new AttributeProto({ name: "axis", type: 2, i: 1 }) }),
      ],
    }),
    finding("onnx/duplicate-attribute@concat", '"axis"'),
  ),
  broken(
    "attribute-required",
    "a Concat without its axis",
    model({ nodes: [node("y = Concat(x, x)")] }),
    finding("node/missing-attribute@concat", '"axis"'),
  ),
  broken(
    "attribute-required-cast",
    "a Cast that does not say to what",
    model({ nodes: [node("y = Cast(x)")] }),
    finding("node/missing-attribute@cast", '"to"'),
  ),
  broken(
    "attribute-required-kernel",
    "a MaxPool without its kernel",
    model({ nodes: [node("y = MaxPool(x)")] }),
    finding("node/missing-attribute@maxpool", '"kernel_shape"'),
  ),
  broken(
    "attribute-value",
    "a word that an attribute does not know",
    conv({ auto_pad: "SAME" }),
    finding("node/attribute-value@conv", '"auto_pad"', "SAME", "SAME_UPPER"),
  ),
  broken("attribute-group-zero", "no groups at all", conv({ group: 0 }), finding("node/attribute-value@conv", '"group"', "0", "at least 1")),
  broken("attribute-stride-zero", "a stride of 0", conv({ strides: [0, 1] }), finding("node/attribute-value@conv", '"strides"', "0")),
  broken("attribute-strides-count", "three strides in an image", conv({ strides: [1, 1, 1] }), finding("node/attribute-value@conv", '"strides"', "2")),
  broken("attribute-pads-count", "two pads where four are needed", conv({ pads: [1, 1] }), finding("node/attribute-value@conv", '"pads"', "4")),
  broken("attribute-dilation", "a dilation of -1", conv({ dilations: [-1, 1] }), finding("node/attribute-value@conv", '"dilations"', "-1")),
  broken(
    "attribute-kernel-shape",
    "kernel_shape is not the weight's",
    conv({ kernel_shape: [5, 5] }),
    finding("node/attribute-value@conv", '"kernel_shape"', "5, 5", "3, 3"),
  ),
  broken(
    "attribute-cast-to",
    "a Cast to an element type that ONNX does not have",
    model({ nodes: [node("y = Cast(x)", { to: 99 })] }),
    finding("node/attribute-value@cast", '"to"', "99"),
  ),
  broken(
    "attribute-declared-otherwise",
    "an attribute says that it is a float and holds a whole number",
    conv({ group: new AttributeProto({ name: "group", type: 1, i: 3 }) }),
    finding("onnx/attribute-value@conv", '"group"', "float", '"i"'),
  ),
  broken(
    "attribute-type-unknown",
    "an attribute of a type that ONNX does not have",
    conv({ group: new AttributeProto({ name: "group", type: 77, i: 1 }) }),
    finding("onnx/attribute-type@conv", '"group"', "77"),
  ),
  broken(
    "attribute-reference",
    "an attribute that refers to a function's argument, in no function",
    model({ nodes: [node("y = LeakyRelu(x)", { alpha: { argument: "slope", type: 1 } })] }),
    finding("onnx/reference-outside@leakyrelu", '"alpha"', '"slope"'),
  ),
  broken(
    "attribute-constant-empty",
    "a Constant that holds nothing",
    model({ nodes: [node("a = Constant()"), node("y = Add(x, a)")] }),
    finding("shape/invalid@constant", "exactly one of value", "found 0"),
  ),
  broken(
    "attribute-graph-for-tensor",
    "a Constant that holds a graph",
    model({ nodes: [node("a = Constant()", { value: graph({ nodes: [] }) }), node("y = Add(x, a)")] }),
    finding("node/attribute-type@constant", "\"value\"", "tensor", "of type graph"),
  ),
  broken(
    "attribute-axis-of-softmax",
    "an axis that is not there",
    model({ nodes: [node("y = Softmax(x)", { axis: 4 })], inputs: [x] }),
    finding("shape/axis@softmax", "4", "rank 4"),
  ),
];

export const operators: readonly BrokenModel[] = [...versions, ...operatorNames, ...arity, ...attributes];
