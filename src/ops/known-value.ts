/** Known values inside rules: reading control inputs, and computing outputs element by element or by moving data. */
import { type Dim, Expr } from "../dim/index.js";
import { type DType, isFloat, type KnownValue, type Scalar } from "../tensor/index.js";
import type { AnyRuleContext } from "./definition.js";
import { type AxisMap, broadcastMaps, elementCount, moveData, offsetsOf } from "./index-map.js";
import { applyScalar, exactLimit, fitScalar, isDim, type ScalarFunction } from "./scalar.js";

/** The known sizes, axes or counts of an input (rank 0 or 1); undefined where an element is unknown. */
export function readDims<D>(c: AnyRuleContext<D>, index: number): readonly Dim[] | undefined {
  const data = c.inputs[index]?.value?.data.map(clampBig);
  return data?.every(isDim) ? data : undefined;
}

/** As {@link readDims}, with undefined for the elements that are not known. */
export function readPartialDims<D>(c: AnyRuleContext<D>, index: number): readonly (Dim | undefined)[] | undefined {
  return c.inputs[index]?.value?.data.map(clampBig).map((element) => (isDim(element) ? element : undefined));
}

/** The known plain numbers of an input (axes, repeats); undefined where one is symbolic or unknown. */
export function readNumbers<D>(c: AnyRuleContext<D>, index: number): readonly number[] | undefined {
  const data = c.inputs[index]?.value?.data.map(clampBig);
  return data?.every((element) => typeof element === "number") ? data : undefined;
}

/** The single known number that an input is (a length, a count); undefined where it is unknown. */
export function readSize<D>(c: AnyRuleContext<D>, index: number): D | undefined {
  const [size, ...more] = readDims(c, index) ?? [];
  return size === undefined || more.length > 0 ? undefined : c.algebra.of(size);
}

/** INT64_MAX as "to the end" and its like: beyond the safe integers only the sign matters. */
function clampBig(element: Scalar): Scalar {
  if (typeof element !== "bigint") return element;
  return element > 0n ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER;
}

/** A tensor of more axes is not believed: the length of an unknown shape may be any number. */
const greatestRank = 64;

/** The number of elements of a list that is not known itself, such as a shape: it still gives a rank. */
export function readLength<D>(c: AnyRuleContext<D>, index: number): number | undefined {
  const length = c.inputs[index]?.shape?.[0];
  const size = length === undefined ? undefined : c.algebra.dim(length);
  return typeof size === "number" && size <= greatestRank ? size : undefined;
}

/** A shape of plain numbers whose elements may be kept; undefined for any other. */
export function keptShape<D>(c: AnyRuleContext<D>, shape: readonly D[]): readonly number[] | undefined {
  let elements = 1;
  const sizes: number[] = [];
  for (const operand of shape) {
    const size = c.algebra.dim(operand);
    if (typeof size !== "number" || size > c.elementLimit) return undefined;
    elements *= size;
    sizes.push(size);
  }
  return elements <= c.elementLimit ? sizes : undefined;
}

/** A function applied element by element to broadcast inputs; undefined where an input is not known. */
export function mapValues<D>(
  c: AnyRuleContext<D>,
  values: readonly (KnownValue | undefined)[],
  shape: readonly D[],
  output: DType,
  fn: ScalarFunction,
): KnownValue | undefined {
  if (!values.every((value) => value !== undefined)) return undefined;
  const kept = keptShape(c, shape);
  if (kept === undefined) return undefined;
  const input = values[0]?.dtype ?? output;
  const columns = values.map((value) => moveData(value.data, broadcastMaps(value.shape, kept), undefined));
  const data = Array.from({ length: elementCount(kept) }, (_, i) => {
    const element = applyScalar(
      fn,
      input,
      output,
      columns.map((column) => column[i]),
    );
    return isExact(c, output, element) ? element : undefined;
  });
  return { dtype: output, shape: kept, data };
}

