/** Elements on their way to the GPU and back: four bytes each, whatever their type takes elsewhere. */
import { scalarOf } from "../../ops/wgsl/storage.js";
import { allocateElements, type RunTensor, type RunType } from "../../tensor/index.js";

/** The greatest 64-bit integers that travel as 32-bit ones. */
const least = -(2n ** 31n);
const most = 2n ** 31n - 1n;

/** Throws RangeError for an element that does not fit the GPU's form of its type. */
export function toGpu({ dtype, data }: RunTensor): Float32Array | Int32Array | Uint32Array {
  const scalar = scalarOf(dtype);
  if (scalar === undefined) throw new RangeError(`${dtype} has no form on the GPU`);
  if (scalar === "f32") return data instanceof Float32Array ? data : Float32Array.from(data as Float64Array);
  if (data instanceof BigInt64Array) {
    const far = data.find((element) => element < least || element > most);
    if (far !== undefined) throw new RangeError(`the int64 element ${far} does not fit 32 bits`);
    return Int32Array.from(data, Number);
  }
  const numbers = data as Int32Array;
  return scalar === "i32" ? Int32Array.from(numbers) : Uint32Array.from(numbers);
}

/** Elements from the bytes of a buffer, as the element type keeps them. */
export function fromGpu(bytes: ArrayBuffer, { dtype, shape }: RunType): RunTensor {
  const scalar = scalarOf(dtype);
  if (scalar === "f32") return { dtype, shape, data: new Float32Array(bytes) };
  const numbers = scalar === "i32" ? new Int32Array(bytes) : new Uint32Array(bytes);
  const data = allocateElements(dtype, numbers.length);
  if (data instanceof BigInt64Array) for (const [i, number] of numbers.entries()) data[i] = BigInt(number);
  else (data as Int32Array).set(numbers);
  return { dtype, shape, data };
}
