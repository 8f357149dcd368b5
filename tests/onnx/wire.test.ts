// The walk in front of the codec: what it leaves out, where it says that lies, its bounds from both sides, and broken files.
import { describe, expect, test } from "vitest";
import { decodeWalkedModel } from "../../src/onnx/decode.js";
import { decodeModel } from "../../src/onnx/index.js";
import { WireWalk } from "../../src/onnx/wire.js";
import { defaultLimits, type WireLimits } from "../../src/onnx/wire-limits.js";
import { readConformance } from "./conformance.js";
import { type FieldOf, join, message, modelOf, varint } from "./message.js";

const codes = (bytes: Uint8Array, limits: Partial<WireLimits> = {}): readonly string[] =>
  decodeModel(bytes, { limits }).diagnostics.map(({ code }) => code);

/** A float32 tensor of `count` elements in raw data. */
const weight = (name: string, count: number): Uint8Array =>
  message([1, count], [2, 1], [8, name], [9, new Uint8Array(4 * count)]);

/** Walks with windows of exactly what is asked for. */
function walkNarrowly(bytes: Uint8Array): WireWalk {
  const walk = new WireWalk("ModelProto");
  let request: ReturnType<WireWalk["advance"]> = { offset: 0, length: 1 };
  while (request !== undefined) {
    const end: number = Math.min(request.offset + request.length, bytes.length);
    request = walk.advance(bytes.slice(request.offset, end), request.offset, end === bytes.length);
  }
  return walk;
}

describe("windows", () => {
  test.each([
    "torch/exports/resnet18.op17.dyn.onnx",
    "light/light/light_shufflenet.onnx",
    "onnx-node/test_loop16_seq_none/model.onnx",
  ])("%s reads the same through the narrowest windows", (path) => {
    const bytes = readConformance(path);
    const whole = decodeModel(bytes);
    const narrow = decodeWalkedModel(walkNarrowly(bytes), bytes.length);
    expect(whole.value).toBeDefined();
    expect(narrow.value).toEqual(whole.value);
  });
});

describe("long data", () => {
  test("1,024 elements are kept, 1,025 are left out, and their place is where they lie", () => {
    const bytes = modelOf(message([5, weight("short", 1024)], [5, weight("long", 1025)], [2, "after"]));
    const { value, diagnostics } = decodeModel(bytes);
    expect(diagnostics).toEqual([]);
    const [short, long] = value?.graph.initializers ?? [];
    expect(short?.values).toHaveLength(1024);
    expect(value?.graph.name).toBe("after");
    expect(long?.values).toBeNull();
    // The last bytes of the file are the data, then the name: a tag, a length and "after".
    const offset = bytes.length - 7 - 4100;
    expect(long?.storage).toEqual({ kind: "file", field: "raw_data", offset, bytes: 4100 });
    expect(value?.size.keptBytes).toBe(bytes.length - 4100 - 3);
  });

  test.each<[string, FieldOf]>([
    ["float_data", [4, new Uint8Array(4 * 1025)]],
    ["int32_data", [5, new Uint8Array(1025)]],
    ["int64_data", [7, new Uint8Array(1025).fill(1)]],
    ["double_data", [10, new Uint8Array(8 * 1025)]],
    ["uint64_data", [11, new Uint8Array(1025)]],
  ])("%s of 1,025 packed elements", (field, data) => {
    const dtype = { float_data: 1, int32_data: 6, int64_data: 7, double_data: 11, uint64_data: 13 }[field] ?? 0;
    const tensor = message([1, 1025], [2, dtype], data);
    const { value, diagnostics } = decodeModel(modelOf(message([5, tensor])));
    expect(diagnostics).toEqual([]);
    expect(value?.graph.initializers[0]?.values).toBeNull();
    expect(value?.graph.initializers[0]?.storage).toMatchObject({ kind: "file", field });
  });

  test("elements that are not packed lie in several places", () => {
    const data = Array.from({ length: 1025 }, (): FieldOf => [7, 3]);
    const { value, diagnostics } = decodeModel(modelOf(message([5, message([1, 1025], [2, 7], ...data)])));
    expect(diagnostics).toEqual([]);
    expect(value?.graph.initializers[0]?.storage).toMatchObject({ kind: "file", field: "int64_data", offset: null });
  });

  test("a list attribute says how long it is", () => {
    const ints = Array.from({ length: 2000 }, (): FieldOf => [8, 5]);
    const attribute = message([1, "nodes"], [20, 7], ...ints);
    const { value } = decodeModel(modelOf(message([1, message([4, "Tree"], [5, attribute])])));
    expect(value?.graph.nodes[0]?.attributes).toEqual([
      { name: "nodes", type: "ints", leftOut: { bytes: 976, elements: 2000 } },
    ]);
  });

  test("it is cut out of every message around it, at any depth", () => {
    const inner = message([5, weight("w", 5000)], [1, message([4, "Relu"], [1, "w"], [2, "y"])]);
    const branch = message([1, "then_branch"], [20, 5], [6, inner]);
    const { value, diagnostics } = decodeModel(modelOf(message([1, message([4, "If"], [5, branch])], [2, "g"])));
    expect(diagnostics).toEqual([]);
    const [attribute] = value?.graph.nodes[0]?.attributes ?? [];
    if (attribute?.type !== "graph" || !("value" in attribute)) throw new Error("no graph");
    expect(attribute.value.initializers[0]?.storage).toMatchObject({ kind: "file", bytes: 20000 });
    expect(attribute.value.nodes[0]?.op).toBe("Relu");
    expect(value?.graph.name).toBe("g");
  });

  test("documentation beyond 64 KiB is told and not kept", () => {
    const { value, diagnostics } = decodeModel(modelOf(message([10, "x".repeat(65537)])));
    expect(diagnostics.map(String)).toEqual(["note[onnx/left-out] graph.doc_string has 65537 bytes and was not read"]);
    expect(value?.graph.docString).toBeUndefined();
    expect(codes(modelOf(message([10, "x".repeat(65536)])))).toEqual([]);
  });
});

