// Plans run inside their arena: every tensor is read from and written to one buffer at its offset, as a GPU does it, and
// comes out bit for bit as without sharing memory.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Weight } from "../../src/graph/index.js";
import { elementCount } from "../../src/ops/index-map.js";
import { runPlan, runStepOnReference } from "../../src/run/execute-reference.js";
import type { Tensors, WeightSource } from "../../src/run/executor.js";
import type { Plan } from "../../src/run/plan.js";
import { seededInputs, seededWeights } from "../../src/run/seeded.js";
import type { RunTensor } from "../../src/tensor/index.js";
import { Network } from "../analysis/network.js";
import { prepare, prepareArchitecture } from "./networks.js";

function runToEnd(plan: Plan, inputs: Tensors, weightOf: WeightSource): Tensors {
  const steps = runPlan(plan, inputs, weightOf);
  for (;;) {
    const next = steps.next();
    if (next.done) return next.value;
  }
}

/** Runs a plan of float32 tensors with nothing but the arena, the weights and the constants. */
function runInArena(plan: Plan, inputs: Tensors, weightOf: WeightSource): Tensors {
  // NaN in what nobody has written shows up in the results.
  const arena = new Float32Array(Math.ceil(plan.arenaBytes / 4)).fill(Number.NaN);
  const lookUp = (name: string): RunTensor => {
    const value = plan.values.get(name);
    if (value === undefined) throw new Error(`no value ${name}`);
    const { place, dtype, shape } = value;
    if (place.kind === "view") return { ...lookUp(place.of), shape };
    if (place.kind === "constant") return plan.constants.get(name) ?? lookUp("");
    if (place.kind === "weight") return weightOf(plan.weights.get(name) as Weight);
    const start = place.offset / 4;
    return { dtype, shape, data: arena.slice(start, start + elementCount(shape)) };
  };
  const write = (name: string, { data }: RunTensor): void => {
    const place = plan.values.get(name)?.place;
    if (place?.kind === "arena") arena.set(data as Float32Array, place.offset / 4);
  };
  for (const [name, tensor] of inputs) write(name, tensor);
  for (const step of plan.steps) {
    const read = new Map(step.inputs.map((name) => [name, lookUp(name)] as const));
    for (const [name, tensor] of runStepOnReference(step, read).outputs) write(name, tensor);
  }
  return new Map(plan.outputs.map(({ value }) => [value, lookUp(value)] as const));
}

test.each(["lenet-5", "lenet-5-1998", "resnet-20-cifar"])("%s", (name) => {
  const { fused, unfused, shaped } = prepareArchitecture(name);
  const weightOf = seededWeights(shaped.graph, 2);
  const inputs = seededInputs(fused, 2);
  const expected = runToEnd(unfused, inputs, weightOf);
  expect(runInArena(fused, inputs, weightOf)).toEqual(expected);
  expect(runInArena(unfused, inputs, weightOf)).toEqual(expected);
});

/** Each layer takes one or two of the values before it, mostly the last. */
const layers = fc.array(
  fc.record({
    op: fc.constantFrom("Conv", "Conv", "BatchNorm", "Relu", "Clip", "Add", "Identity", "Sigmoid"),
    a: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(5)),
    b: fc.nat(5),
  }),
  { minLength: 1, maxLength: 14 },
);

test("random networks, fused and unfused", () => {
  const fusedKinds = new Set<string>();
  fc.assert(
    fc.property(layers, (drawn) => {
      const network = new Network();
      const values = [network.input("x", [1, 2, 4, 4])];
      /** Counted back from the last value. */
      const pick = (back: number): string => values[Math.max(0, values.length - 1 - back)] ?? "x";
      const bound = (name: string, element: number): string =>
        network.weight(name, [], { kind: "constant", value: { dtype: "float32", shape: [], data: [element] } });
      drawn.forEach(({ op, a, b }, index) => {
        const name = `n${index}`;
        if (op === "Conv") values.push(network.conv(pick(a), name, 2, 3, { pad: 1 }));
        else if (op === "BatchNorm") values.push(network.batchNorm(pick(a), name));
        else if (op === "Clip") values.push(network.node(op, name, [pick(a), bound("low", -0.25), bound("high", 0.5)]));
        else values.push(network.node(op, name, op === "Add" ? [pick(a), pick(b)] : [pick(a)]));
      });
      const { fused, unfused, shaped } = prepare(network.output(pick(0)).shape());
      for (const { epilogue } of fused.steps) for (const { kind } of epilogue) fusedKinds.add(kind);
      const weightOf = seededWeights(shaped.graph, 3);
      const inputs = seededInputs(fused, 3);
      const expected = runToEnd(unfused, inputs, weightOf);
      expect(runToEnd(fused, inputs, weightOf)).toEqual(expected);
      expect(runInArena(fused, inputs, weightOf)).toEqual(expected);
    }),
    { numRuns: 60 },
  );
  expect([...fusedKinds].sort()).toEqual(["activation", "add", "batch-normalization"]);
});
