/** Which element types the inputs of ONNX's own operators take, where that is not any. */
import { type DType, dtypes } from "../tensor/index.js";

const names = Object.keys(dtypes) as DType[];
const ofKinds = (...kinds: readonly string[]): ReadonlySet<DType> =>
  new Set(names.filter((name) => kinds.includes(dtypes[name].kind)));

/** The sets that the operators' type constraints are made of; 8-bit and smaller floats go wherever floats go. */
const classes = {
  any: new Set(names),
  float: ofKinds("float"),
  number: ofKinds("float", "int", "uint"),
  signed: ofKinds("float", "int"),
  integer: ofKinds("int", "uint"),
  real: ofKinds("float", "int", "uint", "bool"),
  index: new Set<DType>(["int32", "int64"]),
  int64: new Set<DType>(["int64"]),
  int32: new Set<DType>(["int32"]),
  bool: new Set<DType>(["bool"]),
  string: new Set<DType>(["string"]),
} as const satisfies Readonly<Record<string, ReadonlySet<DType>>>;

/**
 * Operators by what their inputs take, in order; the last one stands for all that follow. The type constraints of
 * onnx.defs (ONNX 1.12) and, for what changed since, of the operator changelog: never narrower than the newest version.
 */
const operators: Readonly<Record<string, string>> = {
  float: [
    "Acos Acosh Asin Asinh Atan Atanh AveragePool BatchNormalization Ceil Celu Conv ConvTranspose Cos Cosh Det Elu Exp",
    "Floor GlobalAveragePool GlobalLpPool GlobalMaxPool GroupNormalization HardSigmoid HardSwish Hardmax",
    "InstanceNormalization LRN LayerNormalization LeakyRelu Log LogSoftmax LpNormalization LpPool Mean",
    "MeanVarianceNormalization Mish Reciprocal Round Selu Sigmoid Sin Sinh Softmax Softplus Softsign Sqrt Sum Tan Tanh",
    "ThresholdedRelu Gelu IsNaN IsInf DeformConv",
  ].join(" "),
  number: [
    "Abs Add Clip Div Einsum Erf Gemm Greater GreaterOrEqual Less LessOrEqual MatMul Max Min Mod Mul PRelu Pow",
    "ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceProd ReduceSumSquare Sign Sub",
  ].join(" "),
  signed: "Neg Relu",
  integer: "BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor ConvInteger MatMulInteger",
  bool: "And Not Or Xor If",
  "number|int64": "ReduceMean ReduceSum TopK",
  "real|int64": "ArgMax ArgMin ReduceMax ReduceMin",
  "any|int64": "Expand GatherND Reshape Split Squeeze Tile Trilu Unsqueeze ReverseSequence",
  "any|index": "Gather GatherElements Slice SplitToSequence",
  "any|index|any": "ScatterElements",
  "any|int64|any": "ScatterND",
  "any|int64|any|index": "Pad",
  "any|float|float|int64": "Resize",
  "any|bool": "Compress",
  "bool|any": "Where",
  "int64|bool|any": "Loop",
  "number|index": "CumSum",
  "float|float|bool": "Dropout",
  "float|index": "DFT",
  "float|index|float": "NegativeLogLikelihoodLoss SoftmaxCrossEntropyLoss",
  "float|float|float|float|int32|float": "GRU LSTM RNN",
  "float|float|int64": "RoiAlign",
  "float|float|int64|float": "NonMaxSuppression",
  "float|int64": "MaxUnpool",
  "real|real|any": "OneHot",
  "signed|float|any": "QuantizeLinear",
  int64: "ConstantOfShape",
  string: "StringNormalizer StringSplit StringConcat RegexFullMatch",
};

const accepted: ReadonlyMap<string, readonly (keyof typeof classes)[]> = new Map(
  Object.entries(operators).flatMap(([inputs, ops]) => {
    const list = inputs.split("|") as (keyof typeof classes)[];
    return ops.split(" ").map((op) => [op, list] as const);
  }),
);

/** What an operator of ONNX's own domain takes at an input, in words; undefined where `dtype` is fine. */
export function refusedType(op: string, index: number, dtype: DType): string | undefined {
  const list = accepted.get(op);
  const name = list?.[Math.min(index, list.length - 1)];
  if (name === undefined || classes[name].has(dtype)) return undefined;
  return words[name];
}

/** Inputs that share one element type (one type variable of onnx.defs), but for operators whose rule asks for it. */
const shared: Readonly<Record<string, string>> = {
  "0 1": "MatMul MaxRoiPool PRelu RoiAlign",
  "0 1 2": "Conv ConvTranspose Gemm InstanceNormalization LayerNormalization",
  "0 1 2 3 5": "GRU RNN",
  "0 1 2 3 5 6 7": "LSTM",
  "0 2": "DequantizeLinear Pad",
  "0 2|3 5": "QLinearConv QLinearMatMul",
  "1 2": "MaxUnpool",
  "1 2|3 4": "BatchNormalization",
  "1 2 3 4": "Slice",
};

const groups: ReadonlyMap<string, readonly (readonly number[])[]> = new Map(
  Object.entries(shared).flatMap(([inputs, ops]) => {
    const list = inputs.split("|").map((group) => group.split(" ").map(Number));
    return ops.split(" ").map((op) => [op, list] as const);
  }),
);

/** Groups of inputs, by index, that need one element type. */
export function sharedTypes(op: string): readonly (readonly number[])[] {
  return groups.get(op) ?? [];
}

const words: Readonly<Record<keyof typeof classes, string>> = {
  any: "anything",
  float: "a float type",
  number: "a number type",
  signed: "a signed number type",
  integer: "a whole number type",
  real: "a number type or bool",
  index: "int32 or int64",
  int64: "int64",
  int32: "int32",
  bool: "bool",
  string: "string",
};
