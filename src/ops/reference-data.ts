/** How reference kernels read and write tensors: as real numbers, as single elements, as known values. */
import {
  allocateElements,
  type Container,
  type DType,
  type ElementArray,
  holding,
  type Item,
  isFloat,
  isInteger,
  type KnownValue,
  type RunTensor,
  type RunType,
  type Scalar,
} from "../tensor/index.js";
import { type AxisMap, elementCount, FILL, offsetsOf } from "./index-map.js";
import type { KernelCall, ReferenceKernel } from "./reference-kernel.js";
import { fitScalar } from "./scalar.js";

/** What kernels compute with. */
export type Reals = Float32Array | Float64Array;

/** Gives a kernel the types of its attributes, then forgets them so that kernels fit one registry. */
export function defineKernel<A extends object>(
  run: (call: Omit<KernelCall, "attributes"> & { readonly attributes: A }) => readonly RunTensor[],
): ReferenceKernel {
  return (call) => run({ ...call, attributes: call.attributes as A });
}

/** The input at an index; throws where it is left out (the shape rule has checked that it is there). */
export function inputOf(call: Pick<KernelCall, "inputs">, index: number): RunTensor {
  const input = call.inputs[index];
  if (input === undefined) throw new RangeError(`input ${index} is missing`);
  return input;
}

/** The type of the output at an index. */
export function outputOf(call: Pick<KernelCall, "outputs">, index = 0): RunType {
  const output = call.outputs[index];
  if (output === undefined) throw new RangeError(`output ${index} is missing`);
  return output;
}

/** The elements as floating-point numbers: the very array of a float tensor, a copy of any other; strings are NaN. */
export function realsOf({ data }: RunTensor): Reals {
  if (data instanceof Float32Array || data instanceof Float64Array) return data;
  const reals = new Float64Array(data.length);
  for (let i = 0; i < reals.length; i++) reals[i] = Number(data[i]);
  return reals;
}

/** The real numbers of an optional input. */
export function optionalReals(call: Pick<KernelCall, "inputs">, index: number): Reals | undefined {
  const input = call.inputs[index];
  return input === undefined ? undefined : realsOf(input);
}

/** The elements of an input of sizes, axes or counts; undefined where it is left out. */
export function listOf(call: Pick<KernelCall, "inputs">, index: number): readonly number[] | undefined {
  const reals = optionalReals(call, index);
  return reals === undefined ? undefined : Array.from(reals);
}

/** One element as rules see it: bool as truth value, int64 as number where that is exact. */
export function scalarAt({ dtype, data }: RunTensor, index: number): Scalar {
  const element = data[index];
  if (dtype === "bool") return element !== 0;
  if (typeof element !== "bigint") return element;
  const number = Number(element);
  return Number.isSafeInteger(number) ? number : element;
}

function setScalar(data: ElementArray, index: number, element: Scalar): void {
  if (Array.isArray(data)) data[index] = String(element ?? "");
  else if (data instanceof BigInt64Array || data instanceof BigUint64Array) data[index] = bigOf(element);
  else data[index] = Number(element ?? 0);
}

function bigOf(element: Scalar): bigint {
  return typeof element === "bigint" ? element : BigInt(Number(element ?? 0));
}

/** A tensor whose element i is `element(i)`, which fits its type; unknown elements (a division by zero) are 0. */
export function tensorOfScalars({ dtype, shape }: RunType, element: (i: number) => Scalar): RunTensor {
  const data = allocateElements(dtype, elementCount(shape));
  for (let i = 0; i < data.length; i++) setScalar(data, i, element(i));
  return { dtype, shape, data };
}

/** A tensor whose element i is the number `element(i)`: rounded, truncated or wrapped as its type stores it. */
export function tensorOf({ dtype, shape }: RunType, element: (i: number) => number): RunTensor {
  if (dtype !== "float32" && dtype !== "float64") {
    return tensorOfScalars({ dtype, shape }, (i) => fitNumber(element(i), dtype));
  }
  const count = elementCount(shape);
  const data = dtype === "float64" ? new Float64Array(count) : new Float32Array(count);
  for (let i = 0; i < count; i++) data[i] = element(i);
  return { dtype, shape, data };
}

function fitNumber(element: number, dtype: DType): Scalar {
  return fitScalar(isInteger(dtype) ? Math.trunc(element) : element, dtype) ?? (isFloat(dtype) ? element : 0);
}

/** A tensor of computed numbers, which become its array where the type allows it. */
export function tensorOfSums(type: RunType, sums: Float64Array): RunTensor {
  const { dtype, shape } = type;
  if (dtype === "float64") return { dtype, shape, data: sums };
  if (dtype === "float32") return { dtype, shape, data: new Float32Array(sums) };
  return tensorOf(type, (i) => sums[i] ?? 0);
}

