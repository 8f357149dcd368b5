// From a file's model to the graph: newest forms, kinds of weights, symbols, modules, faults of structure, functions.
import { describe, expect, test } from "vitest";
import { importModel, inspectModel, type Model, type ModelFunction } from "../../src/onnx.js";
import { shapeText } from "../../src/tensor/index.js";
import { model, node, tensor, value } from "./small-model.js";

const load = (read: Model, options = {}) => inspectModel({ ok: true, value: read, diagnostics: [] }, options);

/** Findings above a note, as code and node. */
function faultsOf(read: Model, options = {}): readonly string[] {
  const found = load(read, options).diagnostics.filter(({ severity }) => severity !== "note");
  return found.map(({ code, context }) => `${code} ${context.node ?? context.tensor ?? ""}`.trim());
}

const shapeOf = (read: Model, name: string, options = {}): string =>
  shapeText(load(read, options).value?.tensors.get(name)?.shape ?? null);

const x4 = value("x", [2, 3, 8, 8]);

describe("older opsets become the newest form", () => {
  const cases: readonly (readonly [string, number, ReturnType<typeof node>, string, readonly string[]])[] = [
    ["control: Relu", 17, node("Relu", "x", "y"), "[2, 3, 8, 8]", ["Relu"]],
    ["Squeeze's axes", 11, node("Squeeze", "one", "y", { axes: [0] }), "[3, 8]", ["Squeeze"]],
    ["Unsqueeze's axes", 11, node("Unsqueeze", "x", "y", { axes: [0, 5] }), "[1, 2, 3, 8, 8, 1]", ["Unsqueeze"]],
    ["ReduceMean's axes", 13, node("ReduceMean", "x", "y", { axes: [2, 3], keepdims: 0 }), "[2, 3]", ["ReduceMean"]],
    ["ReduceSum's axes", 11, node("ReduceSum", "x", "y", { axes: [1] }), "[2, 1, 8, 8]", ["ReduceSum"]],
    ["Slice's bounds", 9, node("Slice", "x", "y", { starts: [1], ends: [3], axes: [2] }), "[2, 3, 2, 8]", ["Slice"]],
    ["Pad's pads", 10, node("Pad", "x", "y", { pads: [0, 0, 1, 1, 0, 0, 1, 1] }), "[2, 3, 10, 10]", ["Pad"]],
    ["TopK's k", 9, node("TopK", "x", "y i", { k: 3, axis: 2 }), "[2, 3, 3, 8]", ["TopK"]],
    ["Reshape's shape", 4, node("Reshape", "x", "y", { shape: [6, -1] }), "[6, 64]", ["Reshape"]],
    [
      "Softmax over all axes from 1",
      11,
      node("Softmax", "x", "y"),
      "[2, 3, 8, 8]",
      ["Shape", "Flatten", "Softmax", "Reshape"],
    ],
    ["Softmax over the last axis", 11, node("Softmax", "x", "y", { axis: 3 }), "[2, 3, 8, 8]", ["Softmax"]],
    ["Add along an axis", 6, node("Add", "x c", "y", { axis: 1, broadcast: 1 }), "[2, 3, 8, 8]", ["Unsqueeze", "Add"]],
    ["PRelu by channel", 6, node("PRelu", "x c", "y"), "[2, 3, 8, 8]", ["Unsqueeze", "PRelu"]],
    [
      "Upsample's scales",
      7,
      node("Upsample", "x", "y", {}, { attributes: [{ name: "scales", type: "floats", value: [1, 1, 2, 2] }] }),
      "[2, 3, 16, 16]",
      ["Resize"],
    ],
    ["Concat's default axis", 3, node("Concat", "x x", "y"), "[2, 6, 8, 8]", ["Concat"]],
    ["Cast to a name", 5, node("Cast", "x", "y", { to: "INT64" }), "[2, 3, 8, 8]", ["Cast"]],
    [
      "Dropout's ratio",
      10,
      node("Dropout", "x", "y", {}, { attributes: [{ name: "ratio", type: "float", value: 0.5 }] }),
      "[2, 3, 8, 8]",
      ["Dropout"],
    ],
    ["consumed inputs", 5, node("Relu", "x", "y", { consumed_inputs: [1] }), "[2, 3, 8, 8]", ["Relu"]],
  ];
  test.each(cases)("%s of opset %i", (_, opset, old, shape, ops) => {
    const read = model(
      {
        inputs: [x4, value("one", [1, 3, 8]), value("c", [3])],
        outputs: [{ name: "y", type: null }],
        nodes: [old],
      },
      opset,
    );
    expect(faultsOf(read)).toEqual([]);
    expect(shapeOf(read, "y")).toBe(shape);
    expect(load(read).value?.graph.nodes.map(({ op }) => op)).toEqual(ops);
  });
});

