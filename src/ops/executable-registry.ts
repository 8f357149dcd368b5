/** The operators that the executors run, by name: the core, and what ONNX files use besides. */

import { argMax, argMin } from "./arg-max/definition.js";
import { attention } from "./attention/definition.js";
import { cast, castLike } from "./cast/definition.js";
import { constant, constantOfShape } from "./constant/definition.js";
import { cumSum } from "./cum-sum/definition.js";
import type { OperatorDefinition } from "./definition.js";
import { depthToSpace, spaceToDepth } from "./depth-to-space/definition.js";
import { einsum } from "./einsum/definition.js";
import { gatherElements } from "./gather-elements/definition.js";
import { identity } from "./identity/definition.js";
import { lpNormalization, meanVarianceNormalization, rmsNormalization } from "./normalization/definition.js";
import { oneHot } from "./one-hot/definition.js";
import { globalLpPool, lpPool } from "./pool/definition.js";
import { range } from "./range/definition.js";
import { core } from "./registry.js";
import { shape, size } from "./shape/definition.js";
import { hardmax } from "./softmax/definition.js";
import { unsqueeze } from "./squeeze/definition.js";
import { tile } from "./tile/definition.js";
import { topK } from "./top-k/definition.js";
import { trilu } from "./trilu/definition.js";
import { where } from "./where/definition.js";

/** Adding an operator here makes the compiler ask for its entry in the registries of kernels. */
export const executable = {
  ...core,
  ArgMax: argMax,
  ArgMin: argMin,
  Attention: attention,
  Cast: cast,
  CastLike: castLike,
  Constant: constant,
  ConstantOfShape: constantOfShape,
  CumSum: cumSum,
  DepthToSpace: depthToSpace,
  Einsum: einsum,
  GatherElements: gatherElements,
  GlobalLpPool: globalLpPool,
  Hardmax: hardmax,
  Identity: identity,
  LpNormalization: lpNormalization,
  LpPool: lpPool,
  MeanVarianceNormalization: meanVarianceNormalization,
  OneHot: oneHot,
  RMSNormalization: rmsNormalization,
  Range: range,
  Shape: shape,
  Size: size,
  SpaceToDepth: spaceToDepth,
  Tile: tile,
  TopK: topK,
  Trilu: trilu,
  Unsqueeze: unsqueeze,
  Where: where,
} as const satisfies Record<string, OperatorDefinition>;

export type ExecutableOperator = keyof typeof executable;
