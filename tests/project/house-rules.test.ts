// The habits of the project that a machine can check: sizes, names, forbidden constructs, nothing of one's own machine.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { SourceFile } from "./import-table.js";
import { listFiles, readSources } from "./repository.js";

const mostLines = 400;

interface Rule {
  readonly name: string;
  readonly isBroken: (file: SourceFile) => boolean;
  /** A file that breaks the rule, so that a rule which sees nothing is noticed. */
  readonly planted: SourceFile;
}

/** Comments and string literals say "any" freely; only code counts. */
const readCode = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|(?<!:)\/\/.*$/gm, (found) => (found.startsWith('"') ? '""' : ""));

const plant = (text: string, path = "spec/planted.ts"): SourceFile => ({ path, text });

const codeRule = (name: string, pattern: RegExp, planted: string): Rule => ({
  name,
  isBroken: ({ text }) => pattern.test(readCode(text)),
  planted: plant(planted),
});

const rules: readonly Rule[] = [
  {
    name: `at most ${mostLines} lines`,
    isBroken: ({ text }) => text.trimEnd().split("\n").length > mostLines,
    planted: plant("//\n".repeat(mostLines + 1)),
  },
  {
    name: "opens with a comment",
    isBroken: ({ text }) => !/^(#!.*\n)?\/[/*]/.test(text),
    planted: plant("export const a = 1;\n"),
  },
  {
    name: "no folder or file of odds and ends",
    isBroken: ({ path }) => /(^|\/)(utils?|helpers?|common|misc|types)(\.ts$|\/)/.test(path),
    planted: plant("", "spec/utils/list.ts"),
  },
  {
    name: "kebab-case names",
    isBroken: ({ path }) => !/^([a-z0-9]+(-[a-z0-9]+)*\/)*[a-z0-9]+(-[a-z0-9]+)*(\.(test|d))?\.ts$/.test(path),
    planted: plant("", "spec/readSpec.ts"),
  },
  codeRule("no export *", /\bexport\s*\*(?!\s*as\b)/, 'export * from "./a.js";'),
  // Biome's noExplicitAny knows the syntax; this notices a biome.json that no longer asks for it.
  codeRule("no any", /(:|<|\bas|\|)\s*any\b(?!\s*[:(])|\bany\s*(>|\[\])/, "const a: Map<string, any> = b;"),
  codeRule("no as unknown as", /\bas\s+unknown\s+as\b/, "const a = b as unknown as C;"),
  codeRule("no evaluated code", /\beval\s*\(|\bnew\s+Function\b/, "eval(text)"),
  {
    name: "no suppressed checks",
    isBroken: ({ text }) => /@ts-(ignore|nocheck|expect-error)|biome-ignore(?!\s\S+: \S)/.test(text),
    planted: plant("// @ts-ignore\n"),
  },
];

describe.each(rules)("$name", ({ isBroken, planted }) => {
  test("in src", () => {
    expect(
      readSources("src")
        .filter(isBroken)
        .map(({ path }) => path),
    ).toEqual([]);
  });
  test("is noticed where it is broken", () => {
    expect(isBroken(planted)).toBe(true);
  });
});

/** Written in parts, so that this file does not contain what it looks for. */
const foreign = [
  ["registry", "npmjs"],
  ["registry", "yarnpkg"],
].map((parts) => parts.join("."));
const ownFolder = new RegExp(`/${"work"}/(main|shared|\\.)`);

test("no registry and no folder of one's machine is named in a file of the repository", () => {
  const files = listFiles();
  expect(files).toContain("package.json");
  const naming = files.filter((path) => {
    const text = readFileSync(path, "latin1");
    return foreign.some((host) => text.includes(host)) || ownFolder.test(text);
  });
  expect(naming).toEqual([]);
});

test("the lock file names no place to download from", () => {
  expect(readFileSync("package-lock.json", "utf8")).not.toContain('"resolved"');
});
