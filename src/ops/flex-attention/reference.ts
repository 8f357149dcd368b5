/** Attention whose scores and probabilities pass through graphs, from the kernels of its parts. */
import type { RunTensor } from "../../tensor/index.js";
import { transposeMaps } from "../index-map.js";
import { matMulReference } from "../matmul/reference.js";
import { defineKernel, inputOf, moveElements, outputOf, realsOf, tensorOf } from "../reference-data.js";
import { softmaxReference } from "../softmax/reference.js";

/** Every head of keys or values repeated for the query heads that share it. */
function shareHeads(tensor: RunTensor, heads: number): RunTensor {
  const [batch = 1, own = 1, length = 1, size = 1] = tensor.shape;
  if (own === heads) return tensor;
  const data = realsOf(tensor);
  const plane = length * size;
  return tensorOf({ dtype: tensor.dtype, shape: [batch, heads, length, size] }, (i) => {
    const head = Math.floor(i / plane) % heads;
    const from = Math.floor(i / (plane * heads)) * own + Math.floor((head * own) / heads);
    return data[from * plane + (i % plane)] as number;
  });
}

export const flexAttentionReference = defineKernel<{ readonly scale: number | undefined }>((call) => {
  const q = inputOf(call, 0);
  const [batch = 1, heads = 1, queries = 1, size = 1] = q.shape;
  const [k, v] = [shareHeads(inputOf(call, 1), heads), shareHeads(inputOf(call, 2), heads)];
  const shape = [batch, heads, queries, k.shape[2] ?? 1];
  const { dtype } = outputOf(call);
  const product = (left: RunTensor, right: RunTensor, to: readonly number[]): RunTensor => {
    const outputs = [{ dtype: "float64", shape: to }] as const;
    return matMulReference({ ...call, inputs: [left, right], outputs })[0] ?? left;
  };
  const through = (name: string, tensor: RunTensor): RunTensor => {
    const [changed] = call.runSubgraph?.(name, [tensor]) ?? [];
    return changed ?? tensor;
  };
  const raw = realsOf(product(q, moveElements(k, transposeMaps(k.shape, [0, 1, 3, 2])), shape));
  const scale = call.attributes.scale ?? 1 / Math.sqrt(size);
  const scores = through(
    "score_mod",
    tensorOf({ dtype, shape }, (i) => (raw[i] as number) * scale),
  );
  const [chances = scores] = softmaxReference({
    inputs: [scores],
    attributes: { axis: -1 },
    outputs: [{ dtype, shape }],
  });
  const mixed = realsOf(product(through("prob_mod", chances), v, outputOf(call).shape));
  return [tensorOf(outputOf(call), (i) => mixed[i] as number)];
});
