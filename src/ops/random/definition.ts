/** Tensors of random elements (ONNX RandomNormal, RandomUniform and their Like forms, Bernoulli, Multinomial). */
import type { DType } from "../../tensor/index.js";
import { type AttributeDeclarations, optional, required, withDefault } from "../attribute.js";
import { dtypeOfNumber } from "../cast/definition.js";
import { type AnyRuleContext, defineOperator, type OperatorDefinition } from "../definition.js";
import { requireRank, requireSizes } from "../requirements.js";

const seed = optional("float");
const normal = { mean: withDefault("float", 0), scale: withDefault("float", 1), seed } as const;
const uniform = { high: withDefault("float", 1), low: withDefault("float", 0), seed } as const;

/** The element type that `dtype` names, `otherwise` where it is left out. */
function chosenDType<D>(c: AnyRuleContext<D>, number: number | undefined, otherwise: () => DType): DType {
  if (number === undefined) return otherwise();
  const dtype = dtypeOfNumber(number);
  if (dtype !== undefined) return dtype;
  const rule = "it must be the number of an ONNX element type";
  return c.fail("node/attribute-value", { op: c.op, attribute: "dtype", value: `${number}`, rule });
}

function ofShape(op: string, attributes: AttributeDeclarations): OperatorDefinition {
  return defineOperator({
    op,
    since: 22,
    attributes: { ...attributes, dtype: withDefault("int", 1), shape: required("ints") },
    inputs: [],
    outputs: ["output"],
    infer(c) {
      const { shape = [] } = c.attributes;
      return [{ dtype: chosenDType(c, c.attributes.dtype, () => "float32"), shape: requireSizes(c, "shape", shape) }];
    },
    reach: () => "global",
  });
}

function likeInput(op: string, since: number, attributes: AttributeDeclarations): OperatorDefinition {
  return defineOperator({
    op,
    since,
    attributes: { ...attributes, dtype: optional("int") },
    inputs: [{ name: "input" }],
    outputs: ["output"],
    infer: (c) => [{ dtype: chosenDType(c, c.attributes.dtype, () => c.input(0).dtype), shape: c.shape(0) }],
  });
}

export const randomNormal = ofShape("RandomNormal", normal);
export const randomUniform = ofShape("RandomUniform", uniform);
export const randomNormalLike = likeInput("RandomNormalLike", 22, normal);
export const randomUniformLike = likeInput("RandomUniformLike", 22, uniform);
export const bernoulli = likeInput("Bernoulli", 22, {
  seed,
});

export const multinomial = defineOperator({
  op: "Multinomial",
  since: 22,
  attributes: { dtype: withDefault("int", 6), sample_size: withDefault("int", 1), seed },
  inputs: [{ name: "input" }],
  outputs: ["output"],
  infer(c) {
    const [batch] = requireRank(c, 0, [2], "[batch, classes]");
    const samples = requireSizes(c, "sample_size", [c.attributes.sample_size]);
    return [
      { dtype: chosenDType(c, c.attributes.dtype, () => "int32"), shape: [batch as (typeof samples)[0], ...samples] },
    ];
  },
  reach: () => "global",
});
