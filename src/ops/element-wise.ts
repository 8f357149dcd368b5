/** Element-wise reference kernels: a scalar function applied to inputs that broadcast to the output. */
import { isFloat, type RunTensor, type RunType } from "../tensor/index.js";
import { broadcastMaps, elementCount, offsetsOf } from "./index-map.js";
import { realsOf, scalarAt, tensorOf, tensorOfScalars } from "./reference-data.js";
import { applyScalar, type ScalarFunction } from "./scalar.js";

/** The offset of the element that broadcasts to output element i. */
export function broadcastPlace(shape: readonly number[], target: readonly number[]): (i: number) => number {
  if (elementCount(shape) === 1) return () => 0;
  if (shape.length === target.length && shape.every((size, axis) => size === target[axis])) return (i) => i;
  const offsets = offsetsOf(broadcastMaps(shape, target));
  return (i) => offsets[i] ?? 0;
}

/** Numbers are computed in float64 where an input is a float, exactly in their type elsewhere. */
export function mapElements(fn: ScalarFunction, inputs: readonly RunTensor[], output: RunType): RunTensor {
  const places = inputs.map(({ shape }) => broadcastPlace(shape, output.shape));
  const [first = inputs[0], second = first] = inputs;
  const [at = () => 0, also = at] = places;
  if (first === undefined || second === undefined) throw new RangeError("an element-wise operator needs an input");
  const { number } = fn;
  if (number !== undefined && inputs.some(({ dtype }) => isFloat(dtype))) {
    const [a, b] = [realsOf(first), realsOf(second)];
    return tensorOf(output, (i) => Number(number(a[at(i)] as number, b[also(i)] as number)));
  }
  return tensorOfScalars(output, (i) => {
    const args = inputs.map((input, k) => scalarAt(input, places[k]?.(i) ?? 0));
    return applyScalar(fn, first.dtype, output.dtype, args);
  });
}
