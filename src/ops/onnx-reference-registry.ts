/** The reference kernel of every operator that an ONNX file may use; a forgotten one does not compile. */
import { affineGridReference } from "./affine-grid/reference.js";
import { bitCastReference } from "./bit-cast/reference.js";
import { causalConvReference } from "./causal-conv/reference.js";
import { centerCropPadReference } from "./center-crop-pad/reference.js";
import { col2ImReference } from "./col2im/reference.js";
import { ifReference, loopReference, scanReference, sequenceMapReference } from "./control-flow/reference.js";
import { convIntegerReference, qLinearConvReference } from "./conv-integer/reference.js";
import { deformConvReference } from "./deform-conv/reference.js";
import { determinantReference } from "./determinant/reference.js";
import { flexAttentionReference } from "./flex-attention/reference.js";
import { dftReference, stftReference } from "./fourier/reference.js";
import { gridSampleReference } from "./grid-sample/reference.js";
import { linearAttentionReference } from "./linear-attention/reference.js";
import { negativeLogLikelihoodLossReference, softmaxCrossEntropyLossReference } from "./loss/reference.js";
import { matMulIntegerReference, qLinearMatMulReference } from "./matmul-integer/reference.js";
import { maxUnpoolReference } from "./max-unpool/reference.js";
import { melWeightMatrixReference } from "./mel-weight-matrix/reference.js";
import {
  arrayFeatureExtractorReference,
  binarizerReference,
  labelEncoderReference,
  treeEnsembleReference,
} from "./ml/reference.js";
import { nonMaxSuppressionReference } from "./non-max-suppression/reference.js";
import { onnx } from "./onnx-registry.js";
import {
  dequantizeLinearReference,
  dynamicQuantizeLinearReference,
  quantizeLinearReference,
} from "./quantization/reference.js";
import {
  bernoulliReference,
  multinomialReference,
  randomNormalReference,
  randomUniformReference,
} from "./random/reference.js";
import type { ReferenceEntry } from "./reference-kernel.js";
import { coreReferences } from "./reference-registry.js";
import { reverseSequenceReference } from "./reverse-sequence/reference.js";
import { maxRoiPoolReference, roiAlignReference } from "./roi/reference.js";
import { rotaryEmbeddingReference } from "./rotary-embedding/reference.js";
import { kernelOfRule } from "./rule-kernel.js";
import { tensorScatterReference } from "./scatter/reference.js";
import { concatFromSequenceReference } from "./sequence/reference.js";
import { swiGluReference } from "./swi-glu/reference.js";
import { regexFullMatchReference, stringNormalizerReference, stringSplitReference } from "./text/reference.js";
import { tfIdfVectorizerReference } from "./tf-idf-vectorizer/reference.js";
import { adagradReference, adamReference, momentumReference } from "./training/reference.js";
import { uniqueReference } from "./unique/reference.js";
import { windowReferences } from "./window-function/reference.js";

type OnnxOperator = keyof typeof onnx;

/** Operators of onnxruntime itself, whose numbers only onnxruntime defines. */
type Foreign = Extract<OnnxOperator, `com.microsoft.${string}`> | "SimplifiedLayerNormalization";

const isForeign = (op: string): op is Foreign =>
  op.startsWith("com.microsoft.") || op === "SimplifiedLayerNormalization";

const foreign = Object.fromEntries(
  Object.keys(onnx)
    .filter(isForeign)
    .map((op) => [op, { absent: "it is onnxruntime's own, and no standard says what it computes" }]),
) as { readonly [Op in Foreign]: ReferenceEntry };

const noCase = { absent: "no published case says what numbers it gives" };
const noMap = { absent: "maps are not run" };

