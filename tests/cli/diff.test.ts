// `shapewright diff`: its table, Markdown that fits a comment, JSON by its schema, exit codes.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { diffSchema } from "../../src/report/wire.js";
import { inFolder, runCli } from "./session.js";

test("the table names what was added, folded, with its share of the totals", async () => {
  const { code, stdout, stderr } = await runCli(["diff", "resnet-50", "resnet-101"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^Parameters +25,557,032 +44,549,160 +\+18,992,128 +\+74\.3$/m);
  expect(stdout).toMatch(/^ +layer3\.6 +bottleneck of 10 layers, gives 1×1024×14×14 +\+1,117,184/m);
  expect(stdout).toMatch(/^ +… layer3\.22 +17 alike, each$/m);
  expect(stdout.split("\n").every((line) => line.length <= 80)).toBe(true);
});

test("the same network twice", async () => {
  const { code, stdout } = await runCli(["diff", "lenet-5", "lenet-5", "--exit-code"]);
  expect(code).toBe(0);
  expect(stdout).toContain("The same network: all 12 layers match, every shape and count is equal.");
});

test("--format markdown folds a long table away", async () => {
  const { stdout } = await runCli(["diff", "lenet-5", "vgg-16", "--format", "markdown"]);
  expect(stdout).toMatch(/^## lenet-5 → vgg-16$/m);
  expect(stdout).toMatch(/<details><summary>\d+ layers differ<\/summary>/);
  const short = await runCli(["diff", "vgg-16", "vgg-19", "--format", "markdown"]);
  expect(short.stdout).not.toContain("<details>");
});

test("--format json is valid by its schema", async () => {
  const { stdout } = await runCli(["diff", "alexnet", "alexnet-torchvision", "--format", "json"]);
  const diff = diffSchema.parse(JSON.parse(stdout));
  expect(diff.equal).toBe(false);
  // Krizhevsky's ungrouped network of the lecture, and torchvision's published count.
  expect(diff.totals.params).toMatchObject({ a: 62378344, b: 61100840, change: -1277504 });
});

describe("exit codes", () => {
  test("1 where the networks differ, if asked for", async () => {
    expect((await runCli(["diff", "vgg-16", "vgg-19", "--exit-code"])).code).toBe(1);
  });

  test("1 where a total grows by more than allowed, which is said", async () => {
    const { code, stderr } = await runCli(["diff", "vgg-16", "vgg-19", "--max-growth", "3%"]);
    expect(code).toBe(1);
    expect(stderr).toContain("Parameters grew by +3.8 %, more than the 3 % allowed");
    expect((await runCli(["diff", "vgg-16", "vgg-19", "--max-growth", "30"])).code).toBe(0);
    expect((await runCli(["diff", "vgg-19", "vgg-16", "--max-growth", "0%"])).code).toBe(0);
  });

  test("2 for a percentage that is none, and for a network that cannot be read", async () => {
    expect((await runCli(["diff", "vgg-16", "vgg-19", "--max-growth", "lots"])).code).toBe(2);
    const { code, stderr } = await runCli(["diff", "vgg-16", "vgg-61"]);
    expect(code).toBe(2);
    expect(stderr).toContain('"vgg-61" is neither a file nor an architecture');
  });
});

test("a specification against its own export is the same network", async () => {
  await inFolder(async (folder) => {
    writeFileSync(
      join(folder, "n.yaml"),
      "name: n\ninput: { shape: [3, 8, 8] }\nlayers:\n  - { type: conv2d, filters: 4, kernel: 3 }\n  - relu\n  - dropout\n  - flatten\n  - { type: dense, units: 10 }\n",
    );
    expect((await runCli(["export", "n.yaml", "n.onnx"], folder)).code).toBe(0);
    const { code, stdout } = await runCli(["diff", "n.yaml", "n.onnx", "--exit-code"], folder);
    expect(stdout).toContain("The same network: all 4 operators match");
    expect(code).toBe(0);
  });
});
