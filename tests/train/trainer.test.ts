// The trainer's gradients are the slopes of its own loss: central differences in float64, weight by weight.
import { describe, expect, test } from "vitest";
import { drawPlanned, planWeights } from "../../src/init/index.js";
import { tensorOf } from "../../src/ops/reference-data.js";
import { seededBatch } from "../../src/train/seeded-batch.js";
import { shapeLayers, trainerOf } from "./networks.js";

const networks: readonly (readonly [string, readonly unknown[], readonly number[]])[] = [
  [
    "sigmoid MLP",
    [
      { type: "dense", units: 5, activation: "sigmoid" },
      { type: "dense", units: 4, activation: "sigmoid" },
      { type: "dense", units: 3, activation: "softmax" },
    ],
    [6],
  ],
  [
    "one output",
    [
      { type: "dense", units: 4, activation: "tanh" },
      { type: "dense", units: 1 },
    ],
    [3],
  ],
  [
    "one probability",
    [
      { type: "dense", units: 4, activation: "elu" },
      { type: "dense", units: 1, activation: "sigmoid" },
    ],
    [3],
  ],
  [
    "small CNN",
    [
      { type: "conv2d", filters: 3, kernel: 3, padding: 1, stride: 2 },
      "batch_norm",
      "relu",
      { residual: { body: [{ type: "conv2d", filters: 3, kernel: 3, padding: 1 }, "tanh"] } },
      { type: "max_pool2d", kernel: 2, stride: 2 },
      "flatten",
      { type: "dense", units: 3 },
    ],
    [2, 8, 8],
  ],
];

describe("gradients are the slopes of the loss", () => {
  test.each(networks)("%s", async (_, layers, input) => {
    const shaped = shapeLayers(layers, input, 3);
    const plans = planWeights(shaped.graph);
    const trainer = trainerOf(shaped, {
      weightOf(weight) {
        const plan = plans.get(weight.name);
        if (plan === undefined) throw new Error(weight.name);
        const drawn = [...drawPlanned(plan, 7)].flatMap((piece) => [...piece]);
        return tensorOf({ dtype: "float64", shape: plan.shape }, (i) => drawn[i] ?? 0);
      },
    });
    const batch = seededBatch(trainer, 5);
    const { gradients } = await trainer.forwardBackward(batch);
    expect([...gradients.keys()].sort()).toEqual([...trainer.parameters.keys()].sort());
    for (const [name, elements] of trainer.parameters) {
      const gradient = gradients.get(name) ?? [];
      for (let i = 0; i < elements.length; i += Math.ceil(elements.length / 6)) {
        const step = 1e-5;
        const middle = elements[i] ?? 0;
        const lossAt = async (value: number): Promise<number> => {
          elements[i] = value;
          return (await trainer.forward(batch)).loss;
        };
        const numeric = ((await lossAt(middle + step)) - (await lossAt(middle - step))) / (2 * step);
        elements[i] = middle;
        expect(gradient[i], `${name}[${i}]`).toBeCloseTo(numeric, 8);
      }
    }
  });
});
