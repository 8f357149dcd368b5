// What an exported model says: versions, names, sizes, weights by seed, files of their own for large ones; what it refuses.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeModel, exportModel, joinChunks, type Model } from "../../../src/onnx/index.js";
import { bytesOf, exported, networkNamed, networkOf } from "./networks.js";
import { runModel } from "./runtime.js";

const lenet = networkNamed("lenet-5");

function decoded(bytes: Uint8Array): Model {
  const { value, diagnostics } = decodeModel(bytes);
  expect(diagnostics.filter(({ code }) => code !== "onnx/left-out")).toEqual([]);
  if (value === undefined) throw new Error("the bytes are no model");
  return value;
}

describe("a model", () => {
  // IR versions: onnx.helper.VERSION_TABLE.
  test.each([
    [13, 7],
    [17, 8],
    [20, 9],
    [21, 10],
    [23, 11],
    [26, 13],
  ])("of opset %i has IR version %i", (opset, irVersion) => {
    const model = decoded(bytesOf(lenet, { opset }));
    expect(model).toMatchObject({ irVersion, opsetImports: [{ domain: "", version: opset }] });
  });

  test("has opset 17 if nothing is said", () => {
    expect(decoded(bytesOf(lenet)).opsetImports).toEqual([{ domain: "", version: 17 }]);
  });

  test("has the weights by name, type and size, and as many elements as the network has parameters", () => {
    const { initializers } = decoded(bytesOf(lenet)).graph;
    const weights = initializers.map(({ name, dtype, shape }) => [name, dtype, shape]);
    expect(weights).toEqual([...lenet.graph.weights.values()].map(({ name, dtype, shape }) => [name, dtype, shape]));
    // LeCun et al.'s LeNet-5 with a full C3: 61,706 (the lecture's table).
    expect(initializers.reduce((sum, { elements }) => sum + elements, 0)).toBe(61_706);
  });

  test("keeps names, the order of nodes, declared types of all values, open axes by name", () => {
    const shaped = networkNamed("lenet-5", { batch: "symbolic" });
    const { graph } = decoded(bytesOf(shaped));
    expect(graph.nodes.map(({ name }) => name)).toEqual(shaped.graph.nodes.map(({ name }) => name));
    expect(graph.inputs[0]).toMatchObject({ name: "input", type: { dtype: "float32", shape: ["N", 1, 32, 32] } });
    expect(graph.outputs).toMatchObject([{ name: "output", type: { shape: ["N", 10] } }]);
    // Every node but the last, whose value is the output.
    expect(graph.valueInfo).toHaveLength(graph.nodes.length - 1);
    expect(graph.valueInfo.find(({ name }) => name === "S2")).toMatchObject({ type: { shape: ["N", 6, 14, 14] } });
  });

  test("says how its weights were drawn", () => {
    expect(decoded(bytesOf(lenet, { seed: 7 })).metadata?.get("shapewright.seed")).toBe("7");
  });

  test("leaves out what only training runs", () => {
    const { graph } = decoded(bytesOf(networkNamed("googlenet-torchvision-aux"), { weights: false }));
    const plain = decoded(bytesOf(networkNamed("googlenet-torchvision"), { weights: false })).graph;
    expect(graph.nodes.map(({ op }) => op)).toEqual(plain.nodes.map(({ op }) => op));
  });

  test("hands on an input that is an output, and a value that is two", async () => {
    const shaped = networkOf({
      name: "twice",
      input: { shape: [2] },
      layers: [{ name: "double", type: "scale", init: { type: "constant", value: 2 } }],
      outputs: { first: "double", second: "double", given: "input" },
    });
    const outputs = await runModel(bytesOf(shaped), { feeds: { input: [1, 3] } });
    const data = Object.fromEntries([...outputs].map(([name, output]) => [name, output.data]));
    expect(data).toEqual({ first: [2, 6], second: [2, 6], given: [1, 3] });
  });
});

