// The ONNX project's own node tests: our rules give the shapes, element types and (where known) elements that its outputs have.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { Scope } from "../../src/dim/index.js";
import { type CoreOperator, core } from "../../src/ops/index.js";
import { isFloat, type KnownValue, type Scalar } from "../../src/tensor/index.js";
import { readOnlyNode, readTensor } from "./protobuf-fields.js";
import { runOnNumbers, type TypedInput } from "./run-rule.js";

interface Row {
  readonly name: string;
  readonly ops: readonly string[];
  readonly nodes: number;
  readonly expanded: boolean;
  readonly data: readonly { readonly inputs: readonly Stored[]; readonly outputs: readonly Stored[] }[];
  readonly inputs: readonly { readonly name: string }[];
}

interface Stored {
  readonly file: string;
  readonly proto: string;
  readonly name: string;
}

const here = dirname(fileURLToPath(import.meta.url));
const folder = join(process.env.SHAPEWRIGHT_CONFORMANCE ?? resolve(here, "../../../shared/conformance"), "onnx-node");
const isThere = existsSync(join(folder, "index.json"));

/** Rows that our canonical form does not have, each with its reason. */
const left: Readonly<Record<string, string>> = {
  test_dropout_random_old: "Dropout before opset 12 has its ratio as an attribute",
};

const isCore = (op: string | undefined): op is CoreOperator => op !== undefined && Object.hasOwn(core, op);

function readRows(): readonly Row[] {
  const rows: readonly Row[] = JSON.parse(readFileSync(join(folder, "index.json"), "utf8"));
  return rows.filter(
    ({ name, ops, nodes, expanded, data }) =>
      nodes === 1 &&
      !expanded &&
      isCore(ops[0]) &&
      !Object.hasOwn(left, name) &&
      data[0] !== undefined &&
      [...data[0].inputs, ...data[0].outputs].every(({ proto }) => proto === "TensorProto"),
  );
}

interface Loaded {
  readonly call: Parameters<typeof runOnNumbers>[0];
  /** By position of the node's outputs; undefined for one that is not named. */
  readonly expected: readonly (KnownValue | undefined)[];
}

function load(row: Row): Loaded {
  const node = readOnlyNode(readFileSync(join(folder, row.name, "model.onnx")));
  const tensors = new Map<string, KnownValue>();
  const [set] = row.data;
  for (const { file, name } of [...(set?.inputs ?? []), ...(set?.outputs ?? [])]) {
    tensors.set(name, readTensor(readFileSync(join(folder, row.name, "test_data_set_0", file))));
  }
  const inputs = node.inputs.map((name): TypedInput | undefined => {
    const value = tensors.get(name);
    return value && { dtype: value.dtype, shape: value.shape, value };
  });
  const expected = node.outputs.map((name) => tensors.get(name));
  return { call: { op: node.op, attributes: node.attributes, inputs, outputs: node.outputs }, expected };
}

/** Equal, or within the tests' own tolerance (rtol 1e-3, atol 1e-7) for floats. */
function isClose(actual: Scalar, expected: Scalar, exact: boolean): boolean {
  if (actual === undefined || expected === undefined || Object.is(actual, expected)) return true;
  if (typeof actual !== "number" || typeof expected !== "number") return actual === expected;
  if (actual === expected) return true;
  return !exact && Math.abs(actual - expected) <= 1e-7 + 1e-3 * Math.abs(expected);
}

if (!isThere) {
  console.warn(
    `\n  NOT RUN: the ONNX node tests. There is no ${folder}; set SHAPEWRIGHT_CONFORMANCE to the folder that holds onnx-node.\n`,
  );
}

describe.runIf(isThere)("ONNX node tests", () => {
  const rows = isThere ? readRows() : [];

  test("most of the suite's single-node tests are in the core registry", () => {
    expect(rows.length).toBeGreaterThan(700);
  });

  test("the elements of a good part of the outputs are known", () => {
    const known = rows.filter((row) => runOnNumbers(load(row).call).outputs.some(({ value }) => value !== undefined));
    expect(known.length).toBeGreaterThan(400);
  });

  test.each(rows.map((row) => [row.name, row] as const))("%s", (_, row) => {
    const { call, expected } = load(row);
    const { outputs, findings } = runOnNumbers(call);
    expect(findings.map(String)).toEqual([]);
    expected.forEach((wanted, i) => {
      if (wanted === undefined) return;
      const found = outputs[i];
      expect({ output: i, dtype: found?.dtype, shape: found?.shape }).toEqual({
        output: i,
        dtype: wanted.dtype,
        shape: wanted.shape,
      });
      const data = found?.value?.data ?? [];
      const wrong = data.flatMap((element, at) =>
        isClose(element, wanted.data[at], !isFloat(wanted.dtype))
          ? []
          : [`[${at}] ${element} instead of ${wanted.data[at]}`],
      );
      expect(wrong).toEqual([]);
    });
  });

  test.each(rows.map((row) => [row.name, row] as const))("%s without knowing any element", (_, row) => {
    const { call, expected } = load(row);
    const inputs = call.inputs.map((input) => input && { dtype: input.dtype, shape: input.shape });
    const { outputs, findings } = runOnNumbers({ ...call, inputs, scope: new Scope() });
    expect(findings.map(String)).toEqual([]);
    expected.forEach((wanted, i) => {
      const shape = outputs[i]?.shape;
      if (wanted === undefined || shape === undefined || shape === null) return;
      expect(shape.length).toBe(wanted.shape.length);
      expect(shape.map((size, axis) => (typeof size === "number" ? size : wanted.shape[axis]))).toEqual(wanted.shape);
    });
  });
});
