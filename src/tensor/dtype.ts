/** Element types of tensors, by their ONNX names and numbers. */

/** ONNX TensorProto.DataType number, bits an element takes, and what kind of number it is. */
export const dtypes = {
  float32: { onnx: 1, bits: 32, kind: "float" },
  uint8: { onnx: 2, bits: 8, kind: "uint" },
  int8: { onnx: 3, bits: 8, kind: "int" },
  uint16: { onnx: 4, bits: 16, kind: "uint" },
  int16: { onnx: 5, bits: 16, kind: "int" },
  int32: { onnx: 6, bits: 32, kind: "int" },
  int64: { onnx: 7, bits: 64, kind: "int" },
  string: { onnx: 8, bits: null, kind: "string" },
  bool: { onnx: 9, bits: 8, kind: "bool" },
  float16: { onnx: 10, bits: 16, kind: "float" },
  float64: { onnx: 11, bits: 64, kind: "float" },
  uint32: { onnx: 12, bits: 32, kind: "uint" },
  uint64: { onnx: 13, bits: 64, kind: "uint" },
  complex64: { onnx: 14, bits: 64, kind: "complex" },
  complex128: { onnx: 15, bits: 128, kind: "complex" },
  bfloat16: { onnx: 16, bits: 16, kind: "float" },
  float8e4m3fn: { onnx: 17, bits: 8, kind: "float" },
  float8e4m3fnuz: { onnx: 18, bits: 8, kind: "float" },
  float8e5m2: { onnx: 19, bits: 8, kind: "float" },
  float8e5m2fnuz: { onnx: 20, bits: 8, kind: "float" },
  uint4: { onnx: 21, bits: 4, kind: "uint" },
  int4: { onnx: 22, bits: 4, kind: "int" },
  float4e2m1: { onnx: 23, bits: 4, kind: "float" },
  float8e8m0: { onnx: 24, bits: 8, kind: "float" },
  uint2: { onnx: 25, bits: 2, kind: "uint" },
  int2: { onnx: 26, bits: 2, kind: "int" },
} as const;

export type DType = keyof typeof dtypes;

type DTypeKind = (typeof dtypes)[DType]["kind"];

/** The names in ONNX order. */
export const dtypeNames: readonly DType[] = Object.keys(dtypes) as DType[];

export function isDType(name: string): name is DType {
  return Object.hasOwn(dtypes, name);
}

/** True for every element type that holds real numbers with a fraction. */
export function isFloat(dtype: DType): boolean {
  return dtypes[dtype].kind === "float";
}

/** True for signed and unsigned integers; bool is none. */
export function isInteger(dtype: DType): boolean {
  const kind: DTypeKind = dtypes[dtype].kind;
  return kind === "int" || kind === "uint";
}
