// Reads fixtures/ops: the cases and rejects of every operator, with sizes such as N or 2·N as symbols of a scope.
import { readdirSync, readFileSync } from "node:fs";
import { add, type Dim, mul, neg, type Scope, text } from "../../src/dim/index.js";
import type { AttributeValue } from "../../src/graph/index.js";
import type { RuleInput } from "../../src/ops/index.js";
import {
  type Container,
  type DType,
  type ElementType,
  isDType,
  type KnownValue,
  type Scalar,
  type TensorType,
  typeText,
} from "../../src/tensor/index.js";

/**
 * `float32[N, 3, 8, 8]`, or the same with its elements in C order (null is an unknown one). Containers are written
 * `sequence(float32[2]; float32[3])` with all items, `sequence of N(float32[2, ?])` with what they have in common,
 * `optional(float32[2])`, `no optional(float32[2])` for an empty one, and `map(string; float32[])`.
 */
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

interface ReadType extends TensorType {
  readonly shape: readonly Dim[] | null;
}

function readTensor(source: string, scope: Scope): ElementType {
  const [, dtype = "", sizes = ""] = /^(\w+)\[(.*)\]$/.exec(source) ?? [];
  if (!isDType(dtype)) throw new Error(`"${source}" is no type`);
  if (sizes === "?") return { dtype, shape: null };
  const shape = sizes === "" ? [] : sizes.split(", ").map((size) => (size === "?" ? null : readSize(size, scope)));
  return { dtype, shape };
}

function readContainer(source: string, scope: Scope): Container | undefined {
  const [, kind = "", inner = ""] = /^([\w ]+)\((.*)\)$/.exec(source) ?? [];
  const parts = inner === "" ? [] : inner.split("; ");
  const typeAt = (index: number): ReadType => readType(parts[index] ?? "", scope);
  if (kind === "optional" || kind === "no optional") {
    return { kind: "optional", element: typeAt(0), isPresent: kind === "optional" };
  }
  if (kind === "map") return { kind, key: parts[0] as DType, element: typeAt(1) };
  if (kind === "sequence") {
    const items = parts.map((_, index) => typeAt(index));
    return { kind, element: typeAt(0), length: items.length, items };
  }
  const [, length] = /^sequence of (.+)$/.exec(kind) ?? [];
  if (length === undefined) return undefined;
  return { kind: "sequence", element: readElementType(inner, scope), length: readSize(length, scope) };
}

function readElementType(source: string, scope: Scope): ElementType {
  return source.endsWith("]") ? readTensor(source, scope) : readType(source, scope);
}

function readType(source: string, scope: Scope): ReadType {
  const container = readContainer(source, scope);
  if (container !== undefined) return { dtype: container.element.dtype, shape: null, container };
  const { dtype, shape } = readTensor(source, scope);
  return { dtype, shape: shape as readonly Dim[] | null };
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
  const sizes = (shape ?? []).filter((size) => typeof size === "number");
  return { dtype, shape: sizes, data: described.value.map((element) => readElement(element, dtype, scope)) };
}

export interface ReadInput extends ReadType {
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
  output: TensorType & { readonly value?: KnownValue | undefined },
  like: Described,
): Described {
  const type = describeType(output);
  if (typeof like === "string") return type;
  return { type, value: (output.value?.data ?? []).map(describeElement) };
}

function describeType(type: ElementType): string {
  const { container } = type;
  if (container === undefined) return typeText(type);
  if (container.kind === "map") return `map(${container.key}; ${describeType(container.element)})`;
  if (container.kind === "optional") {
    return `${container.isPresent === false ? "no " : ""}optional(${describeType(container.element)})`;
  }
  if (container.items !== undefined && container.items.length > 0) {
    return `sequence(${container.items.map(describeType).join("; ")})`;
  }
  return `sequence of ${container.length === null ? "?" : text(container.length)}(${describeType(container.element)})`;
}

/** The same input over another algebra. */
export function inAlgebra<D>({ value, ...type }: ReadInput, of: (size: Dim) => D): Omit<RuleInput<D>, "name"> {
  return { ...typeInAlgebra(type, of), value };
}

function typeInAlgebra<D>({ dtype, shape, container }: TensorType, of: (size: Dim) => D): TensorType<D> {
  const sizes = shape?.map(of) ?? null;
  return container === undefined ? { dtype, shape: sizes } : { dtype, shape: sizes, container: within(container, of) };
}

function within<D>(container: Container, of: (size: Dim) => D): Container<D> {
  if (container.kind !== "sequence") return { ...container, element: typeInAlgebra(container.element, of) };
  const { dtype, shape } = container.element;
  return {
    kind: "sequence",
    element: { dtype, shape: shape?.map((size) => (size === null ? null : of(size))) ?? null },
    length: container.length === null ? null : of(container.length),
    items: container.items?.map((item) => typeInAlgebra(item, of)),
  };
}

function describeElement(element: Scalar): number | boolean | string | null {
  if (element === undefined) return null;
  if (typeof element === "object") return text(element);
  return typeof element === "bigint" ? element.toString() : element;
}
