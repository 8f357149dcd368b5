// What people see, whole: the output of commands against files that a human has looked at; UPDATE_GOLDEN=1 rewrites them.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runCli } from "./cli/session.js";

const folder = new URL("../fixtures/golden/", import.meta.url);
const isUpdate = process.env.UPDATE_GOLDEN === "1";
const width = 80;

/** File name, command line, exit code. */
const goldens: readonly (readonly [file: string, argv: string, code: number])[] = [
  ["overview-lenet-5.txt", "lenet-5", 0],
  ["overview-alexnet.txt", "alexnet", 0],
  ["overview-googlenet-aux.txt", "googlenet-aux", 0],
  ["list.txt", "list", 0],
  ["summary-lenet-5.txt", "summary lenet-5", 0],
  ["summary-lenet-5-lecture.txt", "summary lenet-5 --style lecture", 0],
  ["summary-alexnet-structure.txt", "summary alexnet --style structure", 0],
  ["summary-resnet-50.txt", "summary resnet-50", 0],
  ["summary-googlenet-aux-depth-1.txt", "summary googlenet-aux --depth 1", 0],
  ["summary-vgg-16-top-5.txt", "summary vgg-16 --top 5", 0],
  ["explain-lenet-5-c3.txt", "explain lenet-5 C3", 0],
  ["explain-lenet-5.txt", "explain lenet-5", 0],
  ["explain-resnet-50-thop.txt", "explain resnet-50 --convention thop", 0],
  ["check-faulty.txt", "check fixtures/golden/faulty.yaml", 1],
  ["lenet-5.md", "summary lenet-5 --format markdown", 0],
  ["lenet-5-lecture.md", "summary lenet-5 --style lecture --format markdown", 0],
  ["lenet-5.csv", "summary lenet-5 --format csv", 0],
  ["alexnet-structure.tex", "summary alexnet --style structure --format latex", 0],
  ["lenet-5.html", "summary lenet-5 --format html", 0],
];

describe.each(goldens)("%s", (file, argv, code) => {
  test(`is what \`shapewright ${argv}\` writes`, async () => {
    const outcome = await runCli(argv.split(" "), process.cwd(), width);
    expect(outcome).toMatchObject({ code, stderr: "" });
    const place = new URL(file, folder);
    if (isUpdate) writeFileSync(place, outcome.stdout);
    expect(outcome.stdout, "UPDATE_GOLDEN=1 npx vitest run tests/golden.test.ts").toBe(readFileSync(place, "utf8"));
  });
});

describe.each(goldens.map(([file]) => file).filter((file) => file.endsWith(".txt")))("%s", (file) => {
  const lines = readFileSync(new URL(file, folder), "utf8").split("\n");

  test(`keeps to ${width} columns`, () => {
    expect(lines.filter((line) => [...line].length > width)).toEqual([]);
    expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
  });

  test("cuts no word", () => {
    // A cut name ends in an ellipsis; one that leads to the last of several alike stands apart.
    expect(lines.filter((line) => /\S…/.test(line))).toEqual([]);
  });
});

test("no golden file is left over", () => {
  const known = ["faulty.yaml", ...goldens.map(([file]) => file)];
  expect(readdirSync(folder).sort()).toEqual(known.sort());
});
