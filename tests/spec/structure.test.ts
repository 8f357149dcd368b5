// How layers are put together: sequences, residuals, branches, repetitions, blocks, references, variants, shared weights.
import { describe, expect, test } from "vitest";
import { build, buildLayers, findingsOf, type Layers } from "./network.js";

const conv = (filters: number | string, more: object = {}) => ({
  type: "conv2d" as const,
  filters,
  kernel: 1,
  ...more,
});

describe("names", () => {
  test("unnamed layers are numbered by type, and an activation is named after its layer", () => {
    const { names } = buildLayers([3, 8, 8], [conv(4, { activation: "relu" }), conv(4), "relu"]);
    expect(names).toEqual(["conv2d_1", "conv2d_1.relu", "conv2d_2", "relu_1"]);
  });

  test("an unnamed layer steps aside for a named one", () => {
    const { names } = buildLayers([3, 8, 8], [{ type: "relu", name: "relu_1" }, "relu"]);
    expect(names).toEqual(["relu_1", "relu_2"]);
  });

  test("weights are named after their layer", () => {
    const { graph } = buildLayers([3, 8, 8], [conv(4, { name: "a" }), { type: "batch_norm", name: "b" }]);
    const kinds = [...graph.weights.values()].map(({ name, kind }) => `${name} ${kind}`);
    expect(kinds).toEqual([
      "a.weight parameter",
      "a.bias parameter",
      "b.weight parameter",
      "b.bias parameter",
      "b.running_mean buffer",
      "b.running_var buffer",
    ]);
  });

  test("a named structure names what is in it, and is a module", () => {
    const { graph, names } = buildLayers(
      [3, 8, 8],
      [
        { name: "stage", sequence: [conv(4, { name: "a.b" })] },
        { type: "relu", from: "stage" },
      ],
    );
    expect(names).toEqual(["stage.a.b", "relu_1"]);
    expect(graph.nodes[0]?.origin?.modules).toEqual([{ name: "stage", type: "sequence" }]);
  });
});

describe("residual", () => {
  const body: Layers = [conv(4, { name: "c" })];
  test("adds the input to the body", () => {
    const { graph, ops } = buildLayers([4, 8, 8], [{ residual: { body, activation: "relu" } }]);
    expect(ops).toEqual(["Conv", "Add", "Relu"]);
    expect(graph.nodes[1]?.inputs).toEqual(["c", "input"]);
  });

  test("takes a shortcut of layers", () => {
    const { ops, output } = buildLayers([3, 8, 8], [{ residual: { body, shortcut: [conv(4)], merge: "concat" } }]);
    expect(ops).toEqual(["Conv", "Conv", "Concat"]);
    expect(output).toBe("1 8 8 8");
  });

  test.each([
    ["false", ["Conv", "Relu"]],
    ["in.channels == 3", ["Conv", "Relu"]],
    ["in.channels == 4", ["Conv", "Add", "Relu"]],
  ])("when %s", (when, ops) => {
    expect(buildLayers([4, 8, 8], [{ residual: { when, body, activation: "relu" } }]).ops).toEqual(ops);
  });
});

describe("parallel", () => {
  test("joins channels unless told otherwise, and names its branches", () => {
    const branches = { left: conv(2), right: [conv(3), "relu"] as Layers, same: "identity" as const };
    const { names, output } = buildLayers([4, 8, 8], [{ name: "p", parallel: { branches } }]);
    expect(names).toEqual(["p.left.conv2d_1", "p.right.conv2d_1", "p.right.relu_1", "p.concat_1"]);
    expect(output).toBe("1 9 8 8");
  });

  test.each([
    ["add", "Add"],
    ["multiply", "Mul"],
  ] as const)("%s", (merge, op) => {
    const { ops } = buildLayers([4, 8, 8], [{ parallel: { merge, branches: ["identity", "relu", "sigmoid"] } }]);
    expect(ops).toEqual(["Relu", "Sigmoid", op, op]);
  });

  test("makes its branches from a list", () => {
    const branch: Layers = [
      { name: "select{i}", type: "select", axis: "channels", indices: "maps" as never },
      conv(1, { name: "map{i}" }),
    ];
    const { params, output } = buildLayers(
      [6, 8, 8],
      [
        {
          parallel: {
            over: [
              [0, 1],
              [3, 4, 5],
            ],
            as: "maps",
            branch,
          },
        },
      ],
    );
    expect(output).toBe("1 2 8 8");
    expect(params).toBe(2 + 1 + 3 + 1);
  });
});