describe("weights", () => {
  test("are the same for a seed, others for another", () => {
    const [one, again, other] = [1, 1, 2].map((seed) => bytesOf(lenet, { seed }));
    expect(one).toEqual(again);
    expect(one).not.toEqual(other);
  });

  test("come in pieces that are as long together as was said", () => {
    const { file } = exported(networkNamed("resnet-20-cifar"));
    const lengths = [...file.chunks()].map(({ length }) => length);
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(file.size);
    // 65,536 elements of 4 bytes.
    expect(Math.max(...lengths)).toBeLessThanOrEqual(262_144);
  });

  test("are the constants, zeros and ones that they should be", async () => {
    const layers = [
      { name: "sum", type: "dense", units: 2, init: "ones", bias_init: { type: "constant", value: 0.5 } },
    ];
    const shaped = networkOf({ name: "sum", input: { shape: [3] }, layers });
    // 1 + 2 + 4 + 0.5.
    const outputs = await runModel(bytesOf(shaped), { feeds: { input: [1, 2, 4] } });
    expect(outputs.get("output")?.data).toEqual([7.5, 7.5]);
  });

  test("lie in a file of their own where they are too large, aligned, and are found there", async () => {
    const model = exported(lenet, { seed: 3, externalAbove: 1000, dataFile: "lenet.data" });
    const folder = mkdtempSync(join(tmpdir(), "shapewright-"));
    try {
      const { external } = model;
      if (external === undefined) throw new Error("there is no file with weights");
      writeFileSync(join(folder, "lenet.onnx"), joinChunks(model.file));
      writeFileSync(join(folder, external.location), joinChunks(external.file));
      const { initializers } = decoded(joinChunks(model.file)).graph;
      for (const { storage } of initializers) {
        expect(storage).toMatchObject({ kind: "external", location: "lenet.data" });
        expect(storage.kind === "external" && storage.offset % 4096).toBe(0);
      }
      expect(await runModel(join(folder, "lenet.onnx"))).toEqual(await runModel(bytesOf(lenet, { seed: 3 })));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("take no space in a bare graph, which runs", async () => {
    // 133 million parameters.
    const shaped = networkNamed("vgg-11");
    const bytes = bytesOf(shaped, { weights: false });
    expect(bytes.length).toBeLessThan(50_000);
    const { graph } = decoded(bytes);
    expect(graph.nodes.filter(({ op }) => op === "ConstantOfShape")).toHaveLength(8 + 3 + 2);
  });
});

describe("a batch that stays open", () => {
  test.each([1, 3])("runs with %i, though a constant of the network depends on it", async (size) => {
    // A class token is repeated for each example: its shape is [N, 1, 8].
    const shaped = networkOf(
      {
        name: "tokens",
        input: { shape: [4, 8] },
        layers: [
          { name: "patches", type: "identity" },
          { name: "token", type: "parameter", shape: [1, 8], batch: true },
          { concat: ["token", "patches"], axis: 1 },
          { type: "multi_head_attention", heads: 2 },
        ],
      },
      { batch: "symbolic" },
    );
    const outputs = await runModel(bytesOf(shaped), { sizes: { N: size } });
    expect(outputs.get("output")?.dims).toEqual([size, 5, 8]);
  });
});

describe("refused, with a finding", () => {
  const findings = (...args: Parameters<typeof exportModel>) => exportModel(...args).diagnostics.map(String);
  test.each([12, 29, 17.5])("opset %d", (opset) => {
    expect(findings(lenet, { opset })).toEqual([expect.stringMatching(/^error\[export\/opset\].*13 to 28/)]);
  });
  test("a weight whose size is open", () => {
    const layers = ["flatten", { name: "logits", type: "dense", units: 10 }];
    const shaped = networkOf({ name: "open", input: { shape: [3, "H", "W"] }, layers });
    expect(findings(shaped)).toEqual([
      expect.stringMatching(/^error\[export\/weight\] logits\.weight: .*\[10, 3·H·W\].*--dim/),
    ]);
  });
  test("an orthogonal matrix that takes too long", () => {
    const layers = [{ name: "wide", type: "dense", units: 8192, init: "orthogonal" }];
    const shaped = networkOf({ name: "wide", input: { shape: [8192] }, layers });
    expect(findings(shaped)).toEqual([expect.stringMatching(/^error\[export\/weight\] wide\.weight: .*8192×8192/)]);
  });
  test("pooling of an open size to more than one output", () => {
    const layers = [{ name: "pool", type: "adaptive_avg_pool2d", output: 6 }];
    const shaped = networkOf({ name: "open", input: { shape: [3, "H", "W"] }, layers });
    expect(findings(shaped)).toEqual([expect.stringMatching(/^error\[export\/operator\] pool: .*opset 17: .*open/)]);
  });
});
