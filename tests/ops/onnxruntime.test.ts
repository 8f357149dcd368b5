// An independent runtime runs the fixtures of its own operators: its outputs have the types that we infer.
import { onnx as proto } from "onnx-proto";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { type Dim, Expr, evaluate, Scope } from "../../src/dim/index.js";
import type { AttributeValue } from "../../src/graph/index.js";
import { definitionOf, type OperatorDefinition, onnx } from "../../src/ops/index.js";
import { dtypes, isFloat, type Scalar } from "../../src/tensor/index.js";
import { type Case, readAttributes, readFamilies, readInputs } from "./cases.js";
import { runOnNumbers, type TypedInput } from "./run-rule.js";

/** Cases that onnxruntime 1.30 does not run on a CPU, each with its reason. */
const left: Readonly<Record<string, string>> = {
  "Attention: values of another size": "its native code crashes without a bias",
  "GroupQueryAttention: Llama's step": "its native code needs lengths that fit the cache",
  "GroupQueryAttention: a prompt": "its native code needs lengths that fit the cache",
  "GroupQueryAttention: packed query": "its native code needs lengths that fit the cache",
  "MultiHeadAttention: packed": "its CPU kernel does not take the packed form",
  "QLinearMul: product": "its own type inference wants the zero points that its text calls optional",
  "QLinearReduceMean: the mean": "it declares the operator but has no kernel for it",
  "SimplifiedLayerNormalization: root mean square there": "it registers the operator in ONNX's own domain only",
};

const nameOf = (row: Case): string => `${row.op}: ${row.name}`;
const rows = readFamilies()
  .filter(({ family }) => family === "microsoft")
  .flatMap(({ cases }) => cases)
  .filter((row) => !Object.hasOwn(left, nameOf(row)))
  // Its CPU kernels have no half precision; the shapes do not depend on it.
  .map((row): Case => JSON.parse(JSON.stringify(row).replaceAll("float16", "float32")));

const sizes = { N: 2, T: 3, P: 5, H: 6, W: 4 };

function sizeOf(size: Dim): number {
  return Number(evaluate(size, sizes));
}

/** The case's inputs at known sizes. */
function inputsOf(row: Case): readonly (TypedInput | undefined)[] {
  return readInputs(row, new Scope()).map((input) => {
    if (input === undefined) return undefined;
    const { dtype, value } = input;
    const shape = (input.shape ?? []).map(sizeOf);
    const data = value?.data.map((element) => (element instanceof Expr ? sizeOf(element) : element));
    return { dtype, shape, ...(data && { value: { dtype, shape, data } }) };
  });
}

const arrays = {
  bool: Uint8Array,
  float32: Float32Array,
  int32: Int32Array,
  int8: Int8Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
} as const;

type Runnable = keyof typeof arrays | "int64";

/** Elements that are known, or 0.5 for floats and 0 for integers. */
function elementsOf({ dtype, shape, value }: TypedInput) {
  const count = shape.reduce((product, size) => product * size, 1);
  const element = (i: number): number => Number((value?.data[i] as Scalar) ?? (isFloat(dtype) ? 0.5 : 0));
  const numbers = Array.from({ length: count }, (_, i) => element(i));
  if (dtype === "int64") return BigInt64Array.from(numbers, BigInt);
  return arrays[dtype as keyof typeof arrays].from(numbers);
}

function attributeOf(definition: OperatorDefinition, [name, value]: readonly [string, AttributeValue]) {
  const kind = definition.attributes[name]?.kind;
  const { FLOAT, INT, STRING, INTS } = proto.AttributeProto.AttributeType;
  if (kind === "float") return { name, type: FLOAT, f: Number(value) };
  if (kind === "int") return { name, type: INT, i: Number(value) };
  if (kind === "string") return { name, type: STRING, s: new TextEncoder().encode(String(value)) };
  return { name, type: INTS, ints: [...(value as readonly number[])] };
}

/** A model of one node: data are its inputs, everything else stands in it. */
function modelOf(row: Case, definition: OperatorDefinition, inputs: readonly (TypedInput | undefined)[]): Uint8Array {
  const declared = definition.inputs;
  const isData = (index: number): boolean =>
    (declared[Math.min(index, declared.length - 1)]?.role ?? "data") === "data" &&
    (inputs[index]?.shape.length ?? 0) > 1;
  const named = inputs.flatMap((input, i) =>
    input === undefined ? [] : [{ name: `x${i}`, input, isData: isData(i) }],
  );
  return proto.ModelProto.encode({
    irVersion: 8,
    opsetImport: [
      { domain: "", version: 17 },
      { domain: "com.microsoft", version: 1 },
    ],
    graph: {
      name: "one node",
      node: [
        {
          opType: row.op,
          domain: row.domain ?? "",
          input: inputs.map((input, i) => (input === undefined ? "" : `x${i}`)),
          output: row.outputs.map((output, i) => (output === null ? "" : `y${i}`)),
          attribute: Object.entries(readAttributes(row, new Scope())).map((entry) => attributeOf(definition, entry)),
        },
      ],
      input: named
        .filter((one) => one.isData)
        .map(({ name, input }) => ({
          name,
          type: {
            tensorType: {
              elemType: dtypes[input.dtype].onnx,
              shape: { dim: input.shape.map((size) => ({ dimValue: size })) },
            },
          },
        })),
      initializer: named
        .filter((one) => !one.isData)
        .map(({ name, input }) => ({
          name,
          dims: [...input.shape],
          dataType: dtypes[input.dtype].onnx,
          rawData: new Uint8Array(elementsOf(input).buffer),
        })),
      output: row.outputs.flatMap((output, i) => (output === null ? [] : [{ name: `y${i}` }])),
    },
  }).finish();
}

test.each(rows.map((row) => [nameOf(row), row] as const))("%s", async (_, row) => {
  const definition = definitionOf(onnx, row.op, row.domain);
  if (definition === undefined) throw new Error(`no definition of ${row.op}`);
  const inputs = inputsOf(row);
  const { op, domain } = row;
  const attributes = readAttributes(row, new Scope());
  const inferred = runOnNumbers({ op, domain, attributes, inputs, outputs: row.outputs.length });
  const session = await InferenceSession.create(modelOf(row, definition, inputs), { logSeverityLevel: 4 });
  const feeds = session.inputNames.map((name) => {
    const input = inputs[Number(name.slice(1))] as TypedInput;
    return [name, new Tensor(input.dtype as Runnable, elementsOf(input) as never, [...input.shape])] as const;
  });
  const outputs = await session.run(Object.fromEntries(feeds));
  await session.release();
  expect(inferred.findings.map(String)).toEqual([]);
  for (const [name, tensor] of Object.entries(outputs)) {
    const { dtype, shape } = inferred.outputs[Number(name.slice(1))] ?? {};
    expect({ name, dtype, shape }).toEqual({ name, dtype: tensor.type, shape: [...tensor.dims] });
  }
});

test("every case that is left out is one of the fixture's", () => {
  const names: ReadonlySet<string> = new Set(
    readFamilies().flatMap(({ family, cases }) => (family === "microsoft" ? cases.map(nameOf) : [])),
  );
  expect(Object.keys(left).filter((name) => !names.has(name))).toEqual([]);
});