describe("repeat", () => {
  test("counts, with its index in names and expressions", () => {
    const { graph, names } = buildLayers(
      [3, 8, 8],
      [{ repeat: { name: "c{i + 1}", times: 3, body: conv("4 * (i + 1)") } }],
    );
    expect(names).toEqual(["c1", "c2", "c3"]);
    expect(graph.weights.get("c3.weight")?.shape).toEqual([12, 8, 1, 1]);
  });

  test("goes over a list", () => {
    const { output } = buildLayers([3, 8, 8], [{ repeat: { over: [4, 5], as: "width", body: conv("width") } }]);
    expect(output).toBe("1 5 8 8");
  });

  test("goes over the rows of a table, each several times", () => {
    const table = {
      columns: ["width", "n"],
      rows: [
        [4, 1],
        [5, 2],
      ],
    };
    const { names } = buildLayers(
      [3, 8, 8],
      [{ repeat: { name: "s{row}.{i}", table, times: "n", body: [conv("width"), "relu"] } }],
    );
    expect(names).toEqual([
      "s0.0.conv2d_1",
      "s0.0.relu_1",
      "s1.0.conv2d_1",
      "s1.0.relu_1",
      "s1.1.conv2d_1",
      "s1.1.relu_1",
    ]);
  });

  test("an inner repetition may name its own index", () => {
    const inner: Layers = [{ repeat: { name: "{j}", index: "j", times: 2, body: conv("4 + i + j") } }];
    const { names, output } = buildLayers([3, 8, 8], [{ repeat: { name: "s{i}", times: 2, body: inner } }]);
    expect(names).toEqual(["s0.0", "s0.1", "s1.0", "s1.1"]);
    expect(output).toBe("1 6 8 8");
  });

  test("values of `let` are worked out each time", () => {
    const { output } = buildLayers(
      [3, 8, 8],
      [{ repeat: { times: 2, let: { width: "previous.channels * 2" }, body: conv("width") } }],
    );
    expect(output).toBe("1 12 8 8");
  });

  test("zero times is nothing", () => {
    expect(buildLayers([3, 8, 8], [{ repeat: { times: 0, body: "relu" } }, "sigmoid"]).ops).toEqual(["Sigmoid"]);
  });
});