/** A graph of If within If, `levels` deep; each level is three messages. */
function nest(levels: number): Uint8Array {
  let graph = message();
  for (let level = 0; level < levels; level += 1) {
    graph = message([1, message([5, message([1, "then_branch"], [20, 5], [6, graph])])]);
  }
  return modelOf(graph);
}

describe("bounds", () => {
  test("33 nested subgraphs are 100 messages deep, the limit; 34 are too deep, and so are 20,000", () => {
    expect(codes(nest(33))).toEqual([]);
    expect(codes(nest(34))).toEqual(["onnx/too-deep"]);
    const lengths: number[] = [];
    let length = 0;
    for (let level = 0; level < 3 * 20_000; level += 1) {
      lengths.push(length);
      length += 1 + varint(length).length;
    }
    // The tags of graph.node, node.attribute and attribute.g by turns, each around all that follows.
    const parts = lengths.map((inner, level) => join(Uint8Array.of([0x32, 0x2a, 0x0a][level % 3] ?? 0), varint(inner)));
    expect(codes(modelOf(join(...parts.reverse())))).toEqual(["onnx/too-deep"]);
  });

  test.each<[string, Partial<WireLimits>, number]>([
    ["messages", { messages: 5 }, 5],
    ["bytes that are kept", { keptBytes: 0 }, 0],
  ])("more %s than the limit", (_name, limits, limit) => {
    const graph = message(...Array.from({ length: 3 }, (): FieldOf => [1, message([4, "Relu"])]));
    const bytes = modelOf(graph);
    const exact = "messages" in limits ? { messages: limit } : { keptBytes: bytes.length };
    const less = "messages" in limits ? { messages: limit - 1 } : { keptBytes: bytes.length - 1 };
    expect(codes(bytes, exact)).toEqual([]);
    expect(codes(bytes, less)).toEqual(["onnx/too-large"]);
  });

  test("a name of 1 MiB is read, a longer one is not", () => {
    expect(codes(modelOf(message([2, "x".repeat(2 ** 20)])))).toEqual([]);
    expect(codes(modelOf(message([2, "x".repeat(2 ** 20 + 1)])))).toEqual(["onnx/too-large"]);
  });

  test("a rank beyond 1,024", () => {
    const tensor = message(...Array.from({ length: 1025 }, (): FieldOf => [1, 1]), [2, 1]);
    expect(codes(modelOf(message([5, tensor])))).toEqual(["onnx/too-large"]);
  });

  test("default limits are as documented", () => {
    expect(defaultLimits).toMatchObject({ depth: 100, elements: 1024 });
  });
});

describe("broken files", () => {
  const sound = modelOf(message([1, message([4, "Relu"], [1, "x"], [2, "y"])], [2, "g"]));

  test("control: the file they are made from is sound", () => expect(codes(sound)).toEqual([]));

  test.each<[string, Uint8Array, string]>([
    ["cut off", sound.slice(0, -1), "onnx/truncated"],
    ["a name beyond its message", modelOf(Uint8Array.of(0x12, 100, 1)), "onnx/malformed"],
    ["a group", modelOf(Uint8Array.of(0x0b, 0x0c)), "onnx/malformed"],
    ["field number 0", modelOf(Uint8Array.of(0x02, 0x00)), "onnx/malformed"],
    ["a varint of 11 bytes", modelOf(Uint8Array.of(0x10, ...new Array(10).fill(0xff), 1)), "onnx/malformed"],
    ["a tag of 6 bytes", modelOf(Uint8Array.of(0x8a, 0x80, 0x80, 0x80, 0x80, 0x00, 0)), "onnx/malformed"],
    [
      "packed floats of 5 bytes",
      modelOf(message([5, message([1, 1], [2, 1], [4, new Uint8Array(5)])])),
      "onnx/malformed",
    ],
    [
      "a packed list ending within a number",
      modelOf(message([5, message([2, 7], [7, Uint8Array.of(0x80)])])),
      "onnx/malformed",
    ],
    ["a name that is a number", modelOf(message([2, 5])), "onnx/field-type"],
    ["two graphs", modelOf(message(), [7, message()]), "onnx/repeated-field"],
    ["no graph", message([1, 8], [8, message([2, 17])]), "onnx/no-graph"],
  ])("%s", (_name, bytes, code) => {
    expect(codes(bytes)).toEqual([code]);
  });

  test("a place is named by its path", () => {
    const [finding] = decodeModel(modelOf(message([1, message()], [1, message([5, message([1, 3])])]))).diagnostics;
    expect(finding?.message).toBe(
      "graph.node[1].attribute[0].name is stored with wire type 0, which this field does not have",
    );
  });

  test("what the schema does not have is counted and told once", () => {
    const node = message([4, "Relu"], [40, 1], [40, "text"], [12, new Uint8Array(5000)]);
    const { value, diagnostics } = decodeModel(modelOf(message([1, node], [1, node])));
    expect(value?.graph.nodes).toHaveLength(2);
    expect(diagnostics.map(({ severity, data }) => [severity, data.message, data.field, data.times])).toEqual([
      ["note", "NodeProto", "40", "4"],
      ["note", "NodeProto", "12", "2"],
    ]);
  });

  test("findings that go on and on end the walk", () => {
    const names = Array.from({ length: 1000 }, (): FieldOf => [2, 5]);
    const { value, diagnostics } = decodeModel(modelOf(message(...names)));
    expect(value).toBeUndefined();
    expect(diagnostics).toHaveLength(100);
  });
});
