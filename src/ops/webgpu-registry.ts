/** The WebGPU kernel of every executable operator, or why there is none. */
import { argExtremeKernel } from "./arg-max/webgpu.js";
import { attentionKernel } from "./attention/webgpu.js";
import { batchNormalizationKernel } from "./batch-normalization/webgpu.js";
import { binaryKernels } from "./binary/webgpu.js";
import { castKernel } from "./cast/webgpu.js";
import { clipKernel } from "./clip/webgpu.js";
import { concatKernel } from "./concat/webgpu.js";
import { convKernel } from "./conv/webgpu.js";
import { convTransposeKernel } from "./conv-transpose/webgpu.js";
import { cumSumKernel } from "./cum-sum/webgpu.js";
import { depthToSpaceKernel, spaceToDepthKernel } from "./depth-to-space/webgpu.js";
import { einsumKernel } from "./einsum/webgpu.js";
import type { ExecutableOperator } from "./executable-registry.js";
import { expandKernel } from "./expand/webgpu.js";
import { gatherKernel } from "./gather/webgpu.js";
import { gatherElementsKernel } from "./gather-elements/webgpu.js";
import { gemmKernel } from "./gemm/webgpu.js";
import { copyKernel } from "./identity/webgpu.js";
import { lrnKernel } from "./lrn/webgpu.js";
import { matMulKernel } from "./matmul/webgpu.js";
import { normalizationKernels } from "./normalization/webgpu.js";
import { oneHotKernel } from "./one-hot/webgpu.js";
import { padKernel } from "./pad/webgpu.js";
import { poolKernels } from "./pool/webgpu.js";
import { preluKernel } from "./prelu/webgpu.js";
import { recurrentKernels } from "./recurrent/webgpu.js";
import { reduceKernels } from "./reduce/webgpu.js";
import { resizeKernel } from "./resize/webgpu.js";
import { sliceKernel } from "./slice/webgpu.js";
import { softmaxKernels } from "./softmax/webgpu.js";
import { splitKernel } from "./split/webgpu.js";
import { tileKernel } from "./tile/webgpu.js";
import { topKKernel } from "./top-k/webgpu.js";
import { transposeKernel } from "./transpose/webgpu.js";
import { triluKernel } from "./trilu/webgpu.js";
import { unaryKernels } from "./unary/webgpu.js";
import { variadicKernels } from "./variadic/webgpu.js";
import type { Absent, MakeKernel } from "./wgsl/kernel.js";
import { whereKernel } from "./where/webgpu.js";

const known: Absent = { absent: "known before the network runs" };
const unwritten: Absent = { absent: "not written in WGSL" };

/** Adding an executable operator makes the compiler ask for its entry. */
export const webgpuKernels: Readonly<Record<ExecutableOperator, MakeKernel | Absent>> = {
  ...binaryKernels,
  ...normalizationKernels,
  ...poolKernels,
  ...reduceKernels,
  ...softmaxKernels,
  ...unaryKernels,
  ...variadicKernels,
  ArgMax: argExtremeKernel,
  ArgMin: argExtremeKernel,
  Attention: attentionKernel,
  BatchNormalization: batchNormalizationKernel,
  Cast: castKernel,
  CastLike: castKernel,
  Clip: clipKernel,
  Concat: concatKernel,
  Constant: known,
  ConstantOfShape: known,
  Conv: convKernel,
  ConvTranspose: convTransposeKernel,
  CumSum: cumSumKernel,
  DepthToSpace: depthToSpaceKernel,
  Dropout: copyKernel,
  Einsum: einsumKernel,
  Expand: expandKernel,
  Flatten: copyKernel,
  GRU: recurrentKernels.GRU,
  Gather: gatherKernel,
  GatherElements: gatherElementsKernel,
  Gemm: gemmKernel,
  Identity: copyKernel,
  LRN: lrnKernel,
  LSTM: recurrentKernels.LSTM,
  MatMul: matMulKernel,
  OneHot: oneHotKernel,
  PRelu: preluKernel,
  Pad: padKernel,
  RNN: recurrentKernels.RNN,
  Range: known,
  Reshape: copyKernel,
  Resize: resizeKernel,
  Shape: known,
  Size: known,
  Slice: sliceKernel,
  SpaceToDepth: spaceToDepthKernel,
  Split: splitKernel,
  Squeeze: copyKernel,
  Tile: tileKernel,
  TopK: topKKernel,
  Transpose: transposeKernel,
  Trilu: triluKernel,
  Unsqueeze: copyKernel,
  Where: whereKernel,
};

/** The kernel of an operator; an operator that is not executable has none. */
export function webgpuKernelOf(op: string, domain?: string): MakeKernel | Absent {
  const key = domain ? `${domain}.${op}` : op;
  return Object.hasOwn(webgpuKernels, key) ? webgpuKernels[key as ExecutableOperator] : unwritten;
}
