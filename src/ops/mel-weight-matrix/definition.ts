/** The matrix that turns a spectrum into mel bands (ONNX MelWeightMatrix). */
import { withDefault } from "../attribute.js";
import { defineOperator } from "../definition.js";
import { readSize } from "../known-value.js";
import { outputDType } from "../window-function/definition.js";

export const melWeightMatrix = defineOperator({
  op: "MelWeightMatrix",
  since: 17,
  attributes: { output_datatype: withDefault("int", 1) },
  inputs: [
    { name: "num_mel_bins", role: "control" },
    { name: "dft_length", role: "control" },
    { name: "sample_rate", role: "control" },
    { name: "lower_edge_hertz", role: "control" },
    { name: "upper_edge_hertz", role: "control" },
  ],
  outputs: ["output"],
  infer(c) {
    const a = c.algebra;
    const length = readSize(c, 1);
    const bins =
      length === undefined ? c.freshSize(0, 0, "dft_length is not known") : a.add(a.floorDiv(length, a.of(2)), a.of(1));
    const bands = readSize(c, 0) ?? c.freshSize(0, 1, "num_mel_bins is not known");
    return [{ dtype: outputDType(c, c.attributes.output_datatype), shape: [bins, bands] }];
  },
  reach: () => "global",
});
