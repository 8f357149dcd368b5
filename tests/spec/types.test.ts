// A specification in TypeScript is checked by the compiler: what must not compile is marked, and the marks are checked too.
import { expect, test } from "vitest";
import { defineArchitecture, readSpec } from "../../src/spec/index.js";

test("a right document compiles and comes back unchanged", () => {
  const document = {
    name: "mini",
    input: { shape: [3, 32, 32] },
    layers: [
      { type: "conv2d", filters: 8, kernel: 3, activation: "relu" },
      { residual: { body: [{ type: "conv2d", filters: "in.channels", kernel: 3, padding: "same" }] } },
      "flatten",
      { type: "dense", units: 10 },
    ],
  } satisfies Parameters<typeof defineArchitecture>[0];
  expect(defineArchitecture(document)).toBe(document);
  expect(readSpec(document).ok).toBe(true);
});

test("wrong documents do not compile, and are refused when they run", () => {
  const input = { shape: [3, 32, 32] };
  const wrong = [
    // @ts-expect-error a key that the layer does not have
    defineArchitecture({ name: "t", input, layers: [{ type: "conv2d", filters: 8, kernel: 3, filtres: 8 }] }),
    // @ts-expect-error a key of another layer
    defineArchitecture({ name: "t", input, layers: [{ type: "dense", units: 8, kernel: 3 }] }),
    // @ts-expect-error a layer type that does not exist
    defineArchitecture({ name: "t", input, layers: [{ type: "conv4d", filters: 8, kernel: 3 }] }),
    // @ts-expect-error a bare layer that needs keys
    defineArchitecture({ name: "t", input, layers: ["dense"] }),
    // @ts-expect-error a missing key
    defineArchitecture({ name: "t", input, layers: [{ type: "dense" }] }),
    // @ts-expect-error a wrong key deep inside
    defineArchitecture({ name: "t", input, layers: [{ residual: { body: [{ type: "dense", units: 3, unit: 3 }] } }] }),
    // @ts-expect-error an activation that does not exist
    defineArchitecture({ name: "t", input, layers: [{ type: "dense", units: 3, activation: "rleu" }] }),
    // @ts-expect-error a key that the document does not have
    defineArchitecture({ name: "t", input, layer: [], layers: ["relu"] }),
  ];
  expect(wrong.map((document) => readSpec(document).ok)).toEqual(wrong.map(() => false));
});
