// The command line from outside: exit codes, bad input without a stack, suggestions, files written.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { inFolder, runCli } from "./session.js";

const spec = `name: small
input: { shape: [3, 8, 8] }
layers:
  - { name: conv1, type: conv2d, filters: 4, kernel: KERNEL }
`;

// 3·3·3·4 + 4 = 112 parameters; 6·6 positions of the output: 6·6·3·3·3·4 = 3,888 MACs.
const sound = spec.replace("KERNEL", "3");
const broken = spec.replace("KERNEL", "9");

describe("exit codes", () => {
  const cases: readonly (readonly [string, readonly string[], number])[] = [
    ["a sound network", ["check", "good.yaml"], 0],
    ["its overview", ["good.yaml"], 0],
    ["its summary", ["summary", "good.yaml"], 0],
    ["a met budget", ["check", "good.yaml", "--max-params", "112", "--expect-params", "112"], 0],
    ["help", ["--help"], 0],
    ["help of a command", ["check", "--help"], 0],
    ["version", ["--version"], 0],
    ["nothing at all", [], 0],
    ["an unsound network", ["check", "bad.yaml"], 1],
    ["summary of an unsound network", ["summary", "bad.yaml"], 1],
    ["an unsound network that may fail", ["check", "bad.yaml", "--fail-on", "never"], 0],
    ["a budget exceeded by one", ["check", "good.yaml", "--max-params", "111"], 1],
    ["another count than expected", ["check", "good.yaml", "--expect-params", "113"], 1],
    ["an unknown command", ["sumary", "good.yaml"], 2],
    ["an unknown option", ["summary", "good.yaml", "--formt", "csv"], 2],
    ["an unknown format", ["summary", "good.yaml", "--format", "xml"], 2],
    ["an unknown column", ["summary", "good.yaml", "--columns", "layr"], 2],
    ["an unknown name of the zoo", ["lenet5"], 2],
    ["a missing file", ["check", "missing.yaml"], 2],
    ["a folder as a network", ["summary", "folder.yaml"], 2],
    ["an empty file", ["check", "empty.yaml"], 2],
    ["a binary file", ["check", "binary.yaml"], 2],
    ["invalid UTF-8", ["check", "latin1.yaml"], 2],
    ["an ONNX file that is none", ["check", "model.onnx"], 2],
    ["an assumption that is none", ["check", "good.yaml", "--assume", "H ~ 3"], 2],
    ["a quantity that is none", ["check", "good.yaml", "--max-params", "many"], 2],
    ["a budget on an open batch", ["check", "good.yaml", "--dim", "N=N", "--max-macs", "4k"], 3],
  ];

  test.each(cases)("%s", async (_name, argv, code) => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, "good.yaml"), sound);
      writeFileSync(join(folder, "bad.yaml"), broken);
      writeFileSync(join(folder, "empty.yaml"), "");
      writeFileSync(join(folder, "binary.yaml"), Uint8Array.of(0, 1, 2));
      writeFileSync(join(folder, "latin1.yaml"), Uint8Array.of(0x6e, 0xe9, 0x0a));
      writeFileSync(join(folder, "model.onnx"), Uint8Array.of(8, 7));
      mkdirSync(join(folder, "folder.yaml"));
      const outcome = await runCli(argv, folder);
      expect(outcome).toMatchObject({ code });
      expect(outcome.stdout + outcome.stderr).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
      if (code !== 0) expect(outcome.stdout + outcome.stderr).not.toBe("");
    });
  });

  test("a named pipe does not block", async () => {
    await inFolder(async (folder) => {
      execFileSync("mkfifo", [join(folder, "pipe.yaml")]);
      expect(await runCli(["check", "pipe.yaml"], folder)).toMatchObject({ code: 2 });
    });
  });
});

describe("suggestions", () => {
  test.each([
    [["sumary", "lenet-5"], 'did you mean "summary"?'],
    [["lenet5"], 'did you mean "lenet-5"?'],
    [["summary", "lenet-5", "--formt", "csv"], "--format"],
    [["summary", "lenet-5", "--columns", "layr"], 'did you mean "layer"?'],
    [["explain", "lenet-5", "C33"], 'did you mean "C3"?'],
  ])("%j", async (argv, hint) => {
    expect((await runCli(argv)).stderr).toContain(hint);
  });
});

test("a layer is explained with its arithmetic", async () => {
  const { stdout } = await runCli(["explain", "lenet-5", "C3"]);
  // The lecture's third row: 14×14×6 by 5×5×16 gives 10×10×16.
  expect(stdout).toContain("floor((14 - 5)/1) + 1 = 10");
  expect(stdout).toContain("6×5×5×16 + 16 = 2,416");
  expect(stdout).toContain("10×10×6×5×5×16 = 240,000");
});

test("new writes a sound specification once", async () => {
  await inFolder(async (folder) => {
    expect(await runCli(["new", "my.yaml"], folder)).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, "my.yaml"), "utf8")).toMatch(/^# yaml-language-server: \$schema=\S+\n/);
    expect(await runCli(["check", "my.yaml"], folder)).toMatchObject({ code: 0 });
    expect(await runCli(["new", "my.yaml"], folder)).toMatchObject({ code: 2 });
    expect(await runCli(["new", "my.yaml", "--force", "--from", "lenet-5"], folder)).toMatchObject({ code: 0 });
  });
});

test("the schema line leads into an installed package", async () => {
  await inFolder(async (folder) => {
    const schemas = join(folder, "node_modules", "shapewright", "schemas");
    mkdirSync(schemas, { recursive: true });
    writeFileSync(join(schemas, "architecture.schema.json"), "{}");
    await runCli(["new", "my.yaml"], folder);
    expect(readFileSync(join(folder, "my.yaml"), "utf8").split("\n")[0]).toBe(
      "# yaml-language-server: $schema=./node_modules/shapewright/schemas/architecture.schema.json",
    );
  });
});

test.each(["bash", "zsh", "fish"])("completion for %s names every command", async (shell) => {
  const { code, stdout } = await runCli(["completion", shell]);
  expect(code).toBe(0);
  for (const name of ["summary", "check", "explain", "lenet-5"]) expect(stdout).toContain(name);
});
