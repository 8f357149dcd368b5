// Broken structure: order, names, single assignment, cycles, scopes.
import { StringStringEntryProto } from "../../src/onnx/codec/onnx-proto.js";
import { type BrokenModel, broken, finding } from "./case.js";
import { graph, model, node, tensor } from "./writer.js";

const relu = node("y = Relu(x)");
const then = { then_branch: graph({ nodes: [node("a = Relu(x)")], outputs: ["a float32[1, 3, 8, 8]"] }) };
const other = { else_branch: graph({ nodes: [node("b = Neg(x)")], outputs: ["b float32[1, 3, 8, 8]"] }) };
const c = "c bool[]";
const x = "x float32[1, 3, 8, 8]";

export const structure: readonly BrokenModel[] = [
  broken(
    "order",
    "a node stands before the one that gives its input",
    model({ nodes: [node("y = Relu(a)"), node("a = Neg(x)")] }),
    finding("onnx/order@relu", '"a"', "neg", "sorting the nodes mends it"),
  ),
  broken(
    "order-far",
    "three nodes in reverse",
    model({ nodes: [node("y = Relu(b)"), node("b = Abs(a)"), node("a = Neg(x)")] }),
    [finding("onnx/order@relu", '"b"', "abs"), finding("onnx/order@abs", '"a"', "neg")],
  ),
  broken(
    "order-unnamed",
    "as order, of nodes without names: they are called by index, operator and output",
    model({ nodes: [node(": y = Relu(a)"), node(": a = Neg(x)")] }),
    finding("onnx/order@#0 (Relu → y)", '"a"', "#1 (Neg → a)"),
  ),
  broken(
    "no-producer",
    "a node reads a value that nothing gives",
    model({ nodes: [node("y = Relu(a)")] }),
    finding("node/undefined-input@relu", '"a"', "no node, input or weight"),
  ),
  broken(
    "no-producer-close",
    "the value is misspelt: the name that is meant is told",
    model({ nodes: [node("hidden_1 = Neg(x)"), node("y = Relu(hidden_l)")] }),
    finding("node/undefined-input@relu", '"hidden_l"', 'did you mean "hidden_1"?'),
  ),
  broken(
    "no-producer-twice",
    "two nodes read a value that nothing gives",
    model({ nodes: [node("a = Relu(w)"), node("y = Add(a, w)")] }),
    [finding("node/undefined-input@relu", '"w"'), finding("node/undefined-input@add", '"w"')].slice(0, 1),
  ),
  broken(
    "no-weight",
    "the weight of a convolution is missing",
    model({ nodes: [node("conv1: y = Conv(x, conv1.weight)")] }),
    finding("node/undefined-input@conv1", '"conv1.weight"'),
  ),
  broken(
    "no-output",
    "an output of the network is given by nothing",
    model({ nodes: [relu], outputs: ["y float32[1, 3, 8, 8]", "z float32[1]"] }),
    finding("onnx/no-such-output@z", '"z"'),
  ),
  broken(
    "output-twice",
    "the network has one output twice",
    model({ nodes: [relu], outputs: ["y float32[1, 3, 8, 8]", "y float32[1, 3, 8, 8]"] }),
    finding("onnx/duplicate-value@y", '"y"'),
  ),
  broken(
    "value-twice",
    "two nodes give one value",
    model({ nodes: [node("a = Relu(x)"), node("a = Neg(x)"), node("y = Abs(a)")] }),
    finding("onnx/duplicate-value@neg", '"a"'),
  ),
  broken(
    "value-twice-in-node",
    "one node gives one value twice",
    model({ nodes: [node("y, y = Split(x)", { axis: 2 })] }),
    finding("onnx/duplicate-value@split", '"y"'),
  ),
  broken(
    "value-is-input",
    "a node gives a value that is an input",
    model({ nodes: [node("x = Relu(x)"), node("y = Neg(x)")] }),
    finding("onnx/duplicate-value@relu", '"x"'),
  ),
  broken(
    "value-is-weight",
    "a node gives a value that is an initialiser",
    model({ nodes: [node("w = Relu(x)"), node("y = Add(x, w)")], weights: ["w float32[1, 3, 8, 8]"] }),
    finding("onnx/duplicate-value@relu", '"w"'),
  ),
  broken(
    "weight-twice",
    "two initialisers have one name",
    model({ nodes: [node("y = Add(x, w)")], weights: ["w float32[8]", "w float32[8]"] }),
    finding("onnx/duplicate-value@w", '"w"'),
  ),
  broken(
    "input-twice",
    "two inputs have one name",
    model({ nodes: [relu], inputs: [x, x] }),
    finding("onnx/duplicate-value@x", '"x"'),
  ),
  broken(
    "input-without-name",
    "an input has no name",
    model({ nodes: [relu], inputs: [x, " float32[1]"] }),
    finding("onnx/no-name", "input 1 of the network"),
  ),
  broken(
    "input-without-type",
    "an input has no type",
    model({ nodes: [node("y = Add(x, a)")], inputs: [x, "a"] }),
    finding("onnx/no-type@a", "a"),
  ),
  broken(
    "weight-without-name",
    "an initialiser has no name",
    model({ nodes: [relu], weights: [" float32[1]"] }),
    finding("onnx/no-name", "initialiser 0"),
  ),
  broken(
    "weight-no-input",
    "a file of IR version 3 whose initialisers are no inputs",
    model({ ir: 3, opset: 8, nodes: [node("y = Add(x, w)")], weights: ["w float32[8]"] }),
    finding("onnx/initializer-no-input@w", '"w"', "IR version 3"),
  ),
  broken(
    "cycle",
    "two nodes read what the other gives",
    model({ nodes: [node("a = Add(x, b)"), node("b = Relu(a)"), node("y = Neg(b)")] }),
    finding("onnx/cycle@add", "add → relu → add"),
  ),
  broken(
    "cycle-of-one",
    "a node reads what it gives",
    model({ nodes: [node("a = Add(x, a)"), node("y = Neg(a)")] }),
    finding("onnx/cycle@add", "add → add"),
  ),
  broken(
    "cycle-of-three",
    "three nodes in a circle, and one behind it",
    model({
      nodes: [node("a = Add(x, c)"), node("b = Relu(a)"), node("c = Neg(b)"), node("y = Abs(c)")],
    }),
    finding("onnx/cycle@add", "add → relu → neg → add"),
  ),
  broken(
    "scope-inner",
    "a node reads a value from inside a branch",
    model({ inputs: [x, c], nodes: [node("z = If(c)", { ...then, ...other }), node("y = Add(z, a)")] }),
    finding("node/undefined-input@add", '"a"', "inside the then_branch of if", "cannot see"),
  ),
  broken(
    "scope-sibling",
    "a branch reads a value from inside the other one",
    model({
      inputs: [x, c],
      nodes: [
        node("y = If(c)", {
          ...then,
          else_branch: graph({ nodes: [node("b = Neg(a)")], outputs: ["b float32[1, 3, 8, 8]"] }),
        }),
      ],
    }),
    finding("node/undefined-input@neg", '"a"', "then_branch of if"),
  ),
  broken(
    "scope-shadow",
    "a branch gives a value of the name that the graph around it has",
    model({
      inputs: [x, c],
      nodes: [
        node("a = Abs(x)"),
        node("z = If(c)", { ...then, ...other }),
        node("y = Add(z, a)"),
      ],
    }),
    finding("onnx/shadowed-value@a", '"a"', "the then_branch of if"),
  ),
  broken(
    "scope-branch-output",
    "a branch has an output that nothing gives",
    model({
      inputs: [x, c],
      nodes: [
        node("y = If(c)", {
          then_branch: graph({ nodes: [node("a = Relu(x)")], outputs: ["missing float32[1, 3, 8, 8]"] }),
          ...other,
        }),
      ],
    }),
    finding("onnx/no-such-output@missing", '"missing"', "then_branch of if"),
  ),
  broken(
    "scope-order",
    "nodes of a branch stand in the wrong order",
    model({
      inputs: [x, c],
      nodes: [
        node("y = If(c)", {
          then_branch: graph({
            nodes: [node("b1 = Neg(a1)"), node("a1 = Relu(x)")],
            outputs: ["b1 float32[1, 3, 8, 8]"],
          }),
          ...other,
        }),
      ],
    }),
    finding("onnx/order@neg", '"a1"', "relu"),
  ),
  broken(
    "no-else-branch",
    "an If without its else_branch",
    model({ inputs: [x, c], nodes: [node("y = If(c)", then)] }),
    finding("node/missing-attribute@if", '"else_branch"'),
  ),
  broken(
    "quantisation-annotation",
    "the annotation of a quantised value names a scale that is not there",
    model({
      nodes: [relu],
      more: {
        quantizationAnnotation: [
          {
            tensorName: "y",
            quantParameterTensorNames: [new StringStringEntryProto({ key: "SCALE_TENSOR", value: "y_scale" })],
          },
        ],
      },
    }),
    finding("onnx/quantisation@y", "SCALE_TENSOR", '"y_scale"'),
  ),
  broken(
    "duplicate-node",
    "two nodes have one name: allowed, and a nuisance",
    model({ nodes: [node("n: a = Relu(x)"), node("n: y = Neg(a)")] }),
    finding("onnx/duplicate-node@n", '"n"'),
  ),
  broken(
    "unused-weight",
    "no node uses an initialiser",
    model({ nodes: [relu], weights: ["w float32[4, 8]"] }),
    finding("onnx/unused-weight@w", '"w"', "128 bytes"),
  ),
  broken(
    "unused-input",
    "no node uses an input",
    model({ nodes: [relu], inputs: [x, "z float32[1]"] }),
    finding("onnx/unused-input@z", '"z"'),
  ),
  broken(
    "dead-node",
    "nothing uses what two nodes in a row give",
    model({ nodes: [relu, node("a = Neg(x)"), node("b = Abs(a)")] }),
    finding("onnx/dead-node@abs", "Abs", "1 more node"),
  ),
  broken(
    "dead-weight-of-dead-node",
    "a weight is used by a node that nothing uses",
    model({ nodes: [relu, node("a = Add(x, w)")], weights: [tensor("w float32[8]")] }),
    finding("onnx/dead-node@add", "Add"),
  ),
];
