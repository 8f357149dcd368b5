/** The gradient of every core operator; a forgotten one does not compile. */
import { adaptiveAveragePoolGradient, adaptiveMaxPoolGradient } from "./adaptive-pool/gradient.js";
import { attentionGradient } from "./attention/gradient.js";
import { batchNormalizationGradient } from "./batch-normalization/gradient.js";
import { binaryGradients } from "./binary/gradient.js";
import { clipGradient } from "./clip/gradient.js";
import { convGradient } from "./conv/gradient.js";
import { convTransposeGradient } from "./conv-transpose/gradient.js";
import { cumSumGradient } from "./cum-sum/gradient.js";
import { einsumGradient } from "./einsum/gradient.js";
import { gemmGradient } from "./gemm/gradient.js";
import type { GradientEntry } from "./gradient-kernel.js";
import { lrnGradient } from "./lrn/gradient.js";
import { matMulGradient } from "./matmul/gradient.js";
import { movementGradient, viewGradient } from "./movement-gradient.js";
import {
  groupNormalizationGradient,
  instanceNormalizationGradient,
  layerNormalizationGradient,
  lpNormalizationGradient,
  meanVarianceNormalizationGradient,
  rmsNormalizationGradient,
} from "./normalization/gradient.js";
import {
  averagePoolGradient,
  globalAveragePoolGradient,
  globalLpPoolGradient,
  globalMaxPoolGradient,
  lpPoolGradient,
  maxPoolGradient,
} from "./pool/gradient.js";
import { preluGradient } from "./prelu/gradient.js";
import { reduceGradients } from "./reduce/gradient.js";
import { type CoreOperator, core } from "./registry.js";
import { resizeGradient } from "./resize/gradient.js";
import { kernelOfRule } from "./rule-kernel.js";
import { logSoftmaxGradient, softmaxGradient } from "./softmax/gradient.js";
import { topKGradient } from "./top-k/gradient.js";
import { triluReference } from "./trilu/reference.js";
import { unaryGradients } from "./unary/gradient.js";
import { variadicGradients } from "./variadic/gradient.js";

const missing = { absent: "its gradient is not written yet" } as const;
const positions = { absent: "it gives positions, which do not change little by little" } as const;
const sizes = { absent: "it gives sizes, which do not depend on the elements" } as const;
const sourceless = { absent: "it depends on no input that learns" } as const;

export const coreGradients: Readonly<Record<CoreOperator, GradientEntry>> = {
  ...binaryGradients,
  ...reduceGradients,
  ...unaryGradients,
  ...variadicGradients,
  ArgMax: positions,
  ArgMin: positions,
  Attention: attentionGradient,
  AveragePool: averagePoolGradient,
  BatchNormalization: batchNormalizationGradient,
  Cast: viewGradient,
  CastLike: viewGradient,
  Clip: clipGradient,
  Concat: movementGradient(kernelOfRule(core.Concat)),
  Constant: sourceless,
  ConstantOfShape: sourceless,
  Conv: convGradient,
  ConvTranspose: convTransposeGradient,
  CumSum: cumSumGradient,
  DepthToSpace: movementGradient(kernelOfRule(core.DepthToSpace)),
  Dropout: viewGradient,
  Einsum: einsumGradient,
  Expand: movementGradient(kernelOfRule(core.Expand)),
  Flatten: viewGradient,
  GRU: missing,
  Gather: movementGradient(kernelOfRule(core.Gather)),
  GatherElements: movementGradient(kernelOfRule(core.GatherElements)),
  Gemm: gemmGradient,
  GlobalAveragePool: globalAveragePoolGradient,
  GlobalLpPool: globalLpPoolGradient,
  GlobalMaxPool: globalMaxPoolGradient,
  GroupNormalization: groupNormalizationGradient,
  Hardmax: { absent: "its slope is zero wherever it has one" },
  Identity: viewGradient,
  InstanceNormalization: instanceNormalizationGradient,
  LRN: lrnGradient,
  LSTM: missing,
  LayerNormalization: layerNormalizationGradient,
  LogSoftmax: logSoftmaxGradient,
  LpNormalization: lpNormalizationGradient,
  LpPool: lpPoolGradient,
  MatMul: matMulGradient,
  MaxPool: maxPoolGradient,
  MeanVarianceNormalization: meanVarianceNormalizationGradient,
  OneHot: { absent: "it depends on positions, which do not change little by little" },
  PRelu: preluGradient,
  Pad: movementGradient(kernelOfRule(core.Pad)),
  RMSNormalization: rmsNormalizationGradient,
  RNN: missing,
  Range: sourceless,
  Reshape: viewGradient,
  Resize: resizeGradient,
  Shape: sizes,
  Size: sizes,
  Slice: movementGradient(kernelOfRule(core.Slice)),
  Softmax: softmaxGradient,
  SpaceToDepth: movementGradient(kernelOfRule(core.SpaceToDepth)),
  Split: movementGradient(kernelOfRule(core.Split)),
  Squeeze: viewGradient,
  Tile: movementGradient(kernelOfRule(core.Tile)),
  TopK: topKGradient,
  Transpose: movementGradient(kernelOfRule(core.Transpose)),
  Trilu: movementGradient(triluReference),
  Unsqueeze: viewGradient,
  Where: movementGradient(kernelOfRule(core.Where)),
  "shapewright.AdaptiveAveragePool": adaptiveAveragePoolGradient,
  "shapewright.AdaptiveMaxPool": adaptiveMaxPoolGradient,
};
