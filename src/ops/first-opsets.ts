/** The opset in which each operator of ONNX's own domain came, and the one from which it is no longer there. */

/** Operators by the opset that introduced them (onnx.defs of ONNX 1.12 up to 17, the operator changelog from 18 on). */
const introduced: Readonly<Record<number, string>> = {
  1: [
    "Abs Add And ArgMax ArgMin AveragePool BatchNormalization Cast Ceil Clip Concat Constant Conv",
    "ConvTranspose DepthToSpace Div Dropout Elu Equal Exp Flatten Floor GRU Gather Gemm GlobalAveragePool",
    "GlobalLpPool GlobalMaxPool Greater HardSigmoid Hardmax Identity If InstanceNormalization LRN LSTM",
    "LeakyRelu Less Log LogSoftmax Loop LpNormalization LpPool MatMul Max MaxPool MaxRoiPool Mean Min Mul Neg",
    "Not Or PRelu Pad Pow RNN RandomNormal RandomNormalLike RandomUniform RandomUniformLike Reciprocal",
    "ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum",
    "ReduceSumSquare Relu Reshape Selu Shape Sigmoid Size Slice Softmax Softplus Softsign SpaceToDepth Split",
    "Sqrt Squeeze Sub Sum Tanh Tile TopK Transpose Unsqueeze Upsample Xor",
  ].join(" "),
  7: "Acos Asin Atan Cos Multinomial Sin Tan",
  8: "Expand Scan",
  9: [
    "Acosh Asinh Atanh Compress ConstantOfShape Cosh Erf EyeLike IsNaN MaxUnpool MeanVarianceNormalization",
    "NonZero OneHot Scatter Shrink Sign Sinh TfIdfVectorizer Where",
  ].join(" "),
  10: [
    "ConvInteger DequantizeLinear IsInf MatMulInteger Mod NonMaxSuppression QLinearConv QLinearMatMul",
    "QuantizeLinear Resize ReverseSequence RoiAlign StringNormalizer ThresholdedRelu",
  ].join(" "),
  11: [
    "BitShift ConcatFromSequence CumSum Det DynamicQuantizeLinear GatherElements GatherND Range Round",
    "ScatterElements ScatterND SequenceAt SequenceConstruct SequenceEmpty SequenceErase SequenceInsert",
    "SequenceLength SplitToSequence Unique",
  ].join(" "),
  12: "Celu Einsum GreaterOrEqual LessOrEqual NegativeLogLikelihoodLoss SoftmaxCrossEntropyLoss",
  14: "HardSwish Trilu",
  15: "Bernoulli CastLike Optional OptionalGetElement OptionalHasElement",
  16: "GridSample",
  17: "BlackmanWindow DFT HammingWindow HannWindow LayerNormalization MelWeightMatrix STFT SequenceMap",
  18: "BitwiseAnd BitwiseNot BitwiseOr BitwiseXor CenterCropPad Col2Im GroupNormalization Mish",
  19: "DeformConv",
  20: "AffineGrid Gelu ImageDecoder RegexFullMatch StringConcat StringSplit",
  23: "Attention RMSNormalization RotaryEmbedding",
  24: "Swish TensorScatter",
  26: "BitCast CumProd",
  27: "CausalConvWithState LinearAttention",
  28: "SwiGLU",
};

const firstOpsets: ReadonlyMap<string, number> = new Map(
  Object.entries(introduced).flatMap(([opset, names]) =>
    names.split(" ").map((name) => [name, Number(opset)] as const),
  ),
);

/** Operators that a newer one has replaced. */
const replaced: Readonly<Record<string, { readonly by: string; readonly since: number }>> = {
  Scatter: { by: "ScatterElements", since: 11 },
  Upsample: { by: "Resize", since: 10 },
};

/** The opset that introduced an operator of ONNX's own domain; undefined for a name that ONNX does not have. */
export function firstOpsetOf(op: string): number | undefined {
  return firstOpsets.get(op);
}

/** What replaced an operator, and since which opset. */
export function replacementOf(op: string): { readonly by: string; readonly since: number } | undefined {
  return Object.hasOwn(replaced, op) ? replaced[op] : undefined;
}

/** All names of ONNX's own domain. */
export function standardOperators(): readonly string[] {
  return [...firstOpsets.keys()];
}
