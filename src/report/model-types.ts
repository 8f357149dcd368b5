/** A TypeScript declaration of what a model takes and gives: names, element types and shapes, for onnxruntime's tensors. */
import type { Report } from "../analysis/report.js";
import { type Dim, text } from "../dim/index.js";
import type { DType } from "../tensor/index.js";

type Value = Pick<Report["inputs"][number], "name" | "type">;

/** Element types for which onnxruntime's JavaScript packages have a typed tensor, under the same names as here. */
const typed: ReadonlySet<DType> = new Set<DType>([
  "float32",
  "uint8",
  "int8",
  "uint16",
  "int16",
  "int32",
  "int64",
  "string",
  "bool",
  "float16",
  "float64",
  "uint32",
  "uint64",
  "uint4",
  "int4",
]);

const identifier = /^[A-Za-z_$][\w$]*$/;

/** A property's name, in quotes where it is no identifier. */
const keyOf = (name: string): string => (identifier.test(name) ? name : JSON.stringify(name));

/** Text that stays within its comment. */
const commentOf = (content: string): string => content.replaceAll("*/", "* /").replace(/[\r\n\u2028\u2029]+/g, " ");

function tensorOf({ type }: Value): string {
  if (type.container !== undefined) return "OnnxValue";
  return typed.has(type.dtype) ? `TypedTensor<${JSON.stringify(type.dtype)}>` : "Tensor";
}

/** `readonly [batch: number, axis1: 3]`: a fixed size is a number, an open one any number under its name. */
function tupleOf({ type }: Value): string {
  if (type.shape === null) return "readonly number[]";
  return `readonly [${type.shape.map((size, axis) => `${labelOf(size, axis)}: ${typeof size === "number" ? size : "number"}`).join(", ")}]`;
}

function labelOf(size: Dim, axis: number): string {
  const name = typeof size === "number" ? "" : text(size);
  return identifier.test(name) ? name : `axis${axis}`;
}

function describe({ type }: Value): string {
  if (type.container !== undefined) return `a ${type.container.kind}`;
  return `${type.dtype}[${type.shape === null ? "?" : type.shape.map((size) => text(size)).join(", ")}]`;
}

function declare(what: string, sentence: string, values: readonly Value[], typeOf: (value: Value) => string): string {
  const lines = values.map(
    (value) => `  /** ${commentOf(describe(value))} */\n  ${keyOf(value.name)}: ${typeOf(value)};`,
  );
  return `/** ${sentence} */\nexport type ${what} = {\n${lines.join("\n")}\n};\n`;
}

/** The text of a `.d.ts`; `packageName` is the onnxruntime package whose tensors are used. */
export function toTypes(report: Report, packageName = "onnxruntime-web"): string {
  const { inputs, outputs, name } = report;
  const used = [...inputs, ...outputs].map(tensorOf);
  const names = ["OnnxValue", "Tensor", "TypedTensor"].filter((each) =>
    used.some((type) => type === each || type.startsWith(`${each}<`)),
  );
  return [
    `// What ${commentOf(name)} takes and gives; written by \`shapewright types\`.`,
    "//     const outputs = (await session.run(feeds satisfies Inputs)) as Outputs;\n",
    ...(names.length === 0 ? [] : [`import type { ${names.join(", ")} } from ${JSON.stringify(packageName)};\n`]),
    declare("Inputs", "What is fed, by name.", inputs, tensorOf),
    declare("Outputs", "What comes out, by name.", outputs, tensorOf),
    declare("InputShapes", "Sizes of what is fed: a number is fixed, an open size has its name.", inputs, tupleOf),
    declare("OutputShapes", "Sizes of what comes out.", outputs, tupleOf),
  ].join("\n");
}
