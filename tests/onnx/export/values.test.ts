// An exported model gives in onnxruntime the numbers that our reference gives for the network, drawn with the same seed.
import { expect, test } from "vitest";
import { ReferenceExecutor } from "../../../src/run/execute-reference.js";
import { planGraph } from "../../../src/run/plan-graph.js";
import { seededInputs, seededWeights } from "../../../src/run/seeded.js";
import { bytesOf, networkNamed } from "./networks.js";
import { runModel } from "./runtime.js";

const isFull = process.env.SHAPEWRIGHT_TEST === "full";
const quick = ["lenet-5", "lenet-5-1998", "lenet-5-dense"];

test.each(isFull ? [...quick, "resnet-20-cifar", "plain-20-cifar"] : quick)(
  "%s",
  { timeout: 120_000 },
  async (name) => {
    const seed = 5;
    const shaped = networkNamed(name);
    const { value: plan } = planGraph(shaped);
    if (plan === undefined) throw new Error("there is no plan");
    const inputs = seededInputs(plan, seed);
    const ours = await new ReferenceExecutor().run(plan, inputs, seededWeights(shaped.graph, seed));
    const feeds = Object.fromEntries([...inputs].map(([input, { data }]) => [input, Array.from(data, Number)]));
    const theirs = await runModel(bytesOf(shaped, { seed }), { feeds });
    const [[, wanted] = [], [, actual] = []] = [[...ours][0], [...theirs][0]];
    expect(actual?.dims).toEqual(wanted?.shape);
    const numbers = Array.from(wanted?.data ?? [], Number);
    expect(numbers).toHaveLength(10);
    const scale = Math.max(...numbers.map(Math.abs));
    // float32 has 24 bits: 1e-4 of the largest leaves room for sums of thousands of products.
    numbers.forEach((number, index) =>
      expect(Math.abs((actual?.data[index] ?? 0) - number)).toBeLessThan(1e-4 * scale),
    );
  },
);
