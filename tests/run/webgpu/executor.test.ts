// Whole networks on WebGPU against the reference, and what the executor does when things go wrong.
import { afterAll, describe, expect, test } from "vitest";
import { ReferenceExecutor } from "../../../src/run/execute-reference.js";
import type { Plan } from "../../../src/run/plan.js";
import { seededInputs, seededWeights } from "../../../src/run/seeded.js";
import type { OpenDevice } from "../../../src/run/webgpu/adapter.js";
import { openNodeDevice } from "../../../src/run/webgpu/device-node.js";
import { hostSteps, WebGpuExecutor } from "../../../src/run/webgpu/executor.js";
import { makeStepKernel } from "../../../src/run/webgpu/step-kernel.js";
import { type Prepared, prepareArchitecture, prepareDocument } from "../networks.js";

const reference = new ReferenceExecutor();
const opened: OpenDevice[] = [];
const executor = new WebGpuExecutor(async () => {
  const device = await openNodeDevice();
  opened.push(device);
  return device;
}, reference);
afterAll(() => executor.dispose());

/** Everything that the networks below fuse: normalisation, activations of two kinds, an addition. */
const residual = prepareDocument({
  name: "residual",
  input: { shape: [6, 12, 12] },
  layers: [
    { name: "a", type: "conv2d", filters: 8, kernel: 3, padding: 1, bias: false },
    { type: "batch_norm" },
    "relu",
    { residual: { body: [{ type: "conv2d", filters: 8, kernel: 3, padding: 1 }, { type: "batch_norm" }] } },
    "relu",
    { type: "conv2d", filters: 5, kernel: 1, activation: "sigmoid" },
    "flatten",
    { type: "dense", units: 7, activation: "tanh" },
  ],
});

/** The greatest difference of the outputs from the reference's, in parts of the greatest output. */
async function differenceOf({ shaped }: Prepared, plan: Plan): Promise<number> {
  const weights = seededWeights(shaped.graph, 1);
  const inputs = seededInputs(plan, 2);
  const actual = await executor.run(plan, inputs, weights);
  const exact = await reference.run(plan, inputs, weights);
  const differences = plan.outputs.map(({ value }) => {
    const [found, wanted] = [actual.get(value)?.data ?? [], exact.get(value)?.data ?? []];
    const numbers = Array.from(wanted as ArrayLike<number>);
    const greatest = Math.max(...numbers.map(Math.abs));
    return Math.max(...numbers.map((number, i) => Math.abs(number - Number(found[i])))) / greatest;
  });
  return Math.max(...differences);
}

describe("a network gives what the reference gives", () => {
  const rows = [
    ["LeNet-5", prepareArchitecture("lenet-5")],
    ["one with everything that is fused", residual],
  ] as const;
  test.each(rows)("%s", async (_, network) => {
    expect(hostSteps(network.fused)).toEqual([]);
    // Ten layers of sums of 1,000 terms err by 10·sqrt(1000)·2^-24 = 2e-5 of their size, in practice less.
    expect(await differenceOf(network, network.fused)).toBeLessThan(2e-5);
    expect(await differenceOf(network, network.unfused)).toBeLessThan(2e-5);
  });
});

const many = process.env.SHAPEWRIGHT_TEST === "full" ? 1000 : 100;

describe("the executor", () => {
  const lenet = prepareArchitecture("lenet-5");
  const plan = lenet.fused;
  const weights = seededWeights(lenet.shaped.graph, 1);
  const [first, second] = [seededInputs(plan, 2), seededInputs(plan, 3)];
  const output = plan.outputs[0]?.value ?? "";

  test("keeps two runs at once apart", async () => {
    const alone = [await executor.run(plan, first, weights), await executor.run(plan, second, weights)];
    const together = await Promise.all([executor.run(plan, first, weights), executor.run(plan, second, weights)]);
    expect(together.map((tensors) => tensors.get(output))).toEqual(alone.map((tensors) => tensors.get(output)));
    expect(together[0]?.get(output)).not.toEqual(together[1]?.get(output));
  });

  test("hands NaN in a weight on as the reference does", async () => {
    const spoilt: typeof weights = (weight) => {
      const tensor = weights(weight);
      return { ...tensor, data: (tensor.data as Float32Array).map((x, i) => (i === 0 ? Number.NaN : x)) };
    };
    const other = new WebGpuExecutor(openNodeDevice, reference);
    try {
      const found = (await other.run(plan, first, spoilt)).get(output)?.data as Float32Array;
      const wanted = (await reference.run(plan, first, spoilt)).get(output)?.data as Float32Array;
      expect([...found].map(Number.isNaN)).toEqual([...wanted].map(Number.isNaN));
      expect([...wanted].some(Number.isNaN)).toBe(true);
    } finally {
      other.dispose();
    }
  });

  test("gives up on a run that takes too long, and opens another device for the next", async () => {
    let devices = 0;
    const open = () => {
      devices++;
      return openNodeDevice();
    };
    // Compiling alone takes longer than a millisecond.
    const hasty = new WebGpuExecutor(open, reference, makeStepKernel, 1);
    try {
      await expect(hasty.run(plan, first, weights)).rejects.toThrow(/did not answer within 0.001 s/);
      await expect(hasty.run(plan, first, weights)).rejects.toThrow(/did not answer/);
      expect(devices).toBe(2);
    } finally {
      hasty.dispose();
    }
  });

  test(`holds no more after ${many} runs than after one`, async () => {
    await executor.run(plan, first, weights);
    const before = await executor.heldBytes();
    for (let i = 0; i < many; i++) await executor.run(plan, first, weights);
    expect(before).toBeGreaterThan(0);
    expect(await executor.heldBytes()).toBe(before);
  });

  test("names the input that is missing, and runs again after it", async () => {
    await expect(executor.run(plan, new Map(), weights)).rejects.toThrow(plan.inputs[0]);
    expect((await executor.run(plan, first, weights)).size).toBe(1);
  });

  test("says that the device was lost, and opens another for the next run", async () => {
    const before = (await executor.run(plan, first, weights)).get(output);
    const running = executor.run(plan, first, weights);
    opened.at(-1)?.device.destroy();
    await expect(running).rejects.toThrow(/device was lost/);
    expect((await executor.run(plan, first, weights)).get(output)).toEqual(before);
  });

  test("runs a step without a kernel on the fallback and goes on", async () => {
    const steps = plan.steps.map((step, i) =>
      i === 1 ? { ...step, nodes: [{ ...step.nodes[0], domain: "elsewhere" }] as const } : step,
    );
    const asked: string[] = [];
    const mixed = new WebGpuExecutor(openNodeDevice, {
      runStep: (whole, step, values) => {
        asked.push(step.name);
        return reference.runStep(whole, plan.steps[1] ?? step, values);
      },
    });
    try {
      const own = (await executor.run(plan, first, weights)).get(output)?.data as Float32Array;
      const found = (await mixed.run({ ...plan, steps }, first, weights)).get(output)?.data as Float32Array;
      expect(asked).toEqual([plan.steps[1]?.name]);
      expect(Math.max(...own.map((x, i) => Math.abs(x - (found[i] ?? 0))))).toBeLessThan(1e-6);
    } finally {
      mixed.dispose();
    }
  });

  test("runs nothing after it was disposed of", async () => {
    const other = new WebGpuExecutor(openNodeDevice, reference);
    await other.run(plan, first, weights);
    other.dispose();
    await expect(other.run(plan, first, weights)).rejects.toThrow(/disposed/);
  });
});
