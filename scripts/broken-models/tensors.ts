// Tensors whose data is not what they say, that lie elsewhere, or whose elements cannot be meant.
import { StringStringEntryProto } from "../../src/onnx/codec/onnx-proto.js";
import { type BrokenModel, broken, finding } from "./case.js";
import { model, node, tensor } from "./writer.js";

const add = [node("y = Add(x, w)")];

/** An Add of an initialiser that says this. */
const weight = (text: string, more: Parameters<typeof tensor>[2]): Uint8Array =>
  model({ nodes: add, weights: [tensor(text, undefined, more)] });

/** An Add of an initialiser whose data lies elsewhere. */
const external = (entries: Readonly<Record<string, string>>): Uint8Array => {
  const externalData = Object.entries(entries).map(([key, value]) => new StringStringEntryProto({ key, value }));
  return weight("w float32[8]", { rawData: new Uint8Array(0), dataLocation: 1, externalData });
};

const quantised = (scale: number, more: { readonly zero?: string; readonly scaleShape?: string } = {}): Uint8Array =>
  model({
    nodes: [node("q = QuantizeLinear(x, s, z)"), node("y = DequantizeLinear(q, s, z)")],
    weights: [
      tensor(
        `s float32${more.scaleShape ?? "[]"}`,
        Array.from({ length: Number(more.scaleShape?.slice(1, -1) ?? 1) }, () => scale),
      ),
      tensor(more.zero ?? "z uint8[]"),
    ],
  });

