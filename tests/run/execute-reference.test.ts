// Networks on the reference: multiplications executed are those counted, fused and unfused plans give the same.
import { describe, expect, test } from "vitest";
import type { Weight } from "../../src/graph/index.js";
import { elementCount } from "../../src/ops/index-map.js";
import { tensorOfValue } from "../../src/ops/reference-data.js";
import { ReferenceExecutor, runPlan, runStepOnReference } from "../../src/run/execute-reference.js";
import type { Tensors, WeightSource } from "../../src/run/executor.js";
import type { Plan } from "../../src/run/plan.js";
import { seededInputs, seededWeights } from "../../src/run/seeded.js";
import type { RunTensor } from "../../src/tensor/index.js";
import { readDocument } from "../../src/zoo.js";
import { Network } from "../analysis/network.js";
import { type Prepared, prepare, prepareArchitecture, prepareDocument } from "./networks.js";

/** Cheap weights where only the number of multiplications matters. */
const halves: WeightSource = (weight: Weight): RunTensor => {
  const known = weight.value && tensorOfValue(weight.value);
  const shape = weight.shape.map(Number);
  return known ?? { dtype: "float32", shape, data: new Float32Array(elementCount(shape)).fill(0.5) };
};

function execute(plan: Plan, weightOf: WeightSource): { readonly outputs: Tensors; readonly executed: number } {
  let executed = 0;
  const steps = runPlan(plan, seededInputs(plan, 1), weightOf);
  for (;;) {
    const next = steps.next();
    if (next.done) return { outputs: next.value, executed };
    for (const count of next.value.executed) executed += count;
  }
}

/** AlexNet's layers over a small image; its dense layers shrink with it. */
function smallAlexNet(): Prepared {
  return prepareDocument({ ...readDocument("alexnet"), input: { shape: [3, 67, 67] } });
}

const networks: readonly [name: string, prepared: () => Prepared][] = [
  ["lenet-5", () => prepareArchitecture("lenet-5")],
  ["lenet-5-dense", () => prepareArchitecture("lenet-5-dense")],
  ["lenet-5-1998", () => prepareArchitecture("lenet-5-1998")],
  ["resnet-20-cifar", () => prepareArchitecture("resnet-20-cifar")],
  ["plain-20-cifar", () => prepareArchitecture("plain-20-cifar")],
  ["alexnet at 67×67", smallAlexNet],
];

describe("executed multiplications are the counted ones", () => {
  test.each(networks)("%s", (_, prepared) => {
    const { report, fused } = prepared();
    expect(BigInt(execute(fused, halves).executed)).toBe(report.totals.macs);
  });
});

test("LeNet-5 executes the lecture's multiplications", () => {
  // 28·28·5·5·6 + 10·10·5·5·6·16 + 5·5·16·120 + 120·84 + 84·10.
  expect(execute(prepareArchitecture("lenet-5").fused, halves).executed).toBe(117600 + 240000 + 48000 + 10080 + 840);
});

test("a convolution visits its padding: 4 outputs of 3 positions over 4 padded by 1", () => {
  const network = new Network();
  const conv = network.conv(network.input("x", [1, 1, 4, 4]), "c", 1, 3, { pad: 1 });
  const { fused } = prepare(network.output(conv).shape());
  // 4·4 outputs of 3·3 multiplications, of which some meet a padded zero.
  expect(execute(fused, halves).executed).toBe(144);
});

describe("the fused plan", () => {
  test.each(["lenet-5", "resnet-20-cifar"])("of %s gives bit for bit what the unfused one gives", (name) => {
    const { fused, unfused, shaped } = prepareArchitecture(name);
    const weightOf = seededWeights(shaped.graph, 7);
    expect(fused.steps.length).toBeLessThan(unfused.steps.length);
    expect(execute(fused, weightOf).outputs).toEqual(execute(unfused, weightOf).outputs);
  });
});

test("the executor gives what its steps give, and different seeds give different numbers", async () => {
  const { fused, shaped } = prepareArchitecture("lenet-5");
  const executor = new ReferenceExecutor();
  const weightOf = seededWeights(shaped.graph, 3);
  const outputs = await executor.run(fused, seededInputs(fused, 1), weightOf);
  expect(outputs).toEqual(execute(fused, weightOf).outputs);
  expect(outputs).not.toEqual(execute(fused, seededWeights(shaped.graph, 4)).outputs);
  executor.dispose();
});

test("exact steps are float64 throughout: what float32 would round between two nodes is not", () => {
  const network = new Network();
  const sum = network.join("Add", "add", [network.input("x", [1]), network.input("y", [1])]);
  const { unfused } = prepare(network.output(sum).shape());
  const [step] = unfused.steps;
  if (step === undefined) throw new Error("no step");
  const tensor = (x: number): RunTensor => ({ dtype: "float32", shape: [1], data: new Float32Array([x]) });
  // 1 + 2^-30 needs 31 bits: float32 has 24, float64 has 53.
  const values = new Map([
    ["x", tensor(1)],
    ["y", tensor(2 ** -30)],
  ]);
  expect(runStepOnReference(step, values).outputs.get("add.out")?.data).toEqual(new Float32Array([1]));
  expect(runStepOnReference(step, values, { exact: true }).outputs.get("add.out")?.data).toEqual(
    new Float64Array([1 + 2 ** -30]),
  );
});

describe("a run that cannot go on names the node", () => {
  const { fused } = prepareArchitecture("lenet-5");

  test("whose weight has another shape", () => {
    const wrong: WeightSource = (weight) =>
      weight.name.startsWith("C3") ? { dtype: "float32", shape: [2], data: new Float32Array(2) } : halves(weight);
    expect(() => execute(fused, wrong)).toThrow(/run\/type-differs.*C3.*float32\[2\]/s);
  });

  test("for lack of an input", () => {
    expect(() => [...runPlan(fused, new Map(), halves)]).toThrow(/run\/missing-tensor/);
  });
});
