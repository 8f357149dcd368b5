/** Preparation of features (ONNX ai.onnx.ml: Binarizer, LabelEncoder, OneHotEncoder, Scaler, ...). */
import type { DType } from "../../tensor/index.js";
import { type AttributeDeclarations, oneOf, optional, withDefault } from "../attribute.js";
import { type AnyRuleContext, defineOperator, type NodeCost, type OperatorDefinition } from "../definition.js";
import { perElement } from "../elements.js";
import { requireRankAtLeast, requireSame } from "../requirements.js";

export const domain = "ai.onnx.ml";

interface Elementwise {
  readonly attributes: AttributeDeclarations;
  /** Element type of the output; the input's unless said otherwise. */
  readonly output?: DType;
  /** Operations per element. */
  readonly operations: number;
}

/** Element by element, in the input's shape. */
const rows = {
  Binarizer: {
    attributes: { threshold: withDefault("float", 0) },
    operations: 1,
  },
  Imputer: {
    attributes: {
      imputed_value_floats: optional("floats"),
      imputed_value_int64s: optional("ints"),
      replaced_value_float: withDefault("float", 0),
      replaced_value_int64: withDefault("int", 0),
    },
    operations: 1,
  },
  Scaler: {
    attributes: { offset: optional("floats"), scale: optional("floats") },
    output: "float32",
    operations: 2,
  },
  /** The largest absolute value: 2 to find it, a division; the sum (L1) and the root of squares (L2) cost the same. */
  Normalizer: {
    attributes: { norm: oneOf("MAX", "L1", "L2") },
    output: "float32",
    operations: 3,
  },
} as const satisfies Record<string, Elementwise>;

function elementwise(op: string, row: Elementwise): OperatorDefinition {
  return defineOperator({
    op,
    domain,
    since: 1,
    attributes: row.attributes,
    inputs: [{ name: "X" }],
    outputs: ["Y"],
    infer: (c) => [{ dtype: row.output ?? c.input(0).dtype, shape: c.shape(0) }],
    cost: (c): NodeCost => ({ flops: { "element-wise": perElement(c.outputShape(0), row.operations) } }),
    ...(op === "Normalizer" && { reach: () => "global" as const }),
  });
}

/** Labels by keys: the values' type is that of the attribute that is given. */
export const labelEncoder = defineOperator({
  op: "LabelEncoder",
  domain,
  since: 4,
  attributes: {
    default_float: withDefault("float", -0),
    default_int64: withDefault("int", -1),
    default_string: withDefault("string", "_Unused"),
    default_tensor: optional("tensor"),
    keys_floats: optional("floats"),
    keys_int64s: optional("ints"),
    keys_strings: optional("strings"),
    keys_tensor: optional("tensor"),
    values_floats: optional("floats"),
    values_int64s: optional("ints"),
    values_strings: optional("strings"),
    values_tensor: optional("tensor"),
  },
  inputs: [{ name: "X" }],
  outputs: ["Y"],
  infer(c) {
    const { values_tensor, values_floats, values_int64s, values_strings } = c.attributes;
    const shape = c.shape(0);
    if (values_tensor !== undefined) return [{ dtype: values_tensor.dtype, shape }];
    if (values_strings !== undefined) return [{ dtype: "string", shape }];
    if (values_int64s !== undefined) return [{ dtype: "int64", shape }];
    if (values_floats !== undefined) return [{ dtype: "float32", shape }];
    return c.fail("node/missing-attribute", { op: c.op, attribute: "values_tensor" });
  },
});

/** Words and numbers: a string becomes a number by the table, a number a string. */
export const categoryMapper = defineOperator({
  op: "CategoryMapper",
  domain,
  since: 1,
  attributes: {
    cats_int64s: optional("ints"),
    cats_strings: optional("strings"),
    default_int64: withDefault("int", -1),
    default_string: withDefault("string", "_Unused"),
  },
  inputs: [{ name: "X" }],
  outputs: ["Y"],
  infer: (c) => [{ dtype: c.input(0).dtype === "string" ? "int64" : "string", shape: c.shape(0) }],
});

export const oneHotEncoder = defineOperator({
  op: "OneHotEncoder",
  domain,
  since: 1,
  attributes: { cats_int64s: optional("ints"), cats_strings: optional("strings"), zeros: withDefault("int", 1) },
  inputs: [{ name: "X" }],
  outputs: ["Y"],
  infer(c) {
    const categories = c.attributes.cats_int64s ?? c.attributes.cats_strings;
    if (categories === undefined) return c.unknown("no categories are given");
    return [{ dtype: "float32", shape: [...c.shape(0), c.algebra.of(categories.length)] }];
  },
  reach: () => "global",
});

