/** The gradient of every core operator; a forgotten one does not compile. */
import { adaptiveAveragePoolGradient, adaptiveMaxPoolGradient } from "./adaptive-pool/gradient.js";
import { batchNormalizationGradient } from "./batch-normalization/gradient.js";
import { binaryGradients } from "./binary/gradient.js";
import { clipGradient } from "./clip/gradient.js";
import { convGradient } from "./conv/gradient.js";
import { gemmGradient } from "./gemm/gradient.js";
import type { GradientEntry } from "./gradient-kernel.js";
import { matMulGradient } from "./matmul/gradient.js";
import { movementGradient, viewGradient } from "./movement-gradient.js";
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
import { kernelOfRule } from "./rule-kernel.js";
import { logSoftmaxGradient, softmaxGradient } from "./softmax/gradient.js";
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
  Attention: missing,
  AveragePool: averagePoolGradient,
  BatchNormalization: batchNormalizationGradient,
  Cast: viewGradient,
  CastLike: viewGradient,
  Clip: clipGradient,
  Concat: movementGradient(kernelOfRule(core.Concat)),
  Constant: sourceless,
  ConstantOfShape: sourceless,
  Conv: convGradient,
  ConvTranspose: missing,
  CumSum: missing,
  DepthToSpace: movementGradient(kernelOfRule(core.DepthToSpace)),
  Dropout: viewGradient,
  Einsum: missing,
  Expand: movementGradient(kernelOfRule(core.Expand)),
  Flatten: viewGradient,
  GRU: missing,
  Gather: movementGradient(kernelOfRule(core.Gather)),
  GatherElements: movementGradient(kernelOfRule(core.GatherElements)),
  Gemm: gemmGradient,
  GlobalAveragePool: globalAveragePoolGradient,
  GlobalLpPool: globalLpPoolGradient,
  GlobalMaxPool: globalMaxPoolGradient,
  GroupNormalization: missing,
  Hardmax: { absent: "its slope is zero wherever it has one" },
  Identity: viewGradient,
  InstanceNormalization: missing,
  LRN: missing,
  LSTM: missing,
  LayerNormalization: missing,
  LogSoftmax: logSoftmaxGradient,
  LpNormalization: missing,
  LpPool: lpPoolGradient,
  MatMul: matMulGradient,
  MaxPool: maxPoolGradient,
  MeanVarianceNormalization: missing,
  OneHot: { absent: "it depends on positions, which do not change little by little" },
  PRelu: preluGradient,
  Pad: movementGradient(kernelOfRule(core.Pad)),
  RMSNormalization: missing,
  RNN: missing,
  Range: sourceless,
  Reshape: viewGradient,
  Resize: missing,
  Shape: sizes,
  Size: sizes,
  Slice: movementGradient(kernelOfRule(core.Slice)),
  Softmax: softmaxGradient,
  SpaceToDepth: movementGradient(kernelOfRule(core.SpaceToDepth)),
  Split: movementGradient(kernelOfRule(core.Split)),
  Squeeze: viewGradient,
  Tile: movementGradient(kernelOfRule(core.Tile)),
  TopK: missing,
  Transpose: movementGradient(kernelOfRule(core.Transpose)),
  Trilu: movementGradient(triluReference),
  Unsqueeze: viewGradient,
  Where: movementGradient(kernelOfRule(core.Where)),
  "shapewright.AdaptiveAveragePool": adaptiveAveragePoolGradient,
  "shapewright.AdaptiveMaxPool": adaptiveMaxPoolGradient,
};
