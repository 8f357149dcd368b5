// An exported model, read again, has the shapes and the counts of the network that it was written from.
import { describe, expect, test } from "vitest";
import { analyseGraph } from "../../../src/analysis/analyse.js";
import { text } from "../../../src/dim/index.js";
import { inferShapes, type ShapedGraph } from "../../../src/infer/index.js";
import { decodeModel, type ExportOptions, importModel } from "../../../src/onnx/index.js";
import { onnx } from "../../../src/ops/index.js";
import { bytesOf, networkNamed } from "./networks.js";

function reimport(shaped: ShapedGraph, options: ExportOptions): ShapedGraph {
  const { value: model } = decodeModel(bytesOf(shaped, options));
  if (model === undefined) throw new Error("the bytes are no model");
  const { value: graph, diagnostics } = importModel(model);
  expect(diagnostics.map(String)).toEqual([]);
  if (graph === undefined) throw new Error("the model gives no graph");
  const again = inferShapes(graph, onnx);
  expect(again.diagnostics.filter(({ severity }) => severity !== "note").map(String)).toEqual([]);
  if (again.value === undefined) throw new Error("the graph has no shapes");
  return again.value;
}

function countsOf(shaped: ShapedGraph) {
  const { params, buffers, macs } = analyseGraph(shaped).totals;
  return { params, buffers: Number(buffers), macs: typeof macs === "object" && macs !== null ? text(macs) : macs };
}

/** Shapes of the values that both have, which is all but the renamed output. */
function shapesOf(shaped: ShapedGraph, names: readonly string[]) {
  return names.map((name) => {
    const shape = shaped.types.get(name)?.shape;
    return [name, shape?.map((size) => text(size)).join(" ")];
  });
}

const cases: readonly (readonly [name: string, options: ExportOptions, batch?: "symbolic"])[] = [
  ["lenet-5", {}],
  ["lenet-5-1998", {}],
  ["resnet-20-cifar", { opset: 13 }],
  ["mobilenet-v2", { opset: 26 }],
  ["lstm-classifier", {}],
  ["googlenet-torchvision", { weights: false }],
  ["inception-v3", { weights: false }],
  ["efficientnet-b0", { weights: false }],
  ["resnet-50", { weights: false }, "symbolic"],
  ["vgg-16-bn", { weights: false, opset: 21 }],
  ["alexnet", { weights: false }, "symbolic"],
  ["densenet-121", { weights: false }],
  ["u-net", { weights: false }],
  ["siamese", { weights: false }],
  ["vit-b-16", { weights: false, opset: 20 }],
];

for (const [name, options, batch] of cases) {
  describe(`${name} ${JSON.stringify(options)} ${batch ?? ""}`, () => {
    const shaped = networkNamed(name, batch === undefined ? {} : { batch });
    const again = reimport(shaped, options);
    test("counts", () => {
      // ONNX knows only the statistics of batch normalisations as buffers: LeNet-5's 840 fixed codes are constants there.
      const codes = name === "lenet-5-1998" ? 840 : 0;
      const { buffers, ...counts } = countsOf(shaped);
      expect(countsOf(again)).toEqual({ ...counts, buffers: buffers - codes });
    });
    test("shapes", () => {
      const names = shaped.graph.nodes.flatMap(({ outputs }) => outputs).filter((value) => again.types.has(value));
      // The value that is the output has the output's name.
      expect(names.length).toBeGreaterThanOrEqual(shaped.graph.nodes.length - shaped.graph.outputs.length);
      expect(shapesOf(again, names)).toEqual(shapesOf(shaped, names));
    });
  });
}
