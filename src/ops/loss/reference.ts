/** Losses over classes in plain loops. */
import type { RunTensor } from "../../tensor/index.js";
import {
  defineKernel,
  inputOf,
  optionalReals,
  outputOf,
  type Reals,
  realsOf,
  tensorOf,
  tensorOfSums,
} from "../reference-data.js";
import type { KernelCall } from "../reference-kernel.js";
import { logSoftmaxReference } from "../softmax/reference.js";

interface Attributes {
  readonly ignore_index: number | undefined;
  readonly reduction: string;
}

type LossCall = Omit<KernelCall, "attributes"> & { readonly attributes: Attributes };

/** -weight·log p of each target, joined as the reduction says: the mean is over the targets' weights. */
function lossOf(call: LossCall, logs: Reals): RunTensor {
  const { ignore_index: ignored, reduction } = call.attributes;
  const [, classes = 1, ...positions] = inputOf(call, 0).shape;
  const inner = positions.reduce((product, size) => product * size, 1);
  const targets = realsOf(inputOf(call, 1));
  const weights = optionalReals(call, 2);
  const losses = new Float64Array(targets.length);
  let total = 0;
  targets.forEach((target, i) => {
    if (target === ignored) return;
    const weight = weights?.[target] ?? 1;
    total += weight;
    const at = (Math.floor(i / inner) * classes + target) * inner + (i % inner);
    losses[i] = -weight * (logs[at] as number);
  });
  const output = outputOf(call);
  if (reduction === "none") return tensorOfSums(output, losses);
  const sum = losses.reduce((left, right) => left + right, 0);
  return tensorOf(output, () => (reduction === "mean" ? sum / total : sum));
}

export const negativeLogLikelihoodLossReference = defineKernel<Attributes>((call) => [
  lossOf(call, realsOf(inputOf(call, 0))),
]);

export const softmaxCrossEntropyLossReference = defineKernel<Attributes>((call) => {
  const scores = inputOf(call, 0);
  const exact = { dtype: "float64", shape: scores.shape } as const;
  const [logs] = logSoftmaxReference({ inputs: [scores], attributes: { axis: 1 }, outputs: [exact] });
  const reals = logs === undefined ? new Float64Array(0) : realsOf(logs);
  const loss = lossOf(call, reals);
  return call.outputs.length > 1 ? [loss, tensorOfSums(outputOf(call, 1), Float64Array.from(reals))] : [loss];
});