export const onnxReferences: Readonly<Record<OnnxOperator, ReferenceEntry>> = {
  ...coreReferences,
  ...foreign,
  ...windowReferences,
  AffineGrid: affineGridReference,
  Bernoulli: bernoulliReference,
  BitCast: bitCastReference,
  CausalConvWithState: causalConvReference,
  CenterCropPad: centerCropPadReference,
  Col2Im: col2ImReference,
  Compress: kernelOfRule(onnx.Compress),
  ConcatFromSequence: concatFromSequenceReference,
  ConvInteger: convIntegerReference,
  CumProd: kernelOfRule(onnx.CumProd),
  DFT: dftReference,
  DeformConv: deformConvReference,
  DequantizeLinear: dequantizeLinearReference,
  Det: determinantReference,
  DynamicQuantizeLinear: dynamicQuantizeLinearReference,
  EyeLike: kernelOfRule(onnx.EyeLike),
  GatherND: kernelOfRule(onnx.GatherND),
  GridSample: gridSampleReference,
  If: ifReference,
  ImageDecoder: { absent: "image formats are decoded by libraries of their own" },
  LinearAttention: linearAttentionReference,
  Loop: loopReference,
  MatMulInteger: matMulIntegerReference,
  MaxRoiPool: maxRoiPoolReference,
  MaxUnpool: maxUnpoolReference,
  MelWeightMatrix: melWeightMatrixReference,
  Multinomial: multinomialReference,
  NegativeLogLikelihoodLoss: negativeLogLikelihoodLossReference,
  NonMaxSuppression: nonMaxSuppressionReference,
  NonZero: kernelOfRule(onnx.NonZero),
  Optional: kernelOfRule(onnx.Optional),
  OptionalGetElement: kernelOfRule(onnx.OptionalGetElement),
  OptionalHasElement: kernelOfRule(onnx.OptionalHasElement),
  QLinearConv: qLinearConvReference,
  QLinearMatMul: qLinearMatMulReference,
  QuantizeLinear: quantizeLinearReference,
  RandomNormal: randomNormalReference,
  RandomNormalLike: randomNormalReference,
  RandomUniform: randomUniformReference,
  RandomUniformLike: randomUniformReference,
  RegexFullMatch: regexFullMatchReference,
  ReverseSequence: reverseSequenceReference,
  RoiAlign: roiAlignReference,
  RotaryEmbedding: rotaryEmbeddingReference,
  STFT: stftReference,
  Scan: scanReference,
  ScatterElements: kernelOfRule(onnx.ScatterElements),
  ScatterND: kernelOfRule(onnx.ScatterND),
  SequenceAt: kernelOfRule(onnx.SequenceAt),
  SequenceConstruct: kernelOfRule(onnx.SequenceConstruct),
  SequenceEmpty: kernelOfRule(onnx.SequenceEmpty),
  SequenceErase: kernelOfRule(onnx.SequenceErase),
  SequenceInsert: kernelOfRule(onnx.SequenceInsert),
  SequenceLength: kernelOfRule(onnx.SequenceLength),
  SequenceMap: sequenceMapReference,
  SoftmaxCrossEntropyLoss: softmaxCrossEntropyLossReference,
  SplitToSequence: kernelOfRule(onnx.SplitToSequence),
  StringConcat: kernelOfRule(onnx.StringConcat),
  StringNormalizer: stringNormalizerReference,
  StringSplit: stringSplitReference,
  SwiGLU: swiGluReference,
  TensorScatter: tensorScatterReference,
  TfIdfVectorizer: tfIdfVectorizerReference,
  Unique: uniqueReference,
  "ai.onnx.ml.ArrayFeatureExtractor": arrayFeatureExtractorReference,
  "ai.onnx.ml.Binarizer": binarizerReference,
  "ai.onnx.ml.CastMap": noMap,
  "ai.onnx.ml.CategoryMapper": noCase,
  "ai.onnx.ml.DictVectorizer": noMap,
  "ai.onnx.ml.FeatureVectorizer": noCase,
  "ai.onnx.ml.Imputer": noCase,
  "ai.onnx.ml.LabelEncoder": labelEncoderReference,
  "ai.onnx.ml.LinearClassifier": noCase,
  "ai.onnx.ml.LinearRegressor": noCase,
  "ai.onnx.ml.Normalizer": noCase,
  "ai.onnx.ml.OneHotEncoder": noCase,
  "ai.onnx.ml.SVMClassifier": noCase,
  "ai.onnx.ml.SVMRegressor": noCase,
  "ai.onnx.ml.Scaler": noCase,
  "ai.onnx.ml.TreeEnsemble": treeEnsembleReference,
  "ai.onnx.ml.TreeEnsembleClassifier": noCase,
  "ai.onnx.ml.TreeEnsembleRegressor": noCase,
  "ai.onnx.ml.ZipMap": noMap,
  "ai.onnx.preview.FlexAttention": flexAttentionReference,
  "ai.onnx.preview.training.Adagrad": adagradReference,
  "ai.onnx.preview.training.Adam": adamReference,
  "ai.onnx.preview.training.Gradient": { absent: "it needs a backward pass of the graph that it stands in" },
  "ai.onnx.preview.training.Momentum": momentumReference,
};