export const tensors: readonly BrokenModel[] = [
  broken(
    "data-short",
    "7 elements where there should be 8",
    weight("w float32[8]", { rawData: new Uint8Array(28) }),
    finding("onnx/data-length@w", "float32[8]", "32 bytes", "28"),
  ),
  broken(
    "data-long",
    "9 elements where there should be 8",
    weight("w float32[8]", { rawData: new Uint8Array(36) }),
    finding("onnx/data-length@w", "32 bytes", "36"),
  ),
  broken(
    "data-none",
    "an initialiser without its data",
    weight("w float32[8]", { rawData: new Uint8Array(0) }),
    finding("onnx/data-length@w", "8 entries of float_data", "0"),
  ),
  broken(
    "data-typed-short",
    "7 entries of float_data where there should be 8",
    weight("w float32[8]", { rawData: new Uint8Array(0), floatData: [1, 2, 3, 4, 5, 6, 7] }),
    finding("onnx/data-length@w", "8 entries of float_data", "7"),
  ),
  broken(
    "data-wrong-field",
    "floats in int64_data",
    weight("w float32[8]", { rawData: new Uint8Array(0), int64Data: [1, 2, 3, 4, 5, 6, 7, 8] }),
    finding("onnx/data-field@w", "float32", "int64_data", "float_data"),
  ),
  broken(
    "data-type-none",
    "an initialiser without element type",
    weight("w float32[8]", { dataType: 0 }),
    finding("onnx/unknown-element-type@w", "0"),
  ),
  broken(
    "data-type-unknown",
    "an initialiser of an element type that ONNX does not have",
    weight("w float32[8]", { dataType: 99 }),
    finding("onnx/unknown-element-type@w", "99"),
  ),
  broken(
    "data-negative-size",
    "a size of -8",
    weight("w float32[8]", { dims: [-8] }),
    finding("onnx/dims@w", "-8", "negative"),
  ),
  broken(
    "data-endless",
    "sizes whose product is beyond counting",
    weight("w float32[8]", { dims: [2 ** 40, 2 ** 40] }),
    finding("onnx/dims@w", "beyond 2^53 - 1"),
  ),
  broken(
    "data-segment",
    "a tensor in segments",
    weight("w float32[8]", { segment: { begin: 0, end: 4 } }),
    finding("onnx/data-segment@w", "0 to 4"),
  ),
  broken(
    "data-location",
    "data at a place that ONNX does not have",
    weight("w float32[8]", { dataLocation: 5 }),
    finding("onnx/data-location@w", "5"),
  ),
  broken(
    "data-of-constant",
    "a Constant with too little data",
    model({ nodes: [node("w = Constant()", { value: tensor("c float32[8]", [1, 2]) }), ...add] }),
    finding("onnx/data-length@constant", "32 bytes", "8"),
  ),
  broken(
    "external-up",
    "data in the folder above",
    external({ location: "../secret.bin" }),
    finding("onnx/external-path@w", '"../secret.bin"', "leads out"),
  ),
  broken(
    "external-inner-up",
    "data in the folder above, in a roundabout way",
    external({ location: "a/../../secret.bin" }),
    finding("onnx/external-path@w", "leads out"),
  ),
  broken(
    "external-absolute",
    "data at an absolute path",
    external({ location: "/etc/passwd" }),
    finding("onnx/external-path@w", '"/etc/passwd"', "absolute path"),
  ),
  broken(
    "external-drive",
    "data on another drive",
    external({ location: "C:\\weights.bin" }),
    finding("onnx/external-path@w", "drive"),
  ),
  broken(
    "external-nowhere",
    "external data without location",
    external({ offset: "0" }),
    finding("onnx/external-data@w", "no location"),
  ),
  broken(
    "external-length",
    "less external data than the tensor needs",
    external({ location: "w.bin", length: "28" }),
    finding("onnx/data-length@w", "32 bytes", "28"),
  ),
  broken(
    "external-offset",
    "an offset that is no number",
    external({ location: "w.bin", offset: "12k" }),
    finding("onnx/external-data@w", '"12k"'),
  ),
  broken("external-missing", "the data file is not there: worth a note", external({ location: "w.bin" }), []),
  broken(
    "quant-scale-shape",
    "seven scales for three channels",
    quantised(1, { scaleShape: "[7]", zero: "z uint8[7]" }),
    finding("shape/mismatch@quantizelinear", "[1, 3, 8, 8]", "[7]"),
  ),
  broken(
    "quant-zero-shape",
    "a zero point for each of three channels, and one scale",
    quantised(1, { zero: "z uint8[3]" }),
    finding("shape/rank@quantizelinear", "z", "[3]", "[]"),
  ),
  broken(
    "quant-axis",
    "scales along an axis that is not there",
    model({
      nodes: [node("y = QuantizeLinear(x, s, z)", { axis: 5 })],
      weights: ["s float32[3]", "z uint8[3]"],
      outputs: ["y uint8[?, ?, ?, ?]"],
    }),
    [finding("shape/axis@quantizelinear", "5", "rank 4"), finding("onnx/quantisation-scale", "s", "0")],
  ),
  broken("quant-scale-zero", "a scale of 0", quantised(0), [
    finding("onnx/quantisation-scale@quantizelinear", "s", "0", "greater than 0"),
    finding("onnx/quantisation-scale@dequantizelinear", "s"),
  ]),
  broken("quant-scale-negative", "a scale below 0", quantised(-0.5), [
    finding("onnx/quantisation-scale@quantizelinear", "-0.5"),
    finding("onnx/quantisation-scale@dequantizelinear", "s"),
  ]),
  broken(
    "quant-zero-type",
    "the zero point of another type than what is dequantised",
    model({
      nodes: [node("y = DequantizeLinear(q, s, z)")],
      inputs: ["q int8[4]"],
      weights: [tensor("s float32[]", [1]), "z uint8[]"],
      outputs: ["y float32[?]"],
    }),
    finding("type/differ@dequantizelinear", "int8 and uint8"),
  ),
  broken(
    "quant-conv-zero",
    "zero points of different types in QLinearConv",
    model({
      nodes: [node("y = QLinearConv(q, s, z, w, s, wz, s, oz)")],
      inputs: ["q uint8[1, 3, 8, 8]"],
      weights: [tensor("s float32[]", [1]), "z int8[]", "w uint8[2, 3, 3, 3]", "wz uint8[]", "oz uint8[]"],
      outputs: ["y uint8[?, ?, ?, ?]"],
    }),
    finding("type/differ@qlinearconv", "uint8 and int8"),
  ),
  broken(
    "weight-nan",
    "a bias that is not a number",
    model({
      nodes: [node("y = Conv(x, w, b)")],
      weights: ["w float32[2, 3, 3, 3]", tensor("b float32[2]", [0, Number.NaN])],
    }),
    finding("onnx/not-finite@b", "1 of the elements", "NaN", "element 1"),
  ),
  broken(
    "weight-infinite",
    "a kernel with infinite elements",
    model({
      nodes: [node("y = Conv(x, w)")],
      weights: [tensor("w float32[1, 3, 1, 1]", [1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])],
    }),
    finding("onnx/not-finite@w", "2 of the elements", "Infinity", "element 1"),
  ),
  broken(
    "weight-mask",
    "control: a mask of -Infinity is meant",
    model({
      nodes: [node("y = Add(x, m)")],
      weights: [tensor("m float32[8]", [0, 0, 0, 0, 0, 0, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY])],
    }),
    [],
  ),
];
