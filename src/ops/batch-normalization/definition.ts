/** Batch normalisation with running statistics (ONNX BatchNormalization). */
import { withDefault } from "../attribute.js";
import { defineOperator } from "../definition.js";
import { perElement } from "../elements.js";

export const batchNormalization = defineOperator({
  op: "BatchNormalization",
  since: 15,
  attributes: {
    epsilon: withDefault("float", 1e-5),
    momentum: withDefault("float", 0.9),
    training_mode: withDefault("int", 0),
  },
  inputs: [
    { name: "X" },
    { name: "scale", role: "weight" },
    { name: "B", role: "bias" },
    { name: "input_mean", role: "buffer" },
    { name: "input_var", role: "buffer" },
  ],
  outputs: ["Y", "running_mean", "running_var"],
  infer(c) {
    const x = c.shape(0);
    const channels = x[1] ?? c.algebra.of(1);
    for (const [index, name] of ["scale", "B", "input_mean", "input_var"].entries()) {
      const [size] = c.shape(index + 1);
      if (size === undefined || !c.requireEqual(size, channels, `${name} has one element per channel`)) {
        const [left, right] = [c.shapeText(x), c.shapeText(c.shape(index + 1))];
        c.fail("shape/mismatch", { op: c.op, left, right, leftName: "X", rightName: name });
      }
    }
    const statistics = { dtype: c.input(0).dtype, shape: [channels] };
    return [{ dtype: c.input(0).dtype, shape: x }, ...(c.outputCount > 1 ? [statistics, statistics] : [])];
  },
  // At inference the four numbers of a channel fold into one factor and one summand.
  cost: (c) => ({ flops: { normalisation: perElement(c.outputShape(0), 2) } }),
});
