// What the codec does not know (newer fields, exact integers) and what a file may say wrongly arrive as plain data or findings.
import { describe, expect, test } from "vitest";
import { decodeModel, type Model } from "../../src/onnx/index.js";
import { type FieldOf, message, modelOf } from "./message.js";

function read(bytes: Uint8Array): Model {
  const { value, diagnostics } = decodeModel(bytes);
  expect(diagnostics).toEqual([]);
  if (value === undefined) throw new Error("no model");
  return value;
}

const findings = (bytes: Uint8Array): readonly string[] => decodeModel(bytes).diagnostics.map(String);
const entry = (key: string, value: string): Uint8Array => message([1, key], [2, value]);

describe("fields newer than the codec", () => {
  test("a function's typed defaults, overload, value_info and metadata", () => {
    const long = message([1, 2000], [2, 1], [9, new Uint8Array(8000)]);
    const definition = message(
      [1, "f"],
      [10, "local"],
      [4, "x"],
      [5, "y"],
      [6, "required"],
      [11, message([1, "alpha"], [20, 1], [2, { float: 0.5 }])],
      [11, message([1, "table"], [20, 4], [5, long])],
      [7, message([4, "Elu"], [1, "x"], [2, "y"], [5, message([1, "alpha"], [20, 1], [21, "alpha"])])],
      [12, message([1, "y"], [2, message([1, message([1, 1])])])],
      [13, "fast"],
      [14, entry("k", "v")],
    );
    const [result] = read(modelOf(message(), [25, definition])).functions;
    expect(result).toMatchObject({
      name: "f",
      domain: "local",
      overload: "fast",
      inputs: ["x"],
      outputs: ["y"],
      attributes: ["required"],
      metadata: new Map([["k", "v"]]),
      defaults: [
        { name: "alpha", type: "float", value: 0.5 },
        {
          name: "table",
          type: "tensor",
          value: { shape: [2000], values: null, storage: { kind: "file", bytes: 8000 } },
        },
      ],
      valueInfo: [{ name: "y", type: { kind: "tensor", dtype: "float32", shape: null } }],
    });
    expect(result?.nodes[0]?.attributes).toEqual([{ name: "alpha", type: "float", reference: "alpha" }]);
  });

  test("overload and metadata of a node, metadata of a graph, a value and a tensor", () => {
    const graph = message(
      [1, message([4, "f"], [7, "local"], [8, "fast"], [9, entry("a", "1")], [9, entry("b", "2")])],
      [16, entry("g", "3")],
      [11, message([1, "x"], [4, entry("v", "4")])],
      [5, message([1, 0], [2, 1], [8, "w"], [16, entry("t", "5")])],
    );
    const model = read(modelOf(graph));
    expect(model.graph.nodes[0]).toMatchObject({
      overload: "fast",
      metadata: new Map([
        ["a", "1"],
        ["b", "2"],
      ]),
    });
    expect(model.graph.metadata).toEqual(new Map([["g", "3"]]));
    expect(model.graph.inputs[0]?.metadata).toEqual(new Map([["v", "4"]]));
    expect(model.graph.initializers[0]?.metadata).toEqual(new Map([["t", "5"]]));
  });

  test("device configurations are read over in silence: they place nodes, and change no shape", () => {
    const node = message([4, "Relu"], [10, message([1, "c"], [2, message([1, "x"], [2, 0], [4, message([1, 0])])])]);
    expect(read(modelOf(message([1, node]), [26, message([1, "c"], [2, 4])])).graph.nodes).toHaveLength(1);
  });
});

test("declared types of every kind", () => {
  const sizes = [message([1, 3]), message([2, "N"], [3, "DATA_BATCH"]), message(), message([1, -1])];
  const tensor = message([1, message([1, 10], [2, message(...sizes.map((size): FieldOf => [1, size]))])]);
  const types = [
    tensor,
    message([1, message([1, 0])]),
    message([8, message([1, 1], [2, message()])]),
    message([4, message([1, tensor])]),
    message([9, message([1, message([4, message([1, tensor])])])]),
    message([5, message([1, 7], [2, tensor])]),
    message([7, message([1, "d"], [2, "n"])]),
    message(),
  ];
  const model = read(modelOf(message(...types.map((type): FieldOf => [11, message([1, "x"], [2, type])]))));
  const element = {
    kind: "tensor",
    dtype: "float16",
    shape: [3, "N", null, -1],
    denotations: ["", "DATA_BATCH", "", ""],
  };
  expect(model.graph.inputs.map(({ type }) => type)).toEqual([
    element,
    { kind: "tensor", dtype: null, shape: null },
    { kind: "sparse", dtype: "float32", shape: [] },
    { kind: "sequence", element },
    { kind: "optional", element: { kind: "sequence", element } },
    { kind: "map", key: "int64", value: element },
    { kind: "opaque", domain: "d", name: "n" },
    null,
  ]);
});

