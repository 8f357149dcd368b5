// If, Loop and Scan: which graphs run, how often, and what type comes out.
import { describe, expect, test } from "vitest";
import { text } from "../../src/dim/index.js";
import { analyseModel, inspectModel, type Model } from "../../src/onnx.js";
import { shapeText } from "../../src/tensor/index.js";
import { graph, model, node, tensor, value } from "../onnx/small-model.js";

const load = (read: Model, options = {}) => inspectModel({ ok: true, value: read, diagnostics: [] }, options);

function outcome(read: Model, options = {}) {
  const { value: loaded, diagnostics } = load(read, options);
  const [output] = loaded?.graph.outputs ?? [];
  const runs = loaded?.graph.nodes.flatMap((one) => loaded.shaped.runs.get(one) ?? []) ?? [];
  return {
    shape: shapeText(loaded?.tensors.get(output?.value ?? "")?.shape ?? null),
    runs: runs.map(({ name, times, isCertain }) => `${name} ${text(times)}${isCertain ? "" : " perhaps"}`),
    faults: diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code),
  };
}

const y = { name: "y", type: null };
/** Flattens `x` from an axis on: axis 1 gives [2, 12], axis 2 gives [6, 4]. */
const flat = (axis: number, name = "f") =>
  graph({ nodes: [node("Flatten", "x", name, { axis })], outputs: [value(name, null)] });
const x = value("x", [2, 3, 4]);

describe("If", () => {
  const branches = (
    condition: readonly number[] | undefined,
    then: ReturnType<typeof graph>,
    other: ReturnType<typeof graph>,
  ) =>
    model({
      inputs: condition === undefined ? [x, value("c", [], "bool")] : [x],
      initializers:
        condition === undefined ? [] : [{ ...tensor("c", [], undefined, "bool"), values: [condition[0] === 1] }],
      outputs: [y],
      nodes: [node("If", "c", "y", { then_branch: then, else_branch: other })],
    });

  test.each([
    ["true", branches([1], flat(1), flat(2)), "[2, 12]", ["then_branch 1"]],
    ["false", branches([0], flat(1), flat(2)), "[6, 4]", ["else_branch 1"]],
    [
      "undecided, branches alike",
      branches(undefined, flat(1), flat(1)),
      "[2, 12]",
      ["then_branch 1 perhaps", "else_branch 1 perhaps"],
    ],
    [
      "undecided, branches differ",
      branches(undefined, flat(1), flat(2)),
      "[y.0, y.1]",
      ["then_branch 1 perhaps", "else_branch 1 perhaps"],
    ],
  ])("%s", (_, read, shape, runs) => {
    expect(outcome(read)).toEqual({ shape, runs, faults: [] });
  });

  test("sizes of an undecided one lie between those of the branches", () => {
    const { value: loaded } = load(branches(undefined, flat(1), flat(2)));
    const [size] = loaded?.tensors.get("y")?.shape ?? [];
    expect(loaded?.graph.scope.originOf("y.0")).toMatchObject({ node: "n_y", op: "If", axis: 0 });
    expect(typeof size).toBe("object");
  });

  test("a value of the user decides it", () => {
    expect(outcome(branches(undefined, flat(1), flat(2)), { values: new Map([["c", [true]]]) }).shape).toBe("[2, 12]");
  });

  test("of branches of different rank the one is taken with which the rest can run", () => {
    const same = graph({ nodes: [node("Identity", "x", "same")], outputs: [value("same", null)] });
    const read = model({
      inputs: [x, value("c", [], "bool")],
      initializers: [tensor("w", [12, 5])],
      outputs: [y],
      nodes: [node("If", "c", "z", { then_branch: flat(1), else_branch: same }), node("Gemm", "z w", "y")],
    });
    expect(outcome(read)).toEqual({ shape: "[2, 5]", runs: ["then_branch 1 perhaps"], faults: [] });
  });

  test("a name of both branches is two values", () => {
    const { value: loaded } = load(branches(undefined, flat(1, "same"), flat(2, "same")));
    expect(shapeText(loaded?.tensors.get("same")?.shape ?? null)).toBe("[2, 12]");
    expect(shapeText(loaded?.tensors.get("same~2")?.shape ?? null)).toBe("[6, 4]");
  });

  test("counts take the dearer branch, parameters both", () => {
    const dense = (units: number) =>
      graph({
        initializers: [tensor(`w${units}`, [12, units])],
        nodes: [node("Flatten", "x", `f${units}`, { axis: 1 }), node("MatMul", `f${units} w${units}`, `m${units}`)],
        outputs: [value(`m${units}`, null)],
      });
    const { value: loaded } = load(branches(undefined, dense(5), dense(7)));
    if (loaded === undefined) throw new Error("there is no model");
    const { totals } = analyseModel(loaded);
    // 12·5 + 12·7 weights; 2·12·7 products.
    expect([totals.params, totals.macs]).toEqual([144n, 168n]);
  });
});

