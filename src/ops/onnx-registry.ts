/** Every operator that an ONNX file may use, by name: ONNX's own, those of ai.onnx.ml and the common ones of onnxruntime. */

import { affineGrid } from "./affine-grid/definition.js";
import { bitCast } from "./bit-cast/definition.js";
import { causalConvWithState } from "./causal-conv/definition.js";
import { centerCropPad } from "./center-crop-pad/definition.js";
import { col2Im } from "./col2im/definition.js";
import { compress } from "./compress/definition.js";
import { controlFlow } from "./control-flow/definition.js";
import { convInteger, qLinearConv } from "./conv-integer/definition.js";
import { cumProd } from "./cum-sum/definition.js";
import type { OperatorDefinition } from "./definition.js";
import { deformConv } from "./deform-conv/definition.js";
import { determinant } from "./determinant/definition.js";
import { executable } from "./executable-registry.js";
import { eyeLike } from "./eye-like/definition.js";
import { flexAttention } from "./flex-attention/definition.js";
import { dft, stft } from "./fourier/definition.js";
import { gatherNd } from "./gather-nd/definition.js";
import { gridSample } from "./grid-sample/definition.js";
import { imageDecoder } from "./image-decoder/definition.js";
import { linearAttention } from "./linear-attention/definition.js";
import { negativeLogLikelihoodLoss, softmaxCrossEntropyLoss } from "./loss/definition.js";
import { matMulInteger, qLinearMatMul } from "./matmul-integer/definition.js";
import { maxUnpool } from "./max-unpool/definition.js";
import { melWeightMatrix } from "./mel-weight-matrix/definition.js";
import { activations } from "./microsoft/activations.js";
import { attention, multiHeadAttention, qAttention } from "./microsoft/attention.js";
import { groupQueryAttention } from "./microsoft/group-query-attention.js";
import {
  embedLayerNormalization,
  microsoftSimplifiedLayerNormalization,
  simplifiedLayerNormalization,
  skipLayerNormalization,
  skipSimplifiedLayerNormalization,
} from "./microsoft/normalization.js";
import {
  dynamicQuantizeMatMul,
  fusedConv,
  fusedGemm,
  fusedMatMul,
  matMulIntegerToFloat,
  matMulNBits,
  qGemm,
  transposeMatMul,
} from "./microsoft/products.js";
import {
  gatherBlockQuantized,
  nhwcMaxPool,
  qLinearAdd,
  qLinearAveragePool,
  qLinearConcat,
  qLinearGlobalAveragePool,
  qLinearLeakyRelu,
  qLinearMul,
  qLinearReduceMean,
  qLinearSigmoid,
  qLinearSoftmax,
  qLinearWhere,
} from "./microsoft/quantized.js";
import { dynamicQuantizeLstm } from "./microsoft/recurrent.js";
import { microsoftRotaryEmbedding } from "./microsoft/rotary-embedding.js";
import {
  arrayFeatureExtractor,
  castMap,
  categoryMapper,
  dictVectorizer,
  featureOperators,
  featureVectorizer,
  labelEncoder,
  oneHotEncoder,
  zipMap,
} from "./ml/features.js";
import {
  linearClassifier,
  linearRegressor,
  svmClassifier,
  svmRegressor,
  treeEnsemble,
  treeEnsembleClassifier,
  treeEnsembleRegressor,
} from "./ml/models.js";
import { nonMaxSuppression } from "./non-max-suppression/definition.js";
import { nonZero } from "./non-zero/definition.js";
import { optionalGetElement, optionalHasElement, optionalOperator } from "./optional/definition.js";
import {
  dequantizeLinear,
  dynamicQuantizeLinear,
  microsoftDequantizeLinear,
  microsoftQuantizeLinear,
  quantizeLinear,
} from "./quantization/definition.js";
import {
  bernoulli,
  multinomial,
  randomNormal,
  randomNormalLike,
  randomUniform,
  randomUniformLike,
} from "./random/definition.js";
import { reverseSequence } from "./reverse-sequence/definition.js";
import { maxRoiPool, roiAlign } from "./roi/definition.js";
import { rotaryEmbedding } from "./rotary-embedding/definition.js";
import { scatterElements, scatterNd, tensorScatter } from "./scatter/definition.js";
import {
  sequenceAt,
  sequenceConstruct,
  sequenceEmpty,
  sequenceErase,
  sequenceInsert,
  sequenceLength,
} from "./sequence/definition.js";
import { concatFromSequence, splitToSequence } from "./sequence/pieces.js";
import { swiGlu } from "./swi-glu/definition.js";
import { regexFullMatch, stringConcat, stringNormalizer, stringSplit } from "./text/definition.js";
import { tfIdfVectorizer } from "./tf-idf-vectorizer/definition.js";
import { adagrad, adam, gradient, momentum } from "./training/definition.js";
import { unique } from "./unique/definition.js";
import { windowFunctions } from "./window-function/definition.js";

