// A file that is no ONNX model is named; the bytes are the formats' published magic numbers or what such files begin with.
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { decodeModel } from "../../src/onnx/index.js";
import { readConformance } from "./conformance.js";
import { message } from "./message.js";

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

function safetensors(header: string): string {
  const length = String.fromCharCode(header.length % 256, header.length >> 8);
  return `${length}${"\0".repeat(6)}${header}${"\0".repeat(64)}`;
}

const nodeDef = message([1, "input"], [2, "Placeholder"]);
const metaGraph = message([1, message([4, "serve"])]);

test.each<[string, string | Uint8Array]>([
  ["an HTML page", "<!DOCTYPE html>\n<html><head><title>404</title></head></html>"],
  ["an HTML page", '\n\n<html lang="en">'],
  ["a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"],
  ["JSON", '{"error": "Entry not found"}'],
  ["JSON", "[1, 2]"],
  ["a TFLite model", "\x1c\0\0\0TFL3\x14\0\x20\0"],
  ["a model in onnxruntime's ORT format", "\x20\0\0\0ORTM\0\0\0\0"],
  ["a safetensors file", safetensors('{"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}')],
  [
    "a PyTorch file (a zip archive with a pickle)",
    "PK\x03\x04\0\0\x08\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x10\0\x12\0archive/data.pklFB",
  ],
  ["a Keras model (a zip archive)", "PK\x03\x04\x14\0\0\0\0\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\x0d\0\0\0metadata.json{}"],
  ["a zip archive", "PK\x03\x04\x14\0\0\0\0\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0a.txt"],
  ["a Python pickle, such as an old PyTorch file", "\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03."],
  ["gzip-compressed data", gzipSync("model")],
  ["an HDF5 file, such as a Keras model", "\x89HDF\r\n\x1a\n\0\0\0\0"],
  ["a GGUF file", "GGUF\x03\0\0\0"],
  ["a TensorFlow SavedModel", message([1, 1], [2, metaGraph])],
  ["a TensorFlow graph", message([1, nodeDef])],
  ["an ONNX model in protobuf's text form", 'ir_version: 8\nproducer_name: "x"\ngraph {\n}\n'],
  [
    "a model in ONNX's own text syntax",
    '<\n  ir_version: 8,\n  opset_import: ["" : 17]\n>\nagraph (float[N] x) => (float[N] y) {}',
  ],
  ["an OpenVINO model", '<?xml version="1.0"?>\n<net name="x" version="11">'],
  ["an XML document", '<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code></Error>'],
  ['text that begins with "name,params"', "name,params\nlenet,60000\n"],
  ["nothing but zeros", new Uint8Array(5000)],
  ["a program or library", "\x7fELF\x02\x01\x01"],
])("%s", (found, content) => {
  const bytes = typeof content === "string" ? bytesOf(content) : content;
  const { value, diagnostics } = decodeModel(bytes);
  expect(value).toBeUndefined();
  expect(diagnostics.map(({ message: text }) => text)).toEqual([`this is not an ONNX model but ${found}`]);
});

test("an empty file", () => {
  expect(decodeModel(new Uint8Array(0)).diagnostics.map(({ code }) => code)).toEqual(["input/empty"]);
});

test("the data of a test is a single tensor", () => {
  const { diagnostics } = decodeModel(readConformance("onnx-node/test_abs/test_data_set_0/input_0.pb"));
  expect(diagnostics[0]?.message).toMatch(/a single tensor/);
});

describe("a real model, cut off", () => {
  const bytes = readConformance("torch/exports/resnet18.op17.dyn.onnx");

  test.each([10, 100, 1000, 10000])("after %i bytes is a truncated model", (length) => {
    const { diagnostics } = decodeModel(bytes.subarray(0, length));
    expect(diagnostics.map(({ code }) => code)).toEqual(["onnx/truncated"]);
    expect(diagnostics[0]?.data).toMatchObject({ has: String(length) });
  });
});