describe("Loop", () => {
  /** Hands on [carried] after `op` with x, and collects it. */
  const loop = (trips: number | undefined, op: ReturnType<typeof node>, start = "x") =>
    model({
      inputs: trips === undefined ? [x, value("m", [], "int64")] : [x],
      initializers: trips === undefined ? [] : [tensor("m", [], [trips], "int64")],
      outputs: [y],
      nodes: [
        node("Loop", `m - ${start}`, "y all", {
          body: graph({
            inputs: [value("i", [], "int64"), value("go", [], "bool"), value("carried", null)],
            nodes: [op, node("Identity", "go", "on"), node("Identity", "next", "kept")],
            outputs: [value("on", null, "bool"), value("next", null), value("kept", null)],
          }),
        }),
      ],
    });
  const steady = node("Relu", "carried", "next");
  const growing = node("Concat", "carried x", "next", { axis: 1 });

  test.each([
    ["a size that stays", loop(5, steady), "[2, 3, 4]", "[5, 2, 3, 4]", "body 5"],
    ["a size that grows, followed step by step", loop(5, growing), "[2, 18, 4]", "[5, 2, all.2, 4]", "body 5"],
    ["no step at all", loop(0, steady), "[2, 3, 4]", "[0, 2, 3, 4]", "body 0"],
  ])("%s", (_, read, last, all, run) => {
    const { value: loaded } = load(read);
    expect(outcome(read)).toEqual({ shape: last, runs: [run], faults: [] });
    expect(shapeText(loaded?.tensors.get("all")?.shape ?? null)).toBe(all);
  });

  test("how often it runs may be the data's to say, and then the length has a birthplace", () => {
    const { value: loaded } = load(loop(undefined, steady));
    const [length] = loaded?.tensors.get("all")?.shape ?? [];
    expect(typeof length).toBe("object");
    expect(loaded?.graph.scope.originOf("all.0")).toMatchObject({ op: "Loop", node: "n_y" });
    expect(outcome(loop(undefined, growing)).shape).toBe("[2, y.1, 4]");
  });

  test("its products count as often as it runs", () => {
    const read = loop(5, node("MatMul", "carried w", "next"));
    const withWeight: Model = {
      ...read,
      graph: { ...read.graph, initializers: [...read.graph.initializers, tensor("w", [4, 4])] },
    };
    const { value: loaded } = load(withWeight);
    // 5 steps of 2·3·4·4.
    expect(loaded && analyseModel(loaded).totals.macs).toBe(480n);
  });
});

test("Scan runs once a slice and joins what the steps give", () => {
  const read = model({
    inputs: [value("sum", [4]), value("rows", ["N", 4])],
    outputs: [{ name: "all", type: null }],
    nodes: [
      node("Scan", "sum rows", "total all", {
        num_scan_inputs: 1,
        body: graph({
          inputs: [value("s", null), value("row", null)],
          nodes: [node("Add", "s row", "t"), node("Identity", "t", "u")],
          outputs: [value("t", null), value("u", null)],
        }),
      }),
    ],
  });
  expect(outcome(read)).toEqual({ shape: "[N, 4]", runs: ["body N"], faults: [] });
});
