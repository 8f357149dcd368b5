/** The reference kernel of every executable operator; a forgotten one does not compile. */
import { adaptiveAveragePoolReference, adaptiveMaxPoolReference } from "./adaptive-pool/reference.js";
import { argMaxReference, argMinReference } from "./arg-max/reference.js";
import { attentionReference } from "./attention/reference.js";
import { batchNormalizationReference } from "./batch-normalization/reference.js";
import { binaryReferences } from "./binary/reference.js";
import { castReference } from "./cast/reference.js";
import { clipReference } from "./clip/reference.js";
import { convReference } from "./conv/reference.js";
import { convTransposeReference } from "./conv-transpose/reference.js";
import { cumSumReference } from "./cum-sum/reference.js";
import { dropoutReference } from "./dropout/reference.js";
import { einsumReference } from "./einsum/reference.js";
import { type ExecutableOperator, executable } from "./executable-registry.js";
import { gemmReference } from "./gemm/reference.js";
import { lrnReference } from "./lrn/reference.js";
import { matMulReference } from "./matmul/reference.js";
import {
  groupNormalizationReference,
  instanceNormalizationReference,
  layerNormalizationReference,
  lpNormalizationReference,
  meanVarianceNormalizationReference,
  rmsNormalizationReference,
} from "./normalization/reference.js";
import { oneHotReference } from "./one-hot/reference.js";
import {
  averagePoolReference,
  globalAveragePoolReference,
  globalLpPoolReference,
  globalMaxPoolReference,
  lpPoolReference,
  maxPoolReference,
} from "./pool/reference.js";
import { preluReference } from "./prelu/reference.js";
import { gruReference, lstmReference, rnnReference } from "./recurrent/reference.js";
import { reduceReferences } from "./reduce/reference.js";
import type { ReferenceEntry } from "./reference-kernel.js";
import { resizeReference } from "./resize/reference.js";
import { kernelOfRule, viewKernel } from "./rule-kernel.js";
import { hardmaxReference, logSoftmaxReference, softmaxReference } from "./softmax/reference.js";
import { topKReference } from "./top-k/reference.js";
import { triluReference } from "./trilu/reference.js";
import { unaryReferences } from "./unary/reference.js";
import { variadicReferences } from "./variadic/reference.js";

export const coreReferences: Readonly<Record<ExecutableOperator, ReferenceEntry>> = {
  ...binaryReferences,
  ...reduceReferences,
  ...unaryReferences,
  ...variadicReferences,
  ArgMax: argMaxReference,
  ArgMin: argMinReference,
  Attention: attentionReference,
  AveragePool: averagePoolReference,
  BatchNormalization: batchNormalizationReference,
  Cast: castReference,
  CastLike: castReference,
  Clip: clipReference,
  Concat: kernelOfRule(executable.Concat),
  Constant: kernelOfRule(executable.Constant),
  ConstantOfShape: kernelOfRule(executable.ConstantOfShape),
  Conv: convReference,
  ConvTranspose: convTransposeReference,
  CumSum: cumSumReference,
  DepthToSpace: kernelOfRule(executable.DepthToSpace),
  Dropout: dropoutReference,
  Einsum: einsumReference,
  Expand: kernelOfRule(executable.Expand),
  Flatten: viewKernel,
  GRU: gruReference,
  Gather: kernelOfRule(executable.Gather),
  GatherElements: kernelOfRule(executable.GatherElements),
  Gemm: gemmReference,
  GlobalAveragePool: globalAveragePoolReference,
  GlobalLpPool: globalLpPoolReference,
  GlobalMaxPool: globalMaxPoolReference,
  GroupNormalization: groupNormalizationReference,
  Hardmax: hardmaxReference,
  Identity: viewKernel,
  InstanceNormalization: instanceNormalizationReference,
  LRN: lrnReference,
  LSTM: lstmReference,
  LayerNormalization: layerNormalizationReference,
  LogSoftmax: logSoftmaxReference,
  LpNormalization: lpNormalizationReference,
  LpPool: lpPoolReference,
  MatMul: matMulReference,
  MaxPool: maxPoolReference,
  MeanVarianceNormalization: meanVarianceNormalizationReference,
  OneHot: oneHotReference,
  PRelu: preluReference,
  Pad: kernelOfRule(executable.Pad),
  RMSNormalization: rmsNormalizationReference,
  RNN: rnnReference,
  Range: kernelOfRule(executable.Range),
  Reshape: viewKernel,
  Resize: resizeReference,
  Shape: kernelOfRule(executable.Shape),
  Size: kernelOfRule(executable.Size),
  Slice: kernelOfRule(executable.Slice),
  Softmax: softmaxReference,
  SpaceToDepth: kernelOfRule(executable.SpaceToDepth),
  Split: kernelOfRule(executable.Split),
  Squeeze: viewKernel,
  Tile: kernelOfRule(executable.Tile),
  TopK: topKReference,
  Transpose: kernelOfRule(executable.Transpose),
  Trilu: triluReference,
  Unsqueeze: viewKernel,
  Where: kernelOfRule(executable.Where),
  "shapewright.AdaptiveAveragePool": adaptiveAveragePoolReference,
  "shapewright.AdaptiveMaxPool": adaptiveMaxPoolReference,
};
