/** How element types are stored on the GPU, and which ones are. */
import type { DType } from "../../tensor/index.js";
import type { Absent, KernelContext, KernelTensor, Scalar } from "./kernel.js";

/** 64-bit integers travel as 32-bit ones (checked when they are uploaded) and are moved and compared, not computed with. */
const scalars: Readonly<Partial<Record<DType, Scalar>>> = {
  float32: "f32",
  int8: "i32",
  int16: "i32",
  int32: "i32",
  int64: "i32",
  uint8: "u32",
  uint16: "u32",
  uint32: "u32",
  bool: "u32",
};

/** Types whose 32-bit arithmetic is the operator's own: no wrap-around at 8 or 16 bits, no 64th bit. */
const computed: ReadonlySet<DType> = new Set(["float32", "int32", "uint32", "bool"]);

/** undefined for a type that has no form on the GPU (float64, strings, ...). */
export function scalarOf(dtype: DType): Scalar | undefined {
  return scalars[dtype];
}

/** The storage of a tensor that is known to be storable. */
export function storageOf(tensor: KernelTensor): Scalar {
  const scalar = scalars[tensor.dtype];
  if (scalar === undefined) throw new Error(`${tensor.dtype} has no form on the GPU`);
  return scalar;
}

/** Why the tensors of a node cannot be moved on the GPU; undefined where they can. */
export function unmovable({ inputs, outputs }: KernelContext): Absent | undefined {
  const all = [...inputs, ...outputs].flatMap((tensor) => (tensor === undefined ? [] : [tensor.dtype]));
  const strange = all.find((dtype) => scalars[dtype] === undefined);
  return strange === undefined ? undefined : { absent: `${strange} has no form on the GPU` };
}

/** Why a node cannot be computed on the GPU; undefined where it can. */
export function uncomputable(context: KernelContext, allowed: ReadonlySet<DType> = computed): Absent | undefined {
  const data = [context.inputs[0], ...context.outputs].flatMap((tensor) =>
    tensor === undefined ? [] : [tensor.dtype],
  );
  const strange = data.find((dtype) => !allowed.has(dtype));
  return strange === undefined ? undefined : { absent: `WGSL does not compute with ${strange}` };
}

export const floatOnly: ReadonlySet<DType> = new Set(["float32"]);