export const arrayFeatureExtractor = defineOperator({
  op: "ArrayFeatureExtractor",
  domain,
  since: 1,
  attributes: {},
  inputs: [{ name: "X" }, { name: "Y" }],
  outputs: ["Z"],
  infer(c) {
    const x = requireRankAtLeast(c, 0, 1, "at least one axis");
    const picked = c.shape(1).reduce((product, size) => c.algebra.mul(product, size), c.algebra.of(1));
    // A list becomes one row.
    const before = x.length === 1 ? [c.algebra.of(1)] : x.slice(0, -1);
    return [{ dtype: c.input(0).dtype, shape: [...before, picked] }];
  },
  reach: () => "global",
});

function rowsOf<D>(c: AnyRuleContext<D>, shape: readonly D[]): D {
  return shape.length > 1 ? (shape[0] as D) : c.algebra.of(1);
}

export const featureVectorizer = defineOperator({
  op: "FeatureVectorizer",
  domain,
  since: 1,
  attributes: { inputdimensions: optional("ints") },
  inputs: [{ name: "X", variadic: true }],
  outputs: ["Y"],
  infer(c) {
    const a = c.algebra;
    const shapes = c.inputs.map((_, index) => requireRankAtLeast(c, index, 1, "[features] or [rows, features]"));
    const [first = []] = shapes;
    const rows = rowsOf(c, first);
    for (const shape of shapes) requireSame(c, rows, rowsOf(c, shape), "all inputs have the same rows");
    const declared = c.attributes.inputdimensions;
    const widths = shapes.map((shape, i) => {
      const width = declared?.[i];
      return width !== undefined && width >= 0 ? a.of(width) : (shape.at(-1) as typeof rows);
    });
    const total = widths.reduce((sum, width) => a.add(sum, width));
    return [{ dtype: "float32", shape: [rows, total] }];
  },
  reach: () => "global",
});

/** The map that an input is; a sequence of maps counts as one with rows. */
function requireMap<D>(c: AnyRuleContext<D>): DType {
  const { container, name, dtype } = c.input(0);
  if (container?.kind === "map") return container.element.dtype;
  const actual = container === undefined ? dtype : container.kind;
  return c.fail("type/mismatch", { op: c.op, input: name, expected: "a map", actual });
}

export const dictVectorizer = defineOperator({
  op: "DictVectorizer",
  domain,
  since: 1,
  attributes: { int64_vocabulary: optional("ints"), string_vocabulary: optional("strings") },
  inputs: [{ name: "X" }],
  outputs: ["Y"],
  infer(c) {
    const dtype = requireMap(c);
    const words = c.attributes.string_vocabulary ?? c.attributes.int64_vocabulary;
    if (words === undefined) return c.unknown("no vocabulary is given");
    return [{ dtype, shape: [c.algebra.of(1), c.algebra.of(words.length)] }];
  },
  reach: () => "global",
});

function castType(name: string): DType {
  return name === "TO_STRING" ? "string" : name === "TO_INT64" ? "int64" : "float32";
}

export const castMap = defineOperator({
  op: "CastMap",
  domain,
  since: 1,
  attributes: {
    cast_to: oneOf("TO_FLOAT", "TO_STRING", "TO_INT64"),
    map_form: oneOf("DENSE", "SPARSE"),
    max_map: withDefault("int", 1),
  },
  inputs: [{ name: "X" }],
  outputs: ["Y"],
  infer(c) {
    requireMap(c);
    const { cast_to, map_form, max_map } = c.attributes;
    const isSparse = map_form === "SPARSE" && Number.isSafeInteger(max_map) && max_map >= 0;
    const size = isSparse ? c.algebra.of(max_map) : c.freshSize(0, 1, "the map decides how many entries there are");
    return [{ dtype: castType(cast_to), shape: [c.algebra.of(1), size] }];
  },
  reach: () => "global",
});

export const zipMap = defineOperator({
  op: "ZipMap",
  domain,
  since: 1,
  attributes: { classlabels_int64s: optional("ints"), classlabels_strings: optional("strings") },
  inputs: [{ name: "X" }],
  outputs: ["Z"],
  infer(c) {
    const x = requireRankAtLeast(c, 0, 1, "[classes] or [rows, classes]");
    const { classlabels_int64s: numbers, classlabels_strings: names } = c.attributes;
    if (numbers === undefined && names === undefined) {
      return c.fail("node/missing-attribute", { op: c.op, attribute: "classlabels_strings" });
    }
    const key = names === undefined ? "int64" : "string";
    const element = { dtype: "float32", shape: [] } as const;
    const map = { dtype: "float32", shape: null, container: { kind: "map", key, element } } as const;
    const length = rowsOf(c, x);
    return [{ dtype: "float32", shape: null, container: { kind: "sequence", element: map, length } }];
  },
  reach: () => "global",
});

/** One definition per row of the table. */
export const featureOperators = Object.fromEntries(
  Object.entries(rows).map(([op, row]) => [op, elementwise(op, row)]),
) as { readonly [Op in keyof typeof rows]: OperatorDefinition };
