/** The gradient of every executable operator; a forgotten one does not compile. */
import { adaptiveAveragePoolGradient, adaptiveMaxPoolGradient } from "./adaptive-pool/gradient.js";
import { batchNormalizationGradient } from "./batch-normalization/gradient.js";
import { binaryGradients } from "./binary/gradient.js";
import { clipGradient } from "./clip/gradient.js";
import { convGradient } from "./conv/gradient.js";
import { type ExecutableOperator, executable } from "./executable-registry.js";
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
import { kernelOfRule } from "./rule-kernel.js";
import { logSoftmaxGradient, softmaxGradient } from "./softmax/gradient.js";
import { triluReference } from "./trilu/reference.js";
import { unaryGradients } from "./unary/gradient.js";
import { variadicGradients } from "./variadic/gradient.js";

const missing = { absent: "its gradient is not written yet" } as const;
const positions = { absent: "it gives positions, which do not change little by little" } as const;
const sizes = { absent: "it gives sizes, which do not depend on the elements" } as const;
const sourceless = { absent: "it depends on no input that learns" } as const;

export const coreGradients: Readonly<Record<ExecutableOperator, GradientEntry>> = {
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
  Concat: movementGradient(kernelOfRule(executable.Concat)),
  Constant: sourceless,
  ConstantOfShape: sourceless,
  Conv: convGradient,
  ConvTranspose: missing,
  CumSum: missing,
  DepthToSpace: movementGradient(kernelOfRule(executable.DepthToSpace)),
  Dropout: viewGradient,
  Einsum: missing,
  Expand: movementGradient(kernelOfRule(executable.Expand)),
  Flatten: viewGradient,
  GRU: missing,
  Gather: movementGradient(kernelOfRule(executable.Gather)),
  GatherElements: movementGradient(kernelOfRule(executable.GatherElements)),
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
  Pad: movementGradient(kernelOfRule(executable.Pad)),
  RMSNormalization: missing,
  RNN: missing,
  Range: sourceless,
  Reshape: viewGradient,
  Resize: missing,
  Shape: sizes,
  Size: sizes,
  Slice: movementGradient(kernelOfRule(executable.Slice)),
  Softmax: softmaxGradient,
  SpaceToDepth: movementGradient(kernelOfRule(executable.SpaceToDepth)),
  Split: movementGradient(kernelOfRule(executable.Split)),
  Squeeze: viewGradient,
  Tile: movementGradient(kernelOfRule(executable.Tile)),
  TopK: missing,
  Transpose: movementGradient(kernelOfRule(executable.Transpose)),
  Trilu: movementGradient(triluReference),
  Unsqueeze: viewGradient,
  Where: movementGradient(kernelOfRule(executable.Where)),
  "shapewright.AdaptiveAveragePool": adaptiveAveragePoolGradient,
  "shapewright.AdaptiveMaxPool": adaptiveMaxPoolGradient,
};
