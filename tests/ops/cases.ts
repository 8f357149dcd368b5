// Reads fixtures/ops: the cases and rejects of every operator, with sizes such as N or 2·N as symbols of a scope.
import { readdirSync, readFileSync } from "node:fs";
import { add, type Dim, mul, neg, type Scope, text } from "../../src/dim/index.js";
import type { AttributeValue } from "../../src/graph/index.js";
import { type DType, isDType, type KnownValue, type Scalar, typeText } from "../../src/tensor/index.js";

/** `float32[N, 3, 8, 8]`, or the same with its elements in C order (null is an unknown one). */
export type Described =
  | string
  | { readonly type: string; readonly value: readonly (number | boolean | string | null)[] };

interface Call {
  readonly name: string;
  readonly op: string;
  readonly domain?: string;
  readonly attributes?: Readonly<
    Record<string, AttributeValue | { readonly type: string; readonly value: readonly number[] }>
  >;
  readonly inputs: readonly (Described | null)[];
  /** Where the expectation comes from: a published source, or the arithmetic. */
  readonly source: string;
}

export interface Case extends Call {
  readonly outputs: readonly (Described | null)[];
  /** All constraints that must be logged, where the case is about them. */
  readonly constraints?: readonly string[];
  readonly cost?: "uncountable" | { readonly macs?: string; readonly flops?: Readonly<Record<string, string>> };
}

export interface Reject extends Call {
  readonly outputs?: number;
  readonly code: string;
  /** What the finding must say. */
  readonly mentions: readonly string[];
}

export interface Family {
  readonly family: string;
  readonly cases: readonly Case[];
  readonly rejects: readonly Reject[];
}

const folder = new URL("../../fixtures/ops/", import.meta.url);

export function readFamilies(): readonly Family[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => ({
      family: file.replace(/\.json$/, ""),
      ...JSON.parse(readFileSync(new URL(file, folder), "utf8")),
    }));
}

/** The registry's name of a case's operator. */
export function keyOf({ op, domain }: Pick<Call, "op" | "domain">): string {
  return domain === undefined ? op : `${domain}.${op}`;
}

/** Sums of products of numbers and names: `2·N - 1`. */
function readSize(source: string, scope: Scope): Dim {
  return source
    .replaceAll(" - ", " + -")
    .split(" + ")
    .map((term) => {
      const isNegative = /^-\D/.test(term);
      const factors = (isNegative ? term.slice(1) : term).split("·");
      const product = factors
        .map((factor): Dim => (/^-?\d+$/.test(factor) ? Number(factor) : scope.symbol(factor)))
        .reduce(mul, 1);
      return isNegative ? neg(product) : product;
    })
    .reduce(add, 0);
}

function readType(source: string, scope: Scope): { readonly dtype: DType; readonly shape: readonly Dim[] } {
  const [, dtype = "", sizes = ""] = /^(\w+)\[(.*)\]$/.exec(source) ?? [];
  if (!isDType(dtype)) throw new Error(`"${source}" is no type`);
  return { dtype, shape: sizes === "" ? [] : sizes.split(", ").map((size) => readSize(size, scope)) };
}

function readElement(element: number | boolean | string | null, dtype: DType, scope: Scope): Scalar {
  if (element === null) return undefined;
  if (typeof element === "string") return dtype === "string" ? element : readSize(element, scope);
  // JSON has no 64-bit integers: beyond 2^53 only the sign and the size matter to the cases.
  return typeof element === "number" && Number.isInteger(element) && !Number.isSafeInteger(element)
    ? BigInt(element)
    : element;
}

function readValue(described: Exclude<Described, string>, scope: Scope): KnownValue {
  const { dtype, shape } = readType(described.type, scope);
  const sizes = shape.filter((size) => typeof size === "number");
  return { dtype, shape: sizes, data: described.value.map((element) => readElement(element, dtype, scope)) };
}

export interface ReadInput {
  readonly dtype: DType;
  readonly shape: readonly Dim[];
  readonly value?: KnownValue;
}

export function readInputs(call: Call, scope: Scope): readonly (ReadInput | undefined)[] {
  return call.inputs.map((input) => {
    if (input === null) return undefined;
    if (typeof input === "string") return readType(input, scope);
    return { ...readType(input.type, scope), value: readValue(input, scope) };
  });
}

export function readAttributes(call: Call, scope: Scope): Readonly<Record<string, AttributeValue>> {
  return Object.fromEntries(
    Object.entries(call.attributes ?? {}).map(([name, value]) => [
      name,
      typeof value === "object" && "type" in value ? readValue(value, scope) : value,
    ]),
  );
}

/** An output as the fixtures describe it; elements only where the fixture gives them. */
export function describeOutput(
  output: { readonly dtype: DType; readonly shape: readonly Dim[] | null; readonly value?: KnownValue | undefined },
  like: Described,
): Described {
  const type = typeText(output);
  if (typeof like === "string") return type;
  return { type, value: (output.value?.data ?? []).map(describeElement) };
}

function describeElement(element: Scalar): number | boolean | string | null {
  if (element === undefined) return null;
  if (typeof element === "object") return text(element);
  return typeof element === "bigint" ? element.toString() : element;
}
