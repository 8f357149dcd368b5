/** Counts of word groups, perhaps weighted (ONNX TfIdfVectorizer). */
import { optional, required } from "../attribute.js";
import { defineOperator, Uncountable } from "../definition.js";
import { requireRank } from "../requirements.js";

export const tfIdfVectorizer = defineOperator({
  op: "TfIdfVectorizer",
  since: 9,
  attributes: {
    max_gram_length: required("int"),
    max_skip_count: required("int"),
    min_gram_length: required("int"),
    mode: { ...required("string"), values: ["TF", "IDF", "TFIDF"] },
    ngram_counts: required("ints"),
    ngram_indexes: required("ints"),
    pool_int64s: optional("ints"),
    pool_strings: optional("strings"),
    weights: optional("floats"),
  },
  inputs: [{ name: "X" }],
  outputs: ["Y"],
  infer(c) {
    const x = requireRank(c, 0, [1, 2], "[words] or [batch, words]");
    const { ngram_indexes = [] } = c.attributes;
    // Columns are named by the n-grams themselves: the greatest says how many there are.
    const columns = ngram_indexes.reduce((most, column) => Math.max(most, column + 1), 0);
    return [{ dtype: "float32", shape: [...x.slice(0, -1), c.algebra.of(columns)] }];
  },
  cost() {
    throw new Uncountable("the number of comparisons depends on the words");
  },
  reach: () => "global",
});
