// What a document says besides its layers: inputs, outputs, parameters, variants, defaults; and operators by name.
import { describe, expect, test } from "vitest";
import { build, buildLayers, type Layers } from "./network.js";

const conv = (filters: number | string, more: object = {}) => ({
  type: "conv2d" as const,
  filters,
  kernel: 1,
  ...more,
});

describe("inputs and outputs", () => {
  test("open sizes are symbols, and get numbers from outside", () => {
    const layers: Layers = [{ type: "conv2d", filters: 8, kernel: 3, stride: 2 }];
    expect(buildLayers([3, "H", "W"], layers).output).toBe("1 8 floor((H - 1)/2) floor((W - 1)/2)");
    const document = { name: "n", input: { shape: [3, "H", "W"] }, layers };
    expect(build(document, { dims: { H: 33, W: 9 } }).output).toBe("1 8 16 4");
    expect(build(document, { dims: { H: 33, W: 9, N: 2 } }).output).toBe("2 8 16 4");
    expect(build(document, { dims: { H: 33, W: 9 }, batch: "symbolic" }).output).toBe("N 8 16 4");
  });

  test("same padding leaves an open size as it is", () => {
    expect(buildLayers([3, "H", "W"], [{ type: "conv2d", filters: 8, kernel: 5, padding: "same" }]).output).toBe(
      "1 8 H W",
    );
  });

  test("axes of images have names", () => {
    const { graph } = buildLayers([3, "H", "W"], ["relu"]);
    expect(graph.inputs[0]?.axes).toEqual(["N", "C", "H", "W"]);
  });

  test("outputs may be named", () => {
    const layers: Layers = [
      { name: "a", type: "relu" },
      { name: "b", type: "tanh" },
    ];
    const outputs = (given: string[] | Record<string, string>) =>
      buildLayers([4], layers, { outputs: given }).graph.outputs;
    expect(outputs(["a", "b"])).toEqual([
      { name: "a", value: "a" },
      { name: "b", value: "b" },
    ]);
    expect(outputs({ first: "a" })).toEqual([{ name: "first", value: "a" }]);
  });

  test("parts that only training uses are marked, and can be left out", () => {
    const layers: Layers = [
      conv(4, { name: "a" }),
      { training_only: [conv(2, { name: "aux" })] },
      conv(5, { name: "b" }),
    ];
    const { graph } = buildLayers([3, 8, 8], layers);
    expect(graph.nodes.map(({ name, origin }) => `${name} ${origin?.trainingOnly}`)).toEqual([
      "a false",
      "aux true",
      "b false",
    ]);
    expect(graph.nodes[2]?.inputs[0]).toBe("a");
    expect(graph.outputs).toEqual([
      { name: "output", value: "b" },
      { name: "aux", value: "aux", trainingOnly: true },
    ]);
    const without = build({ name: "n", input: { shape: [3, 8, 8] }, layers }, { trainingParts: false });
    expect(without.names).toEqual(["a", "b"]);
  });
});

describe("parameters, variants, functions, defaults", () => {
  const document = {
    name: "family",
    title: "Family of {width}",
    parameters: { width: "integer" as const, wide: { type: "boolean" as const, default: false } },
    variants: {
      small: { width: 4 },
      large: { width: 8, wide: true, title: "The large one", variant: "twice as wide" },
    },
    functions: { "double(x)": "2 * x" },
    let: { out: "wide ? double(width) : width" },
    input: { shape: [3, 8, 8] },
    layers: [conv("out", { name: "c" })] as Layers,
  };

  test("a variant gives the parameters; the first is taken unless one is named", () => {
    expect(build(document).output).toBe("1 4 8 8");
    expect(build(document).graph.name).toBe("small");
    expect(build(document, { variant: "large" }).output).toBe("1 16 8 8");
    expect(build(document, { variant: "large", parameters: { width: 5 } }).output).toBe("1 10 8 8");
  });

  test("it may have its own title", () => {
    expect(build(document).graph.about.title).toBe("Family of 4");
    expect(build(document, { variant: "large" }).graph.about).toMatchObject({
      title: "The large one",
      source: { variant: "twice as wide" },
    });
  });

  test("defaults hold for a type, and globally for layers with a kernel", () => {
    const defaults = {
      activation: "relu" as const,
      init: "he_normal" as const,
      conv2d: { kernel: 3, padding: "same" as const, bias: false },
    };
    const { graph, ops, output } = buildLayers([3, 8, 8], [{ type: "conv2d", filters: 4 }, "global_avg_pool"], {
      defaults,
    });
    expect(output).toBe("1 4 1 1");
    expect(ops).toEqual(["Conv", "Relu", "GlobalAveragePool"]);
    expect([...graph.weights.values()].map(({ name, initialiser }) => [name, initialiser?.type])).toEqual([
      ["conv2d_1.weight", "he_normal"],
    ]);
  });

  test("what a layer says itself goes before", () => {
    const defaults = { activation: "relu" as const, norm: "batch_norm" as const };
    expect(buildLayers([3, 8, 8], [conv(4, { activation: "none" })], { defaults }).ops).toEqual([
      "Conv",
      "BatchNormalization",
    ]);
    expect(buildLayers([3, 8, 8], [conv(4, { norm: "none" })], { defaults }).ops).toEqual(["Conv", "Relu"]);
  });

  test("an activation can be a parameter", () => {
    const table = { columns: ["act"], rows: [["relu"], ["hard_swish"], ["none"]] };
    expect(buildLayers([3, 8, 8], [{ repeat: { table, body: conv(3, { activation: "{act}" }) } }]).ops).toEqual([
      "Conv",
      "Relu",
      "Conv",
      "HardSwish",
      "Conv",
    ]);
  });

  test("when leaves a layer out, then and else choose", () => {
    const layers: Layers = [
      { type: "relu", when: "in.channels > 3" },
      { when: "in.channels > 2", then: ["sigmoid"], else: ["tanh"] },
      { when: "in.channels > 3", then: ["sigmoid"], else: ["tanh"] },
    ];
    expect(buildLayers([3, 8, 8], layers).ops).toEqual(["Sigmoid", "Tanh"]);
  });

  test("frozen weights are parameters still", () => {
    const { graph, params } = buildLayers([3, 8, 8], [conv(4, { trainable: false })]);
    expect([...graph.weights.values()].map(({ frozen }) => frozen)).toEqual([true, true]);
    expect(params).toBe(16);
  });
});

describe("any operator", () => {
  test("with attributes and inputs", () => {
    const layers: Layers = [
      { op: "Abs" },
      { op: "LeakyRelu", alpha: 0.3, name: "leaky" },
      { op: "Transpose", perm: [0, 2, 1] },
      { op: "MatMul", inputs: ["previous", { parameter: [3, 5] }] },
      { op: "Slice", inputs: ["previous", { constant: [0] }, { constant: [2] }, { constant: [1] }] },
    ];
    const { graph, output, params } = buildLayers([3, 8], layers);
    expect(graph.nodes[1]?.attributes).toEqual({ alpha: 0.3 });
    expect(output).toBe("1 2 5");
    expect(params).toBe(15);
  });

  test("outputs are numbered", () => {
    const { graph } = buildLayers(
      [4, 8],
      [{ op: "Split", axis: 1, num_outputs: 2, outputs: 2, name: "s" }, { add: ["s.0", "s.1"] }],
    );
    expect(graph.nodes[1]?.inputs).toEqual(["s.0", "s.1"]);
  });
});
