// `shapewright export` from outside: the file it writes, what it says, what it refuses.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeModel } from "../../src/onnx/index.js";
import { inFolder, runCli } from "./session.js";

describe("export", () => {
  test("writes a model and says what it holds", async () => {
    await inFolder(async (folder) => {
      const { code, stdout } = await runCli(["export", "lenet-5", "out.onnx", "--seed", "4", "--opset", "18"], folder);
      expect(code).toBe(0);
      // 61,706 parameters of 4 bytes are 0.247 MB; the graph takes the rest.
      expect(stdout).toBe("out.onnx written: opset 18, IR version 8, 61,706 parameters drawn with seed 4, 0.248 MB.\n");
      const { value } = decodeModel(readFileSync(join(folder, "out.onnx")));
      expect(value).toMatchObject({ irVersion: 8, producer: { name: "shapewright" } });
    });
  });

  test("keeps the batch open, and leaves the weights out, on request", async () => {
    await inFolder(async (folder) => {
      const { code } = await runCli(["export", "vgg-16", "v.onnx", "--no-weights", "--dim", "N=N"], folder);
      expect(code).toBe(0);
      const bytes = readFileSync(join(folder, "v.onnx"));
      expect(bytes.length).toBeLessThan(50_000);
      expect(decodeModel(bytes).value?.graph.inputs[0]?.type).toMatchObject({ shape: ["N", 3, 224, 224] });
    });
  });

  const unsound = "name: unsound\ninput: { shape: [1, 4, 4] }\nlayers: [{ type: conv2d, filters: 2, kernel: 9 }]\n";
  const open = "name: open\ninput: { shape: [1, H] }\nlayers: [{ name: d, type: dense, units: 2 }]\n";
  test.each([
    ["another extension", ["lenet-5", "out.txt"], 2, /a model is a \.onnx file, not "out\.txt"/],
    ["an opset too old", ["lenet-5", "out.onnx", "--opset", "9"], 2, /opset 9 is not written; 13 to 28 are/],
    ["a seed that is none", ["lenet-5", "out.onnx", "--seed", "-1"], 2, /--seed: "-1" is not a whole number/],
    ["a folder that is not there", ["lenet-5", "none/out.onnx"], 2, /cannot write none\/out\.onnx: ENOENT/],
    ["the file that it reads", ["out.onnx", "out.onnx"], 2, /out\.onnx is the file to be read/],
    ["an unknown network", ["lenet", "out.onnx"], 2, /neither a file nor an architecture/],
    ["an unsound network", ["unsound.yaml", "out.onnx"], 1, /kernel 9 does not fit/],
    [
      "an unsound network that may fail",
      ["unsound.yaml", "out.onnx", "--fail-on", "never"],
      1,
      /kernel 9 does not fit/,
    ],
    ["a weight of open size", ["open.yaml", "out.onnx"], 1, /export\/weight.*d\.weight/],
  ] as const)("refuses %s and writes nothing", async (_name, argv, code, message) => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, "unsound.yaml"), unsound);
      writeFileSync(join(folder, "open.yaml"), open);
      const outcome = await runCli(["export", ...argv], folder);
      expect(outcome.code).toBe(code);
      expect(outcome.stderr).toMatch(message);
      expect(readdirSync(folder).sort()).toEqual(["open.yaml", "unsound.yaml"]);
    });
  });
});