test("attributes of every type", () => {
  const tensor = message([1, 1], [2, 7], [7, 5]);
  const sparse = message([1, tensor], [2, tensor], [3, 9]);
  const type = message([1, message([1, 1])]);
  const rows: readonly (readonly [number, ...FieldOf[]])[] = [
    [1, [2, { float: 1.5 }]],
    [2, [3, 2n ** 60n]],
    [3, [4, "text"]],
    [4, [5, tensor]],
    [5, [6, message([2, "g"])]],
    [6, [7, { float: 1 }], [7, { float: 2 }]],
    [7, [8, -1], [8, 2]],
    [8, [9, "a"], [9, "b"]],
    [9, [10, tensor]],
    [10, [11, message([2, "h"])]],
    [11, [22, sparse]],
    [12, [23, sparse]],
    [13, [14, type]],
    [14, [15, type]],
  ];
  const attributes = rows.map(([number, ...fields]): FieldOf => [5, message([1, "a"], [20, number], ...fields)]);
  const values = read(modelOf(message([1, message(...attributes)]))).graph.nodes[0]?.attributes ?? [];
  const decoded = { dtype: "int64", shape: [1], values: [5] };
  const declared = { kind: "tensor", dtype: "float32" };
  expect(values).toMatchObject([
    { type: "float", value: 1.5 },
    { type: "int", value: 2n ** 60n },
    { type: "string", value: "text" },
    { type: "tensor", value: decoded },
    { type: "graph", value: { name: "g" } },
    { type: "floats", value: [1, 2] },
    { type: "ints", value: [-1, 2] },
    { type: "strings", value: ["a", "b"] },
    { type: "tensors", value: [decoded] },
    { type: "graphs", value: [{ name: "h" }] },
    { type: "sparse_tensor", value: { values: decoded, shape: [9] } },
    { type: "sparse_tensors", value: [{ indices: decoded }] },
    { type: "type_proto", value: declared },
    { type: "type_protos", value: [declared] },
  ]);
});

test("a number that is left out is 0, and a type that is left out is the one of the value", () => {
  const node = message([5, message([1, "a"], [20, 2])], [5, message([1, "b"], [8, 4])]);
  expect(read(modelOf(message([1, node]))).graph.nodes[0]?.attributes).toEqual([
    { name: "a", type: "int", value: 0 },
    { name: "b", type: "ints", value: [4] },
  ]);
});

test("what describes the model, quantisation and training", () => {
  const training = message([1, message([2, "init"])], [4, entry("w", "w_new")]);
  const annotation = message([1, "x"], [2, entry("SCALE_TENSOR", "s")]);
  const more: readonly FieldOf[] = [
    [2, "maker"],
    [3, "1.0"],
    [4, "org"],
    [5, 7],
    [6, "doc"],
    [14, entry("k", "v")],
    [20, training],
  ];
  expect(read(modelOf(message([14, annotation]), ...more))).toMatchObject({
    irVersion: 8,
    opsetImports: [{ domain: "", version: 17 }],
    producer: { name: "maker", version: "1.0" },
    domain: "org",
    modelVersion: 7,
    docString: "doc",
    metadata: new Map([["k", "v"]]),
    trainingInfo: [{ initialization: { name: "init" }, algorithm: null, updateBinding: new Map([["w", "w_new"]]) }],
    graph: { quantisation: [{ tensor: "x", parameters: new Map([["SCALE_TENSOR", "s"]]) }] },
  });
});