describe("what a tensor is", () => {
  const read = model({
    inputs: [x4],
    outputs: [value("y", null)],
    initializers: [
      tensor("w", [4, 3, 3, 3]),
      tensor("scale", [4]),
      tensor("shift", [4]),
      tensor("mean", [4]),
      tensor("var", [4]),
      tensor("table", [4, 1, 1]),
      tensor("scales", [4], [1, 1, 2, 2]),
      tensor("packed", [4, 4, 1, 1], undefined, "int8"),
      tensor("step", [], [0.1]),
      tensor("order", [4], [3, 2, 1, 0], "int64"),
    ],
    nodes: [
      node("Conv", "x w", "a"),
      node("BatchNormalization", "a scale shift mean var", "b"),
      node("Mul", "b table", "c"),
      node("Resize", "c - scales", "d"),
      node("DequantizeLinear", "packed step", "kernel"),
      node("Conv", "d kernel", "e"),
      node("Gather", "e order", "y", { axis: 1 }),
    ],
  });
  test.each([
    ["w", "parameter"],
    ["scale", "parameter"],
    ["shift", "parameter"],
    ["mean", "buffer"],
    ["var", "buffer"],
    ["table", "parameter"],
    ["scales", "constant"],
    ["packed", "parameter"],
    ["step", "constant"],
    ["order", "constant"],
  ])("%s is a %s", (name, kind) => {
    expect(load(read).value?.graph.weights.get(name)?.kind).toBe(kind);
    expect(faultsOf(read)).toEqual([]);
  });
});

test("names of nodes give modules, and an only node the name of its scope", () => {
  const inner = (op: string, inputs: string, outputs: string, name: string) => node(op, inputs, outputs, {}, { name });
  const read = model({
    inputs: [x4],
    outputs: [value("y", null)],
    initializers: [tensor("w", [3, 3, 1, 1])],
    nodes: [
      inner("Conv", "x w", "a", "/layer1/layer1.0/conv1/Conv"),
      inner("Relu", "a", "b", "/layer1/layer1.0/relu/Relu"),
      inner("Add", "b x", "y", "/layer1/layer1.0/Add"),
    ],
  });
  const origins = importModel(read).value?.nodes.map(({ origin }) => [
    origin?.name,
    origin?.modules.map(({ name }) => name),
  ]);
  expect(origins).toEqual([
    ["layer1.0.conv1", ["layer1", "layer1.0"]],
    ["layer1.0.relu", ["layer1", "layer1.0"]],
    ["layer1.0.Add", ["layer1", "layer1.0"]],
  ]);
});

describe("faults of structure", () => {
  const parts = { inputs: [x4], outputs: [value("y", null)] };
  const cases: readonly (readonly [string, Model, readonly string[]])[] = [
    ["control", model({ ...parts, nodes: [node("Relu", "x", "y")] }), []],
    ["out of order", model({ ...parts, nodes: [node("Relu", "a", "y"), node("Relu", "x", "a")] }), ["onnx/order n_y"]],
    [
      "a circle",
      model({ ...parts, nodes: [node("Add", "x b", "a"), node("Relu", "a", "b"), node("Relu", "x", "y")] }),
      ["onnx/cycle n_a"],
    ],
    [
      "a value given twice",
      model({ ...parts, nodes: [node("Relu", "x", "y"), node("Abs", "x", "y")] }),
      ["onnx/duplicate-value n_y"],
    ],
    [
      "an input from nowhere",
      model({ ...parts, nodes: [node("Add", "x nowhere", "y")] }),
      ["node/undefined-input n_y"],
    ],
    [
      "an operator of a later opset",
      model({ ...parts, nodes: [node("HardSwish", "x", "y")] }, 13),
      ["onnx/operator-version n_y"],
    ],
    [
      "an operator that went",
      model({ ...parts, initializers: [tensor("s", [4], [1, 1, 2, 2])], nodes: [node("Upsample", "x s", "y")] }, 11),
      ["onnx/operator-removed n_y"],
    ],
    [
      "an attribute of a later opset",
      model({ ...parts, nodes: [node("MaxPool", "x", "y", { kernel_shape: [2, 2], ceil_mode: 1 })] }, 9),
      ["onnx/attribute-version n_y"],
    ],
    ["no such operator", model({ ...parts, nodes: [node("Rellu", "x", "y")] }), ["onnx/no-such-operator n_y"]],
    ["no opset", model({ ...parts, nodes: [node("Relu", "x", "y")] }, 17, { opsetImports: [] }), ["onnx/no-opset n_y"]],
  ];
  test.each(cases)("%s", (_, read, faults) => {
    expect(faultsOf(read)).toEqual(faults);
  });
});

