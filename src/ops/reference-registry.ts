/** The reference kernel of every core operator; a forgotten one does not compile. */
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
import { type CoreOperator, core } from "./registry.js";
import { resizeReference } from "./resize/reference.js";
import { kernelOfRule, viewKernel } from "./rule-kernel.js";
import { hardmaxReference, logSoftmaxReference, softmaxReference } from "./softmax/reference.js";
import { topKReference } from "./top-k/reference.js";
import { triluReference } from "./trilu/reference.js";
import { unaryReferences } from "./unary/reference.js";
import { variadicReferences } from "./variadic/reference.js";

export const coreReferences: Readonly<Record<CoreOperator, ReferenceEntry>> = {
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
  Concat: kernelOfRule(core.Concat),
  Constant: kernelOfRule(core.Constant),
  ConstantOfShape: kernelOfRule(core.ConstantOfShape),
  Conv: convReference,
  ConvTranspose: convTransposeReference,
  CumSum: cumSumReference,
  DepthToSpace: kernelOfRule(core.DepthToSpace),
  Dropout: dropoutReference,
  Einsum: einsumReference,
  Expand: kernelOfRule(core.Expand),
  Flatten: viewKernel,
  GRU: gruReference,
  Gather: kernelOfRule(core.Gather),
  GatherElements: kernelOfRule(core.GatherElements),
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
  Pad: kernelOfRule(core.Pad),
  RMSNormalization: rmsNormalizationReference,
  RNN: rnnReference,
  Range: kernelOfRule(core.Range),
  Reshape: viewKernel,
  Resize: resizeReference,
  Shape: kernelOfRule(core.Shape),
  Size: kernelOfRule(core.Size),
  Slice: kernelOfRule(core.Slice),
  Softmax: softmaxReference,
  SpaceToDepth: kernelOfRule(core.SpaceToDepth),
  Split: kernelOfRule(core.Split),
  Squeeze: viewKernel,
  Tile: kernelOfRule(core.Tile),
  TopK: topKReference,
  Transpose: kernelOfRule(core.Transpose),
  Trilu: triluReference,
  Unsqueeze: viewKernel,
  Where: kernelOfRule(core.Where),
  "shapewright.AdaptiveAveragePool": adaptiveAveragePoolReference,
  "shapewright.AdaptiveMaxPool": adaptiveMaxPoolReference,
};
