// Small models as plain data, so that the import is tested without files.
import type {
  DeclaredSize,
  Model,
  ModelAttribute,
  ModelGraph,
  ModelNode,
  ModelTensor,
  ModelValue,
} from "../../src/onnx/index.js";
import type { DType } from "../../src/tensor/index.js";

type Attributes = Readonly<Record<string, number | string | readonly number[] | ModelGraph>>;

function attributeOf(name: string, value: Attributes[string]): ModelAttribute {
  if (typeof value === "number") return { name, type: "int", value };
  if (typeof value === "string") return { name, type: "string", value };
  if ("nodes" in value) return { name, type: "graph", value };
  return { name, type: "ints", value };
}

/** `Conv(x, w) -> y`, named after its first output. */
export function node(
  op: string,
  inputs: string,
  outputs: string,
  attributes: Attributes = {},
  more: Partial<ModelNode> = {},
): ModelNode {
  const names = (text: string): readonly string[] =>
    text === "" ? [] : text.split(" ").map((name) => (name === "-" ? "" : name));
  return {
    name: `n_${outputs.split(" ")[0]}`,
    op,
    domain: "",
    overload: "",
    inputs: names(inputs),
    outputs: names(outputs),
    attributes: Object.entries(attributes).map(([name, value]) => attributeOf(name, value)),
    ...more,
  };
}

export function value(name: string, shape: readonly DeclaredSize[] | null, dtype: DType = "float32"): ModelValue {
  return { name, type: { kind: "tensor", dtype, shape } };
}

/** A tensor whose elements were left in the file, or with them. */
export function tensor(
  name: string,
  shape: readonly number[],
  values?: readonly number[],
  dtype: DType = "float32",
): ModelTensor {
  const elements = shape.reduce((product, size) => product * size, 1);
  return { name, dtype, shape, elements, values: values ?? null, storage: { kind: "values" } };
}

export function graph(parts: Partial<ModelGraph>): ModelGraph {
  const none = { nodes: [], inputs: [], outputs: [], valueInfo: [], initializers: [], sparseInitializers: [] };
  return { name: "g", ...none, quantisation: [], ...parts };
}

export function model(parts: Partial<ModelGraph>, opset = 17, more: Partial<Model> = {}): Model {
  return {
    irVersion: 8,
    opsetImports: [{ domain: "", version: opset }],
    producer: { name: "test", version: "" },
    domain: "",
    modelVersion: 0,
    graph: graph(parts),
    functions: [],
    trainingInfo: [],
    size: { bytes: 0, keptBytes: 0 },
    ...more,
  };
}
