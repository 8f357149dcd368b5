/** DepthToSpace and SpaceToDepth in WGSL: a transposition of six axes. */
import { depthToSpacePlan, spaceToDepthPlan, transposeMaps } from "../index-map.js";
import { movingKernel } from "../wgsl/moving-kernel.js";

export const depthToSpaceKernel = movingKernel(({ attributes }, shape) => {
  const plan = depthToSpacePlan(shape, Number(attributes.blocksize), attributes.mode === "CRD" ? "CRD" : "DCR");
  return { maps: transposeMaps(plan.shape, plan.permutation) };
});

export const spaceToDepthKernel = movingKernel(({ attributes }, shape) => {
  const plan = spaceToDepthPlan(shape, Number(attributes.blocksize));
  return { maps: transposeMaps(plan.shape, plan.permutation) };
});
