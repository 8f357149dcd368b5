/** Counts of n-grams in plain loops (ONNX TfIdfVectorizer). */
import { defineKernel, inputOf, outputOf, scalarAt, tensorOf } from "../reference-data.js";

interface Attributes {
  readonly max_gram_length: number;
  readonly max_skip_count: number;
  readonly min_gram_length: number;
  readonly mode: string;
  readonly ngram_counts: readonly number[];
  readonly ngram_indexes: readonly number[];
  readonly pool_int64s: readonly number[] | undefined;
  readonly pool_strings: readonly string[] | undefined;
  readonly weights: readonly number[] | undefined;
}

/** The pool's n-grams as text, by their number in it; only lengths that are asked for. */
function poolOf({ ngram_counts: counts, pool_int64s, pool_strings, min_gram_length, max_gram_length }: Attributes) {
  const words = (pool_strings ?? pool_int64s ?? []).map(String);
  const pool = new Map<string, number>();
  let number = 0;
  counts.forEach((start, index) => {
    const length = index + 1;
    for (let at = start; at < (counts[index + 1] ?? words.length); at += length) {
      const isAsked = length >= min_gram_length && length <= max_gram_length;
      if (isAsked) pool.set(JSON.stringify(words.slice(at, at + length)), number);
      number++;
    }
  });
  return pool;
}

export const tfIdfVectorizerReference = defineKernel<Attributes>((call) => {
  const { attributes } = call;
  const input = inputOf(call, 0);
  const pool = poolOf(attributes);
  const length = input.shape.at(-1) ?? 0;
  const output = outputOf(call);
  const columns = output.shape.at(-1) ?? 0;
  const rows = columns === 0 ? 0 : output.shape.reduce((product, size) => product * size, 1) / columns;
  const counts = new Float64Array(rows * columns);
  const weights = new Float64Array(columns).fill(1);
  attributes.ngram_indexes.forEach((column, i) => {
    weights[column] = attributes.weights?.[i] ?? 1;
  });
  for (let row = 0; row < rows; row++) {
    const words = Array.from({ length }, (_, i) => String(scalarAt(input, row * length + i)));
    for (let size = attributes.min_gram_length; size <= attributes.max_gram_length; size++) {
      // A single word has nothing to skip.
      for (let skip = 0; skip <= (size === 1 ? 0 : attributes.max_skip_count); skip++) {
        for (let start = 0; start + (size - 1) * (skip + 1) < length; start++) {
          const gram = Array.from({ length: size }, (_, i) => words[start + i * (skip + 1)]);
          const number = pool.get(JSON.stringify(gram));
          const column = number === undefined ? undefined : attributes.ngram_indexes[number];
          if (column !== undefined) counts[row * columns + column] = (counts[row * columns + column] as number) + 1;
        }
      }
    }
  }
  return [
    tensorOf(output, (i) => {
      const count = counts[i] as number;
      const weight = weights[i % columns] as number;
      if (attributes.mode === "TF") return count;
      return (attributes.mode === "IDF" ? Math.min(count, 1) : count) * weight;
    }),
  ];
});