describe("faults of a tensor", () => {
  const inGraph = (...fields: readonly FieldOf[]): Uint8Array => modelOf(message([5, message([8, "w"], ...fields)]));

  test.each<[string, readonly FieldOf[], string]>([
    [
      "too few bytes",
      [
        [1, 2],
        [2, 1],
        [9, new Uint8Array(4)],
      ],
      "error[onnx/data-length] w: float32[2] needs 8 bytes, the file has 4",
    ],
    [
      "too few bytes of a long one",
      [
        [1, 3000],
        [2, 1],
        [9, new Uint8Array(8000)],
      ],
      "error[onnx/data-length] w: float32[3000] needs 12000 bytes, the file has 8000",
    ],
    [
      "too many entries",
      [
        [1, 1],
        [2, 7],
        [7, new Uint8Array(2)],
      ],
      "error[onnx/data-length] w: int64[1] needs 1 entries of int64_data, the file has 2",
    ],
    [
      "the wrong field",
      [
        [1, 1],
        [2, 1],
        [7, new Uint8Array(1)],
      ],
      "error[onnx/data-field] w: a tensor of float32 has its elements in int64_data; it must use raw_data or float_data",
    ],
    [
      "raw strings",
      [
        [1, 1],
        [2, 8],
        [9, new Uint8Array(1)],
      ],
      "error[onnx/data-field] w: a tensor of string has its elements in raw_data; it must use string_data",
    ],
    [
      "an unknown type",
      [
        [1, 1],
        [2, 27],
        [9, new Uint8Array(1)],
      ],
      "error[onnx/unknown-element-type] w: element type 27 is none of ONNX 1.23 (1 to 26)",
    ],
    ["no type", [[1, 1]], "error[onnx/unknown-element-type] w: element type 0 is none of ONNX 1.23 (1 to 26)"],
    [
      "a negative size",
      [
        [1, -2],
        [2, 1],
      ],
      "error[onnx/dims] w: the tensor has the sizes [-2]: a size is negative",
    ],
    [
      "sizes beyond counting",
      [
        [1, 2 ** 40],
        [1, 2 ** 40],
        [2, 1],
      ],
      "error[onnx/dims] w: the tensor has the sizes [1099511627776, 1099511627776]: the number of elements is beyond 2^53 - 1",
    ],
    [
      "segments",
      [
        [1, 1],
        [2, 1],
        [3, message([1, 0], [2, 1])],
      ],
      "error[onnx/data-segment] w: the tensor is stored in segments (0 to 1), a form that no tool reads",
    ],
    [
      "an unknown place",
      [
        [1, 1],
        [2, 1],
        [14, 2],
      ],
      "error[onnx/data-location] w: data_location is 2; it must be 0 (in the file) or 1 (external)",
    ],
  ])("%s", (_name, fields, text) => {
    expect(findings(inGraph(...fields))).toEqual([text]);
  });

  test("of a node's attribute it names node and tensor", () => {
    const attribute = message([1, "value"], [20, 4], [5, message([1, 2], [2, 1], [8, "t"])]);
    const [finding] = decodeModel(modelOf(message([1, message([4, "Constant"], [5, attribute])]))).diagnostics;
    expect(finding?.context).toMatchObject({ node: "#0 (Constant)", tensor: "t" });
  });
});

describe("faults of an attribute", () => {
  test.each<[string, readonly FieldOf[], string]>([
    [
      "a value of another type",
      [
        [20, 2],
        [2, { float: 1 }],
      ],
      'error[onnx/attribute-value] n: attribute "a" is declared int but holds its value in "f"',
    ],
    ["no value", [[20, 4]], 'error[onnx/attribute-value] n: attribute "a" is declared tensor but has no value'],
    [
      "an unknown type",
      [[20, 99]],
      'error[onnx/attribute-type] n: attribute "a" has type 99, which ONNX 1.23 does not define',
    ],
  ])("%s", (_name, fields, text) => {
    expect(findings(modelOf(message([1, message([3, "n"], [5, message([1, "a"], ...fields)])])))).toEqual([text]);
  });
});

test("numbers beyond 2^53 - 1 where a small one belongs", () => {
  const size = message([1, "x"], [2, message([1, message([1, 1], [2, message([1, message([1, 2n ** 60n])])])])]);
  const texts = findings(message([1, 2n ** 60n], [7, message([11, size])]));
  expect(texts).toEqual([
    "error[onnx/integer] ir_version is 1152921504606846976, beyond 2^53 - 1",
    "error[onnx/integer] x: a declared size is 1152921504606846976, beyond 2^53 - 1",
  ]);
});

test("a name that is no UTF-8", () => {
  const { value, diagnostics } = decodeModel(modelOf(message([2, Uint8Array.of(0x61, 0xff)])));
  expect(value?.graph.name).toBe("a\ufffd");
  expect(diagnostics.map(({ code }) => code)).toEqual(["onnx/not-utf8"]);
});