/** Operators of ONNX's own domain that are not executed. */
const ownDomain = {
  ...windowFunctions,
  AffineGrid: affineGrid,
  Bernoulli: bernoulli,
  BitCast: bitCast,
  CausalConvWithState: causalConvWithState,
  CenterCropPad: centerCropPad,
  Col2Im: col2Im,
  Compress: compress,
  ConcatFromSequence: concatFromSequence,
  ConvInteger: convInteger,
  CumProd: cumProd,
  DFT: dft,
  DeformConv: deformConv,
  DequantizeLinear: dequantizeLinear,
  Det: determinant,
  DynamicQuantizeLinear: dynamicQuantizeLinear,
  EyeLike: eyeLike,
  GatherND: gatherNd,
  GridSample: gridSample,
  ImageDecoder: imageDecoder,
  LinearAttention: linearAttention,
  MatMulInteger: matMulInteger,
  MaxRoiPool: maxRoiPool,
  MaxUnpool: maxUnpool,
  MelWeightMatrix: melWeightMatrix,
  Multinomial: multinomial,
  NegativeLogLikelihoodLoss: negativeLogLikelihoodLoss,
  NonMaxSuppression: nonMaxSuppression,
  NonZero: nonZero,
  Optional: optionalOperator,
  OptionalGetElement: optionalGetElement,
  OptionalHasElement: optionalHasElement,
  QLinearConv: qLinearConv,
  QLinearMatMul: qLinearMatMul,
  QuantizeLinear: quantizeLinear,
  RandomNormal: randomNormal,
  RandomNormalLike: randomNormalLike,
  RandomUniform: randomUniform,
  RandomUniformLike: randomUniformLike,
  RegexFullMatch: regexFullMatch,
  ReverseSequence: reverseSequence,
  RoiAlign: roiAlign,
  RotaryEmbedding: rotaryEmbedding,
  STFT: stft,
  ScatterElements: scatterElements,
  ScatterND: scatterNd,
  SequenceAt: sequenceAt,
  SequenceConstruct: sequenceConstruct,
  SequenceEmpty: sequenceEmpty,
  SequenceErase: sequenceErase,
  SequenceInsert: sequenceInsert,
  SequenceLength: sequenceLength,
  // Not ONNX's, but what onnxruntime's optimiser writes into its domain.
  SimplifiedLayerNormalization: simplifiedLayerNormalization,
  SoftmaxCrossEntropyLoss: softmaxCrossEntropyLoss,
  SplitToSequence: splitToSequence,
  StringConcat: stringConcat,
  StringNormalizer: stringNormalizer,
  StringSplit: stringSplit,
  SwiGLU: swiGlu,
  TensorScatter: tensorScatter,
  TfIdfVectorizer: tfIdfVectorizer,
  Unique: unique,
} as const satisfies Record<string, OperatorDefinition>;

