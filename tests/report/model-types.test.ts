// `shapewright types`: what it writes compiles with onnxruntime's own types, and holds a program to the model.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { model, node } from "../../scripts/broken-models/writer.js";
import { ModelProto } from "../../src/onnx/codec/onnx-proto.js";
import { inFolder, runCli } from "../cli/session.js";

const bytes = model({
  nodes: [node("logits = GlobalAveragePool(images)"), node("ids = Cast(mask)", { to: 7 })],
  inputs: [
    "images float32[batch, 3, height, width]",
    "mask bool[1, 2]",
    "odd-name float16[]",
    "packed float8e4m3fn[4]",
  ],
  outputs: ["logits float32[batch, 3, 1, 1]", "ids int64[1, 2]"],
});

const program = `
import { InferenceSession, Tensor } from "onnxruntime-web";
import type { InputShapes, Inputs, OutputShapes, Outputs } from "./model.js";
const session = await InferenceSession.create("m.onnx");
const shape: InputShapes["images"] = [1, 3, 224, 224];
const images = new Tensor("float32", new Float32Array(3 * 224 * 224), shape);
declare const rest: Omit<Inputs, "images">;
const outputs = (await session.run({ images, ...rest } satisfies Inputs)) as Outputs;
const logits: Float32Array = outputs.logits.data;
const ids: BigInt64Array = outputs.ids.data;
const size: OutputShapes["logits"][1] = 3;
// @ts-expect-error there is no such output
outputs.scores;
// @ts-expect-error an image has three channels
const gray: InputShapes["images"] = [1, 1, 224, 224];
// @ts-expect-error images are float32
const wrong: Inputs = { images: new Tensor("int64", new BigInt64Array(1), [1]), ...rest };
console.log(logits, ids, size, gray, wrong);
`;

test("a program with the declaration compiles, and a wrong one does not", async () => {
  // Inside the repository, so that the compiler finds onnxruntime's types.
  mkdirSync(resolve("node_modules/.cache"), { recursive: true });
  const folder = mkdtempSync(resolve("node_modules/.cache/types-"));
  try {
    writeFileSync(join(folder, "model.onnx"), bytes);
    writeFileSync(join(folder, "use.ts"), program);
    const { code, stderr } = await runCli(["types", "model.onnx", "-o", "model.d.ts"], folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--lib", "es2023,dom"];
    const tsc = resolve("node_modules/typescript/bin/tsc");
    const run = spawnSync(process.execPath, [tsc, ...options, "--ignoreConfig", "--types", "", "use.ts"], {
      cwd: folder,
    });
    expect(String(run.stdout)).toBe("");
    expect(run.status).toBe(0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);

test("the text", async () => {
  await inFolder(async (folder) => {
    writeFileSync(join(folder, "model.onnx"), bytes);
    const { stdout } = await runCli(["types", "model.onnx", "--package", "onnxruntime-node"], folder);
    expect(stdout).toContain('import type { Tensor, TypedTensor } from "onnxruntime-node";');
    expect(stdout).toContain('  images: TypedTensor<"float32">;');
    expect(stdout).toContain("  images: readonly [batch: number, axis1: 3, height: number, width: number];");
    expect(stdout).toContain('  "odd-name": TypedTensor<"float16">;');
    expect(stdout).toContain("  packed: Tensor;");
    expect(stdout).toContain("  /** bool[1, 2] */");
  });
});

test("names of a file cannot break out of comments or strings", async () => {
  const hostile = 'x"*/;evil()';
  const message = new ModelProto({ ...ModelProto.decode(new (await reader())(bytes)), docString: "" });
  const graph = message.graph;
  if (graph === null) throw new Error("no graph");
  const inputs = graph.input.map((input) => ({ ...input, name: input.name === "packed" ? hostile : input.name }));
  const renamed = ModelProto.encode(new ModelProto({ ...message, graph: { ...graph, input: inputs } })).finish();
  await inFolder(async (folder) => {
    writeFileSync(join(folder, "model.onnx"), renamed);
    await runCli(["types", "model.onnx", "-o", "model.d.ts"], folder);
    expect(readFileSync(join(folder, "model.d.ts"), "utf8")).toContain(`  ${JSON.stringify(hostile)}: Tensor;`);
  });
});

const reader = async () => (await import("../../src/onnx/codec/exact-reader.js")).ExactReader;
