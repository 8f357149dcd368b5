/** Decodes a compressed image (ONNX ImageDecoder). */
import { oneOf } from "../attribute.js";
import { defineOperator, Uncountable } from "../definition.js";
import { requireRank } from "../requirements.js";

export const imageDecoder = defineOperator({
  op: "ImageDecoder",
  since: 20,
  attributes: { pixel_format: oneOf("RGB", "BGR", "Grayscale") },
  inputs: [{ name: "encoded_stream" }],
  outputs: ["image"],
  infer(c) {
    requireRank(c, 0, [1], "[bytes]");
    const size = (axis: number) => c.freshSize(0, axis, "the image file decides its size");
    const channels = c.algebra.of(c.attributes.pixel_format === "Grayscale" ? 1 : 3);
    return [{ dtype: "uint8", shape: [size(0), size(1), channels] }];
  },
  cost() {
    throw new Uncountable("the number of operations depends on the image's format");
  },
  reach: () => "global",
});