const machineLearning = {
  ...featureOperators,
  ArrayFeatureExtractor: arrayFeatureExtractor,
  CastMap: castMap,
  CategoryMapper: categoryMapper,
  DictVectorizer: dictVectorizer,
  FeatureVectorizer: featureVectorizer,
  LabelEncoder: labelEncoder,
  LinearClassifier: linearClassifier,
  LinearRegressor: linearRegressor,
  OneHotEncoder: oneHotEncoder,
  SVMClassifier: svmClassifier,
  SVMRegressor: svmRegressor,
  TreeEnsemble: treeEnsemble,
  TreeEnsembleClassifier: treeEnsembleClassifier,
  TreeEnsembleRegressor: treeEnsembleRegressor,
  ZipMap: zipMap,
} as const satisfies Record<string, OperatorDefinition>;

const training = {
  Adagrad: adagrad,
  Adam: adam,
  Gradient: gradient,
  Momentum: momentum,
} as const satisfies Record<string, OperatorDefinition>;

const preview = { FlexAttention: flexAttention } as const satisfies Record<string, OperatorDefinition>;

/** Operators of onnxruntime that exports and optimised files of transformers and quantised networks use. */
const microsoft = {
  ...activations,
  Attention: attention,
  DequantizeLinear: microsoftDequantizeLinear,
  DynamicQuantizeLSTM: dynamicQuantizeLstm,
  DynamicQuantizeMatMul: dynamicQuantizeMatMul,
  EmbedLayerNormalization: embedLayerNormalization,
  FusedConv: fusedConv,
  FusedGemm: fusedGemm,
  FusedMatMul: fusedMatMul,
  GatherBlockQuantized: gatherBlockQuantized,
  GroupQueryAttention: groupQueryAttention,
  MatMulIntegerToFloat: matMulIntegerToFloat,
  MatMulNBits: matMulNBits,
  MultiHeadAttention: multiHeadAttention,
  NhwcMaxPool: nhwcMaxPool,
  QAttention: qAttention,
  QGemm: qGemm,
  QLinearAdd: qLinearAdd,
  QLinearAveragePool: qLinearAveragePool,
  QLinearConcat: qLinearConcat,
  QLinearGlobalAveragePool: qLinearGlobalAveragePool,
  QLinearLeakyRelu: qLinearLeakyRelu,
  QLinearMul: qLinearMul,
  QLinearReduceMean: qLinearReduceMean,
  QLinearSigmoid: qLinearSigmoid,
  QLinearSoftmax: qLinearSoftmax,
  QLinearWhere: qLinearWhere,
  QuantizeLinear: microsoftQuantizeLinear,
  RotaryEmbedding: microsoftRotaryEmbedding,
  SimplifiedLayerNormalization: microsoftSimplifiedLayerNormalization,
  SkipLayerNormalization: skipLayerNormalization,
  SkipSimplifiedLayerNormalization: skipSimplifiedLayerNormalization,
  TransposeMatMul: transposeMatMul,
} as const satisfies Record<string, OperatorDefinition>;

type InDomain<Domain extends string, Operators> = {
  readonly [Op in keyof Operators & string as `${Domain}.${Op}`]: OperatorDefinition;
};

/** The operators under their full names, `domain.Operator`. */
function inDomain<Domain extends string, Operators extends Readonly<Record<string, OperatorDefinition>>>(
  domain: Domain,
  operators: Operators,
): InDomain<Domain, Operators> {
  const named = Object.entries(operators).map(([op, definition]) => [`${domain}.${op}`, definition]);
  return Object.fromEntries(named) as InDomain<Domain, Operators>;
}

/** Every operator. Adding one here makes the compiler ask for its entry in the other registries. */
export const onnx = {
  ...executable,
  ...ownDomain,
  ...controlFlow,
  ...inDomain("ai.onnx.ml", machineLearning),
  ...inDomain("ai.onnx.preview", preview),
  ...inDomain("ai.onnx.preview.training", training),
  ...inDomain("com.microsoft", microsoft),
} as const;
