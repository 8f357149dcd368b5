// Files that are no ONNX model, or only a part of one, or say things that no tool says.
import { type FieldOf, join, message, modelOf, varint } from "../../tests/onnx/message.js";
import { type BrokenModel, broken, finding } from "./case.js";
import { definition, model, node } from "./writer.js";

const text = (content: string): Uint8Array => Uint8Array.from(content, (char) => char.charCodeAt(0));
const sound = model({ nodes: [node("y = Conv(x, w)")], weights: ["w float32[2, 3, 3, 3]"] });
const header = '{"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}';

/** If within If, `levels` deep: three messages each. */
function nest(levels: number): Uint8Array {
  let graph = message();
  for (let level = 0; level < levels; level += 1) {
    graph = message([1, message([4, "If"], [5, message([1, "then_branch"], [20, 5], [6, graph])])]);
  }
  return modelOf(graph);
}

const relu: FieldOf = [1, message([4, "Relu"], [3, "relu"], [1, "x"], [2, "y"])];
const image: readonly FieldOf[] = [
  [11, message([1, "x"], [2, message([1, message([1, 1], [2, message([1, message([1, 4])])])])])],
  [12, message([1, "y"], [2, message([1, message([1, 1], [2, message([1, message([1, 4])])])])])],
];

/** Functions that call the next one twice, `levels` deep. */
const doubling = (levels: number): Uint8Array =>
  model({
    nodes: [node("y = local.f0(x)")],
    imports: [
      ["", 17],
      ["local", 1],
    ],
    functions: Array.from({ length: levels }, (_, level) =>
      level === levels - 1
        ? definition(`f${level}`, "a", "b", [node("b = Relu(a)")])
        : definition(`f${level}`, "a", "b", [
            node(`one: c = local.f${level + 1}(a)`),
            node(`two: b = local.f${level + 1}(c)`),
          ]),
    ),
  });

export const files: readonly BrokenModel[] = [
  broken(
    "file-html",
    "a web page that says that there is no such file",
    text("<!DOCTYPE html>\n<html><head><title>404: Not Found</title></head></html>\n"),
    finding("onnx/not-onnx", "an HTML page", "address answered"),
  ),
  broken(
    "file-lfs",
    "a Git LFS pointer",
    text("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"),
    finding("onnx/not-onnx", "a Git LFS pointer", "git lfs pull"),
  ),
  broken("file-json", "the answer of a server", text('{"error": "Entry not found"}'), finding("onnx/not-onnx", "JSON")),
  broken("file-text", "a text", text("hello\n"), finding("onnx/not-onnx", "text that begins with", "hello")),
  broken("file-empty", "nothing", new Uint8Array(0), finding("input/empty", "empty")),
  broken("file-zeros", "nothing but zeros", new Uint8Array(300), finding("onnx/not-onnx", "nothing but zeros")),
  broken(
    "file-tflite",
    "a TFLite model",
    text("\x1c\0\0\0TFL3\x14\0\x20\0"),
    finding("onnx/not-onnx", "a TFLite model", "convert"),
  ),
  broken(
    "file-safetensors",
    "a safetensors file",
    text(`${String.fromCharCode(header.length)}${"\0".repeat(7)}${header}${"\0".repeat(16)}`),
    finding("onnx/not-onnx", "a safetensors file"),
  ),
  broken(
    "file-pickle",
    "an old PyTorch file",
    text("\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03."),
    finding("onnx/not-onnx", "a Python pickle"),
  ),
  broken(
    "file-zip",
    "a PyTorch file of today",
    text("PK\x03\x04\0\0\x08\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x10\0\x12\0archive/data.pklFB"),
    finding("onnx/not-onnx", "a PyTorch file"),
  ),
  broken("file-hdf5", "a Keras file", text("\x89HDF\r\n\x1a\n\0\0\0\0"), finding("onnx/not-onnx", "an HDF5 file")),
  broken("file-gguf", "a GGUF file", text("GGUF\x03\0\0\0"), finding("onnx/not-onnx", "a GGUF file")),
  broken(
    "file-text-form",
    "an ONNX model as text",
    text('ir_version: 8\nproducer_name: "x"\ngraph {\n}\n'),
    finding("onnx/not-onnx", "protobuf's text form"),
  ),
  broken(
    "file-tensor",
    "a single tensor",
    message([1, 2], [2, 1], [8, "w"], [9, new Uint8Array(8)]),
    finding("onnx/not-onnx", "a single tensor"),
  ),
  broken(
    "file-cut",
    "a download that stopped",
    sound.slice(0, sound.length - 40),
    finding("onnx/truncated", String(sound.length - 40)),
  ),
  broken(
    "file-cut-early",
    "a download that stopped after ten bytes",
    sound.slice(0, 10),
    finding("onnx/truncated", "10 bytes"),
  ),
  broken("file-head-only", "a model without a graph", message([1, 8], [8, message([2, 17])]), finding("onnx/no-graph")),
  broken(
    "file-garbage-inside",
    "a name that goes on beyond its message",
    modelOf(Uint8Array.of(0x12, 100, 1)),
    finding("onnx/malformed", "graph"),
  ),
  broken(
    "file-wrong-wire",
    "a name that is a number",
    modelOf(message(relu, ...image, [2, 5])),
    finding("onnx/field-type", "graph.name"),
  ),
  broken(
    "file-two-graphs",
    "two graphs",
    modelOf(message(relu, ...image), [7, message()]),
    finding("onnx/repeated-field", "graph"),
  ),
  broken(
    "file-unknown-field",
    "a field that ONNX does not define: worth a note",
    modelOf(message(relu, ...image, [40, "new"])),
    finding("onnx/unknown-field", "GraphProto", "40"),
  ),
  broken(
    "file-unknown-field-of-model",
    "a field of the model that ONNX does not define",
    modelOf(message(relu, ...image), [99, 1]),
    finding("onnx/unknown-field", "ModelProto", "99"),
  ),
  broken("file-deep", "graphs within graphs, 40 deep", nest(40), finding("onnx/too-deep", "100")),
  broken(
    "file-not-utf8",
    "a name that is no text",
    modelOf(message(relu, ...image, [2, Uint8Array.of(0xff, 0xfe)])),
    finding("onnx/not-utf8"),
  ),
  broken(
    "file-trailing",
    "bytes after the model",
    join(sound, varint(0)),
    finding("onnx/malformed", "field numbered 0"),
  ),
  broken(
    "function-doubling",
    "functions that call each other 2^30 times",
    doubling(31),
    finding("onnx/too-large", "200000 nodes"),
  ),
];