describe("functions", () => {
  const twice = (name: string, inner: string, more: Partial<ModelFunction> = {}): ModelFunction => ({
    domain: "local",
    name,
    overload: "",
    inputs: ["a"],
    outputs: ["b"],
    attributes: [],
    defaults: [],
    nodes: [
      node(inner, "a", "t", {}, { domain: inner === "Relu" ? "" : "local" }),
      node(inner, "t", "b", {}, { domain: inner === "Relu" ? "" : "local" }),
    ],
    valueInfo: [],
    opsetImports: [{ domain: "", version: 17 }],
    ...more,
  });
  const opsetImports = [
    { domain: "", version: 17 },
    { domain: "local", version: 1 },
  ];
  const call = (op: string, functions: readonly ModelFunction[]): Model =>
    model({ inputs: [x4], outputs: [value("y", null)], nodes: [node(op, "x", "y", {}, { domain: "local" })] }, 17, {
      opsetImports,
      functions,
    });

  test("a call becomes the function's nodes", () => {
    const read = call("Outer", [twice("Outer", "Inner"), twice("Inner", "Relu")]);
    expect(faultsOf(read)).toEqual([]);
    // Two calls of two Relus each.
    expect(load(read).value?.graph.nodes.map(({ op }) => op)).toEqual(["Relu", "Relu", "Relu", "Relu"]);
    const last = load(read).value?.graph.outputs[0]?.value ?? "";
    expect(shapeOf(read, last)).toBe("[2, 3, 8, 8]");
  });

  test("attributes come from the call, or from the function's default", () => {
    const body = node("Flatten", "a", "b", {}, { attributes: [{ name: "axis", type: "int", reference: "at" }] });
    const flat = twice("Flat", "Relu", { nodes: [body], defaults: [{ name: "at", type: "int", value: 2 }] });
    const read = call("Flat", [flat]);
    expect(shapeOf(read, load(read).value?.graph.outputs[0]?.value ?? "")).toBe("[6, 64]");
  });

  test("functions that call each other 2^40 times are bounded", () => {
    const chain = Array.from({ length: 41 }, (_, k) => twice(`f${k}`, k === 0 ? "Relu" : `f${k - 1}`));
    expect(faultsOf(call("f40", chain))).toContain("onnx/too-large");
  });

  test("one that calls itself is bounded", () => {
    expect(faultsOf(call("Loop1", [twice("Loop1", "Loop1")]))).toContain("onnx/recursive-function n_t");
  });
});

describe("sizes of inputs", () => {
  const read = model({
    inputs: [value("left", ["N", 3, "H", null]), value("right", ["N", 3, 8, 8]), value("odd", ["unk__1"])],
    outputs: [value("y", null)],
    nodes: [node("Relu", "left", "y")],
  });
  test.each<[string, object, string, readonly string[]]>([
    ["open", {}, "[N, 3, H, left.3]", []],
    ["by name", { dims: { N: 2, H: 16 } }, "[2, 3, 16, left.3]", []],
    ["by a shape", { inputs: new Map([["left", [4, 3, 32, 32]]]) }, "[4, 3, 32, 32]", []],
    ["by a shape without the batch", { inputs: new Map([["left", [3, 32, 32]]]) }, "[N, 3, 32, 32]", []],
    [
      "two for one symbol",
      {
        inputs: new Map([
          ["left", [4, 3, 8, 8]],
          ["right", [5, 3, 8, 8]],
        ]),
      },
      "[4, 3, 8, 8]",
      ["onnx/symbol-conflict right"],
    ],
    [
      "another than the fixed one",
      { inputs: new Map([["left", [4, 1, 8, 8]]]) },
      "[4, 1, 8, 8]",
      ["onnx/input-shape left"],
    ],
    ["of no input", { inputs: new Map([["up", [1]]]) }, "[N, 3, H, left.3]", ["onnx/no-such-input"]],
  ])("%s", (_, options, shape, faults) => {
    expect(shapeOf(read, "y", options)).toBe(shape);
    expect(faultsOf(read, options)).toEqual(faults);
  });
});

describe("declarations and frozen sizes", () => {
  const images = value("x", ["N", 256]);
  const reshaped = (target: readonly number[], declared: readonly (number | string)[]): Model =>
    model({
      inputs: [images],
      outputs: [value("y", declared)],
      initializers: [tensor("shape", [target.length], target, "int64")],
      nodes: [node("Reshape", "x shape", "y")],
    });
  test.each<[string, Model, readonly string[]]>([
    ["control: the batch stays open", reshaped([-1, 16, 16], ["N", 16, 16]), []],
    ["a Reshape froze the batch", reshaped([1, 256], ["N", 256]), ["onnx/declared-shape n_y", "shape/frozen n_y"]],
    ["another rank is declared", reshaped([-1, 256], ["N", 256, 1]), ["onnx/declared-shape n_y"]],
    ["another size is declared", reshaped([-1, 256], ["N", 255]), ["onnx/declared-shape n_y"]],
  ])("%s", (_, read, faults) => {
    expect(faultsOf(read)).toEqual(faults);
  });

  test("the message names the only size and the node", () => {
    const frozen = load(reshaped([1, 256], [1, 256])).diagnostics.find(({ code }) => code === "shape/frozen");
    expect(frozen?.message).toBe("valid for N = 1 only (axis 0 of x): n_y froze it");
  });
});
