/** Dense layers, and flattening before them. */
import { integer, required, size, withFallback } from "../field.js";
import { defineLayer } from "../layer.js";
import { hasBias, learnt } from "./shared-fields.js";

export const dense = defineLayer({
  type: "dense",
  fields: {
    units: required(size("units")),
    axis: withFallback(integer("dense.axis", -1, -1), undefined),
    ...learnt,
  },
  lower(f, b) {
    const shape = b.shape();
    if (shape.length < 2 || (shape.length > 3 && f.axis === undefined)) b.shapeOfRank(2, "batch and features");
    const features = b.size(-1);
    const bias = hasBias(f);
    const options = { initialiser: f.init };
    if (shape.length === 2) {
      const inputs = [b.input, b.weight("weight", [f.units, features], options)];
      if (bias) inputs.push(b.weight("bias", [f.units], { initialiser: f.bias_init }));
      return b.node("Gemm", inputs, { transB: 1 });
    }
    const weight = b.weight("weight", [features, f.units], options);
    if (!bias) return b.node("MatMul", [b.input, weight]);
    const product = b.node("MatMul", [b.input, weight], {}, "matmul");
    return b.node("Add", [product, b.weight("bias", [f.units], { initialiser: f.bias_init })]);
  },
});

export const flatten = defineLayer({
  type: "flatten",
  fields: { axis: withFallback(integer("flatten.axis", 1, 8), 1) },
  lower(f, b) {
    if (f.axis === 1) return b.node("Flatten", [b.input], { axis: 1 });
    const kept = b.shape().slice(0, b.axis(f.axis));
    return b.node("Reshape", [b.input, b.integers("shape", [...kept.map(() => 0), -1])]);
  },
});
