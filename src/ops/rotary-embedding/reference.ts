/** Rotation of pairs of features in plain loops. */
import { defineKernel, inputOf, listOf, outputOf, realsOf, tensorOfSums } from "../reference-data.js";

interface Attributes {
  readonly interleaved: number;
  readonly num_heads: number | undefined;
  readonly rotary_embedding_dim: number;
}

export const rotaryEmbeddingReference = defineKernel<Attributes>((call) => {
  const { interleaved, num_heads, rotary_embedding_dim } = call.attributes;
  const input = inputOf(call, 0);
  const [x, cos, sin] = [realsOf(input), realsOf(inputOf(call, 1)), realsOf(inputOf(call, 2))];
  const positions = listOf(call, 3);
  const isSplit = input.shape.length === 4;
  const [batch = 1, second = 1, third = 1, fourth = 1] = input.shape;
  const heads = isSplit ? second : (num_heads ?? 1);
  const length = isSplit ? third : second;
  const size = isSplit ? fourth : third / heads;
  const turned = rotary_embedding_dim === 0 ? size : rotary_embedding_dim;
  const half = turned / 2;
  const y = Float64Array.from(x);
  for (let n = 0; n < batch; n++) {
    for (let t = 0; t < length; t++) {
      // Without positions the caches are [batch, length, half] themselves.
      const row = positions === undefined ? n * length + t : (positions[n * length + t] ?? 0);
      for (let h = 0; h < heads; h++) {
        const at = isSplit ? ((n * heads + h) * length + t) * size : ((n * length + t) * heads + h) * size;
        for (let i = 0; i < half; i++) {
          const first = at + (interleaved === 1 ? 2 * i : i);
          const other = at + (interleaved === 1 ? 2 * i + 1 : half + i);
          const [a, b] = [x[first] as number, x[other] as number];
          const [c, s] = [cos[row * half + i] as number, sin[row * half + i] as number];
          y[first] = c * a - s * b;
          y[other] = s * a + c * b;
        }
      }
    }
  }
  return [tensorOfSums(outputOf(call), y)];
});
