// Layers over sequences: embedding, attention and recurrent layers, with the parameters of PyTorch's and Keras's.
import { describe, expect, test } from "vitest";
import { build, buildLayers, type Layers } from "./network.js";

test("embedding replaces whole numbers by vectors", () => {
  const layers: Layers = [{ type: "embedding", vocabulary: 100, dimension: 8 }];
  const built = build({ name: "test", inputs: { words: { shape: [12], dtype: "int64" } }, layers });
  expect(built.output).toBe("1 12 8");
  expect(built.params).toBe(800);
});

describe("multi_head_attention", () => {
  // torch.nn.MultiheadAttention(E): in_proj 3·E² + 3·E, out_proj E² + E.
  test.each([
    ["self-attention", { type: "multi_head_attention", heads: 4 }, 4 * 64 + 4 * 8],
    ["without biases", { type: "multi_head_attention", heads: 2, bias: false }, 4 * 64],
  ] as const)("%s has the parameters of PyTorch's", (_name, layer, params) => {
    const built = buildLayers([5, 8], [layer]);
    expect(built.output).toBe("1 5 8");
    expect(built.params).toBe(params);
  });

  test("cross-attention takes its length from the query", () => {
    const built = build({
      name: "test",
      inputs: { query: { shape: [5, 8] }, memory: { shape: [9, 8] } },
      layers: [{ type: "multi_head_attention", heads: 2, from: ["query", "memory"] }],
    });
    expect(built.output).toBe("1 5 8");
  });
});

describe("recurrent layers", () => {
  // Gates · units · (in + units + bias vectors), as torch.nn.LSTM, GRU, RNN (two bias vectors) and Keras (one) count.
  test.each([
    ["lstm", { type: "lstm", units: 6 }, "1 5 6", 4 * 6 * (8 + 6 + 2)],
    ["lstm with one bias vector", { type: "lstm", units: 6, biases: 1 }, "1 5 6", 4 * 6 * (8 + 6 + 1)],
    ["lstm without bias", { type: "lstm", units: 6, biases: 0 }, "1 5 6", 4 * 6 * (8 + 6)],
    ["lstm, last state", { type: "lstm", units: 6, returns: "last" }, "1 6", 4 * 6 * (8 + 6 + 2)],
    ["lstm, both directions", { type: "lstm", units: 6, bidirectional: true }, "1 5 12", 2 * 4 * 6 * (8 + 6 + 2)],
    ["lstm, two layers", { type: "lstm", units: 6, layers: 2 }, "1 5 6", 4 * 6 * (8 + 6 + 2) + 4 * 6 * (6 + 6 + 2)],
    [
      "lstm, two layers, both directions, last",
      { type: "lstm", units: 6, layers: 2, bidirectional: true, returns: "last" },
      "1 12",
      2 * 24 * (8 + 6 + 2) + 2 * 24 * (12 + 6 + 2),
    ],
    ["gru", { type: "gru", units: 6 }, "1 5 6", 3 * 6 * (8 + 6 + 2)],
    ["rnn", { type: "rnn", units: 6, returns: "last" }, "1 6", 6 * (8 + 6 + 2)],
  ] as const)("%s", (_name, layer, output, params) => {
    const built = buildLayers([5, 8], [layer]);
    expect(built.output).toBe(output);
    expect(built.params).toBe(params);
  });
});
