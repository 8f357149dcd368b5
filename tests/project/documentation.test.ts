// What the documentation shows is so: its commands run, its specifications read, its programs print what they say.
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { lowerSpec } from "../../src/spec/index.js";
import { readYaml } from "../../src/yaml.js";
import { runCli } from "../cli/session.js";
import { codeBlocks, runProgram } from "./program.js";

describe("commands in the README", () => {
  const commands = codeBlocks("README.md", "sh").flatMap(({ text }) =>
    text.split("\n").flatMap((line) => /^shapewright (.*?)(?:\s+#.*)?$/.exec(line)?.[1] ?? []),
  );
  test("there are some", () => expect(commands.length).toBeGreaterThan(8));
  test.each(commands)("shapewright %s", async (command) => {
    const { code, stdout, stderr } = await runCli(command.split(/\s+/));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).not.toBe("");
  });
});

describe("specifications in the documentation", () => {
  const blocks = codeBlocks("docs/specification.md", "yaml");
  test("there are some", () => expect(blocks.length).toBeGreaterThan(1));
  test.each(blocks)("$text", ({ text }) => {
    const spec = readYaml(text);
    expect(spec.diagnostics.map(String)).toEqual([]);
    if (spec.ok) expect(lowerSpec(spec.value).diagnostics.map(String)).toEqual([]);
  });
});

describe("programs in the README", () => {
  const programs = codeBlocks("README.md", "ts");
  test("there are some", () => expect(programs.length).toBeGreaterThan(1));
  test.each(programs)("$text", async ({ text }) => {
    const { printed, promised } = await runProgram(text);
    expect(printed).toHaveLength(promised.length);
    for (const [index, comment] of promised.entries()) {
      if (comment === undefined) expect(printed[index]).toContain("72,234");
      else expect(printed[index]).toBe(comment.replace(/n$/, ""));
    }
  });
});

describe("CONTRIBUTING", () => {
  const text = readFileSync("CONTRIBUTING.md", "utf8");
  /** The recipes' stand-ins, filled in with what exists. */
  const filled = text
    .replaceAll("ops/NAME", "ops/conv")
    .replaceAll("architectures/NAME", "architectures/vgg")
    .replaceAll("ops/FAMILY", "ops/conv");
  const paths = [...filled.matchAll(/`([\w-]+(?:\/[\w.-]+)+\/?)`/g)].map(([, path = ""]) => path);
  test("names places", () => expect(paths.length).toBeGreaterThan(6));
  test.each(paths)("%s exists", (path) => expect(existsSync(path)).toBe(true));
  test.each([
    ["an operator", "src/ops/conv/definition.ts", "defineOperator({"],
    ["a layer", "src/spec/layers/convolution.ts", "defineLayer({"],
    ["the registry of operators", "src/ops/registry.ts", "Conv: conv,"],
  ])("%s is written as the recipe says", (_name, file, call) => {
    expect(readFileSync(file, "utf8")).toContain(call);
  });
});