/** As {@link mapValues} over any number of inputs, joined from the left by a function of two elements. */
export function foldValues<D>(
  c: AnyRuleContext<D>,
  values: readonly (KnownValue | undefined)[],
  shape: readonly D[],
  output: DType,
  fn: ScalarFunction,
): KnownValue | undefined {
  const [first, ...rest] = values;
  if (rest.length === 0) return reshapeValue(c, first, shape);
  return rest.reduce((total, value) => mapValues(c, [total, value], shape, output, fn), first);
}

/** The groups of `groups` (offsets into the data) joined by a function of two elements. */
export function foldValue<D>(
  c: AnyRuleContext<D>,
  value: KnownValue,
  groups: readonly (readonly number[])[],
  shape: readonly number[],
  fn: ScalarFunction,
  first?: Scalar,
): KnownValue {
  const data = groups.map((offsets) => {
    const elements = offsets.map((offset) => value.data[offset]);
    const start = first === undefined ? elements.shift() : first;
    const total = elements.reduce((left, right) => applyScalar(fn, value.dtype, value.dtype, [left, right]), start);
    return isExact(c, value.dtype, total) ? total : undefined;
  });
  return { dtype: value.dtype, shape, data };
}

/** A symbolic whole number inside a float type is kept only while the type holds it exactly (logged as a constraint). */
function isExact<D>(c: AnyRuleContext<D>, dtype: DType, element: Scalar): boolean {
  if (!(element instanceof Expr) || !isFloat(dtype)) return true;
  const limit = exactLimit(dtype) ?? 0;
  const because = `${dtype} holds whole numbers exactly up to ${limit}`;
  return limit > 0 && c.requireAtLeast(c.algebra.of(limit), c.algebra.of(element), because);
}

/** The input's elements in another element type (ONNX Cast): floats truncate, anything but 0 is true. */
export function castValue<D>(
  c: AnyRuleContext<D>,
  value: KnownValue | undefined,
  dtype: DType,
): KnownValue | undefined {
  if (value === undefined) return undefined;
  const data = value.data.map((element) => {
    if (element === undefined || typeof element === "string" || dtype === "string") {
      return dtype === value.dtype ? element : undefined;
    }
    const whole = typeof element === "number" && !isFloat(dtype) && dtype !== "bool" ? Math.trunc(element) : element;
    if (whole instanceof Expr && dtype === "bool") return undefined;
    const cast = fitScalar(whole, dtype);
    return isExact(c, dtype, cast) ? cast : undefined;
  });
  return { dtype, shape: value.shape, data };
}

/** The input's elements moved by index maps into `shape`; undefined where they are not known or too many. */
export function moveValue<D>(
  c: AnyRuleContext<D>,
  value: KnownValue | undefined,
  shape: readonly D[],
  maps: (shape: readonly number[]) => readonly AxisMap[],
  fill?: Scalar,
): KnownValue | undefined {
  const kept = value === undefined ? undefined : keptShape(c, shape);
  if (value === undefined || kept === undefined) return undefined;
  return { dtype: value.dtype, shape: kept, data: moveData(value.data, maps(kept), fill) };
}

/** The same elements in C order under another shape. */
export function reshapeValue<D>(
  c: AnyRuleContext<D>,
  value: KnownValue | undefined,
  shape: readonly D[],
): KnownValue | undefined {
  const kept = value === undefined ? undefined : keptShape(c, shape);
  if (value === undefined || kept === undefined || elementCount(kept) !== value.data.length) return undefined;
  return { dtype: value.dtype, shape: kept, data: value.data };
}

/** A value all of whose elements are `element`. */
export function filledValue<D>(
  c: AnyRuleContext<D>,
  dtype: DType,
  shape: readonly D[],
  element: Scalar,
): KnownValue | undefined {
  const kept = keptShape(c, shape);
  if (kept === undefined) return undefined;
  return { dtype, shape: kept, data: new Array<Scalar>(elementCount(kept)).fill(element) };
}

/** Offsets of the elements that each output of a reduction joins. */
export function reducedGroups(keep: readonly AxisMap[], reduced: readonly AxisMap[]): readonly (readonly number[])[] {
  const inner = offsetsOf(reduced);
  return offsetsOf(keep).map((start) => inner.map((offset) => start + offset));
}
