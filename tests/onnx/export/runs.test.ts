// Exported networks are taken and run by onnxruntime, and their outputs have the shapes that we infer.
import { describe, expect, test } from "vitest";
import { bytesOf, networkNamed } from "./networks.js";
import { runModel } from "./runtime.js";

const isFull = process.env.SHAPEWRIGHT_TEST === "full";

interface Case {
  readonly name: string;
  readonly full?: true;
  /** Sizes of the axes that the network leaves open. */
  readonly dims?: Readonly<Record<string, number>>;
}

const cases: readonly Case[] = [
  { name: "lenet-5" },
  { name: "lenet-5-dense" },
  { name: "lenet-5-1998" },
  { name: "resnet-20-cifar" },
  { name: "plain-20-cifar" },
  { name: "mobilenet-v2" },
  { name: "lstm-classifier" },
  { name: "googlenet-torchvision", full: true },
  { name: "googlenet-torchvision-aux", full: true },
  { name: "googlenet", full: true },
  { name: "resnet-18", full: true },
  { name: "resnet-34-a", full: true },
  { name: "resnet-50", full: true },
  { name: "resnet-110-cifar", full: true },
  { name: "inception-v3", full: true },
  { name: "efficientnet-b0", full: true },
  { name: "densenet-121", full: true },
  { name: "siamese", full: true },
  { name: "u-net", full: true, dims: { H: 64, W: 64 } },
  { name: "alexnet", full: true },
  { name: "alexnet-torchvision", full: true },
  { name: "vit-b-16", full: true },
  { name: "vgg-16-bn", full: true },
  { name: "vgg-19", full: true },
];

describe.each(cases.filter(({ full }) => isFull || full === undefined))("$name", ({ name, dims = {} }) => {
  test("runs, and its outputs have the inferred shapes and are finite", { timeout: 600_000 }, async () => {
    const shaped = networkNamed(name, { dims });
    const outputs = await runModel(bytesOf(shaped, { seed: 1 }));
    const wanted = shaped.graph.outputs.filter(({ trainingOnly }) => trainingOnly !== true);
    expect([...outputs.values()].map((output) => output.dims)).toEqual(
      wanted.map(({ value }) => shaped.types.get(value)?.shape),
    );
    for (const { data } of outputs.values()) expect(data.every(Number.isFinite)).toBe(true);
  });
});

// 13 is the oldest that is written, 26 the newest; each step between that a lowering knows of has one.
test.each([13, 14, 17, 18, 19, 20, 21, 23, 26])(
  "a bare transformer runs in opset %i",
  async (opset) => {
    const outputs = await runModel(bytesOf(networkNamed("vit-b-16"), { opset, weights: false }));
    expect(outputs.get("output")?.dims).toEqual([1, 1000]);
  },
  60_000,
);