/** The same elements under another shape. */
export function reshaped(input: RunTensor, shape: readonly number[]): RunTensor {
  return { dtype: input.dtype, shape, data: input.data };
}

/** The elements at `offsets` of the input's data, in C order; FILL gives zero (false, the empty string). */
export function pickElements(input: RunTensor, shape: readonly number[], offsets: readonly number[]): RunTensor {
  const data = allocateElements(input.dtype, offsets.length);
  // Both arrays are of one kind, which the compiler cannot know; all of them are indexed alike.
  const [from, to] = [input.data as Float64Array, data as Float64Array];
  for (let i = 0; i < offsets.length; i++) {
    const offset = offsets[i] ?? FILL;
    if (offset !== FILL) to[i] = from[offset] as number;
  }
  return { dtype: input.dtype, shape, data };
}

/** The elements that index maps move, one map for each axis of the result. */
export function moveElements(input: RunTensor, maps: readonly AxisMap[]): RunTensor {
  const shape = maps.map((map) => map.length);
  return pickElements(input, shape, offsetsOf(maps));
}

/** The tensor as a rule's known value. */
export function knownValueOf(tensor: RunTensor): KnownValue {
  const { dtype, shape } = tensor;
  return { dtype, shape, data: Array.from({ length: tensor.data.length }, (_, i) => scalarAt(tensor, i)) };
}

/** A known value as a tensor; undefined where an element is not known or is no plain number. */
export function tensorOfValue(value: KnownValue): RunTensor | undefined {
  if (value.data.some((element) => element === undefined || typeof element === "object")) return undefined;
  return tensorOfScalars(value, (i) => value.data[i]);
}

/** What a value that is no tensor holds, as rules see it; `withValues` gives them the items' elements too. */
export function ruleContainerOf({ dtype, held }: RunTensor, withValues = false): Container | undefined {
  if (held === undefined) return undefined;
  const itemOf = (tensor: RunTensor): Item =>
    tensor.held !== undefined
      ? { dtype: tensor.dtype, shape: null, container: ruleContainerOf(tensor, withValues) }
      : { dtype: tensor.dtype, shape: tensor.shape, ...(withValues && { value: knownValueOf(tensor) }) };
  if (held.kind === "optional") {
    const element = held.item === undefined ? { dtype, shape: null } : itemOf(held.item);
    return { kind: "optional", element, isPresent: held.item !== undefined };
  }
  const items = held.items.map(itemOf);
  const rank = items[0]?.shape?.length;
  const isAlike = rank !== undefined && items.every(({ shape }) => shape?.length === rank);
  const common = Array.from({ length: rank ?? 0 }, (_, axis) => {
    const size = items[0]?.shape?.[axis] ?? null;
    return items.every(({ shape }) => shape?.[axis] === size) ? size : null;
  });
  const element = { dtype, shape: isAlike ? common : null, container: items[0]?.container };
  return { kind: "sequence", element, length: items.length, items };
}

/** What a rule gives, with all its elements, as a value that runs; undefined where an element is not known. */
export function tensorOfOutput({ dtype, value, container }: Item): RunTensor | undefined {
  if (container?.kind === "optional") {
    if (container.isPresent === false) return holding(dtype, { kind: "optional", item: undefined });
    const item = tensorOfOutput(container.element);
    return item && holding(dtype, { kind: "optional", item });
  }
  if (container?.kind === "sequence") {
    const items = container.items?.map(tensorOfOutput);
    if (!items?.every((item) => item !== undefined)) return undefined;
    return holding(dtype, { kind: "sequence", items });
  }
  return value && tensorOfValue(value);
}

/** Tensors of one shape beside each other along a new axis. */
export function stackElements(pieces: readonly RunTensor[], axis: number): RunTensor {
  const widened = pieces.map((piece) => reshaped(piece, piece.shape.toSpliced(axis, 0, 1)));
  return joinElements(widened, axis);
}

/** Tensors one after the other along an axis. */
export function joinElements(pieces: readonly RunTensor[], axis: number): RunTensor {
  const [first] = pieces;
  if (first === undefined) throw new RangeError("there is nothing to join");
  const length = pieces.reduce((sum, piece) => sum + (piece.shape[axis] ?? 0), 0);
  const shape = first.shape.with(axis, length);
  const [outer, inner] = [elementCount(shape.slice(0, axis)), elementCount(shape.slice(axis + 1))];
  const data = allocateElements(first.dtype, elementCount(shape));
  const to = data as Float64Array;
  let at = 0;
  for (let row = 0; row < outer; row++) {
    for (const piece of pieces) {
      const width = (piece.shape[axis] ?? 0) * inner;
      const from = piece.data as Float64Array;
      for (let i = 0; i < width; i++) to[at++] = from[row * width + i] as number;
    }
  }
  return { dtype: first.dtype, shape, data };
}