describe("blocks", () => {
  test("see their parameters and their own input, not what is around them", () => {
    const blocks = {
      half: {
        parameters: { least: 2 },
        let: { out: "max(least, floor(in.channels / 2))" },
        layers: [conv("out"), conv("in.channels")] as Layers,
      },
    };
    const { graph, names } = buildLayers([10, 8, 8], [{ use: "half" }, { use: "half", name: "b", least: 7 }], {
      blocks,
    });
    expect(names).toEqual(["half_1.conv2d_1", "half_1.conv2d_2", "b.conv2d_1", "b.conv2d_2"]);
    expect(graph.weights.get("half_1.conv2d_1.weight")?.shape[0]).toBe(5);
    expect(graph.weights.get("b.conv2d_1.weight")?.shape[0]).toBe(7);
    expect(graph.weights.get("b.conv2d_2.weight")?.shape[0]).toBe(10);
  });

  test("may take several inputs and be chosen by a parameter", () => {
    const blocks = {
      join: { inputs: ["a", "b"], layers: [{ type: "subtract" as const, from: ["a", "b"] }] as Layers },
    };
    const { graph } = buildLayers(
      [4],
      [
        { name: "x", type: "relu" },
        { use: "{kind}", from: ["input", "x"] },
      ],
      { blocks, parameters: { kind: { type: "string", default: "join" } } },
    );
    expect(graph.nodes.at(-1)?.inputs).toEqual(["input", "x"]);
  });

  test("share their weights, which count once", () => {
    const blocks = { tower: { layers: [conv(4), { type: "batch_norm" as const }] as Layers } };
    const document = {
      name: "siamese",
      inputs: { left: { shape: [3, 8, 8] }, right: { shape: [3, 8, 8] } },
      blocks,
      layers: [
        { use: "tower", from: "left" },
        { use: "tower", name: "other", from: "right", weights: "tower" },
        { concat: ["tower_1", "other"] },
      ] as Layers,
    };
    const built = build(document);
    expect(built.params).toBe(3 * 4 + 4 + 2 * 4);
    expect(built.graph.nodes[2]?.inputs[1]).toBe("tower_1.conv2d_1.weight");
  });
});

test("a layer shares another's weights", () => {
  const layers: Layers = [conv(3, { name: "a" }), conv(3, { name: "b", weights: "a" })];
  expect(buildLayers([3, 8, 8], layers).params).toBe(3 * 3 + 3);
});

describe("references", () => {
  test("names of the innermost block come first", () => {
    const blocks = {
      b: {
        layers: [{ name: "x", type: "relu" as const }, "sigmoid" as const, { add: ["x", "previous", "in"] }] as Layers,
      },
    };
    const { graph } = buildLayers(
      [4],
      [
        { name: "x", type: "tanh" },
        { use: "b", name: "y" },
      ],
      { blocks },
    );
    expect(graph.nodes.at(-2)?.inputs).toEqual(["y.x", "y.sigmoid_1"]);
    expect(graph.nodes.at(-1)?.inputs[1]).toBe("x");
  });

  test("a layer's name stands for what leaves its activation; outputs of a split are numbered", () => {
    const layers: Layers = [
      conv(4, { name: "c", activation: "relu" }),
      { name: "s", type: "split", parts: 2 },
      { add: ["s.0", "s.1"], name: "sum" },
      { concat: ["c", "sum"] },
    ];
    const { graph } = buildLayers([3, 8, 8], layers);
    expect(graph.nodes.at(-2)?.inputs).toEqual(["s.0", "s.1"]);
    expect(graph.nodes.at(-1)?.inputs).toEqual(["c.relu", "sum"]);
  });

  test("groups of generated names give what their latest part gives", () => {
    const layers: Layers = [{ repeat: { name: "stage.{i}", times: 2, body: "relu" } }, { type: "tanh", from: "stage" }];
    expect(buildLayers([4], layers).graph.nodes.at(-1)?.inputs).toEqual(["stage.1"]);
  });
});

test("lowering does not change the document and gives the same graph again", () => {
  const document = {
    name: "n",
    input: { shape: [3, 8, 8] },
    layers: [conv(4, { activation: "relu" }), { residual: { body: [conv(4)] } }] as Layers,
  };
  const before = JSON.stringify(document);
  const [first, second] = [build(document), build(document)];
  expect(JSON.stringify(document)).toBe(before);
  expect(second.graph.nodes.map(({ name, op, inputs }) => [name, op, inputs])).toEqual(
    first.graph.nodes.map(({ name, op, inputs }) => [name, op, inputs]),
  );
});

test("what follows from an error is not reported again", () => {
  const layers: Layers = [conv(4, { kernel: 40 }), "relu", conv(4), "flatten", { type: "dense", units: 3 }];
  expect(findingsOf({ name: "n", input: { shape: [3, 8, 8] }, layers }).map(({ code }) => code)).toEqual([
    "shape/kernel-exceeds-input",
  ]);
});
