// The published JSON Schemas: strict Ajv compiles each, and what the commands print about every zoo network is valid.
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { architectureNames, readDocument, zooIndex } from "../src/zoo.js";
import { runCli } from "./cli/session.js";

const folder = resolve(import.meta.dirname, "../schemas");
const ending = ".schema.json";
const names = readdirSync(folder).map((file) => file.slice(0, -ending.length));

const compile = (name: string) => {
  const schema = JSON.parse(readFileSync(resolve(folder, name + ending), "utf8"));
  return new Ajv2020({ strict: true, discriminator: true, allErrors: true }).compile(schema);
};
const validators = Object.fromEntries(names.map((name) => [name, compile(name)]));

/** What a schema has against a value; empty where it is valid. */
function errorsOf(name: string, value: unknown): unknown {
  const validate = validators[name];
  if (validate === undefined) throw new Error(`there is no schema ${name}`);
  validate(value);
  return validate.errors ?? [];
}

const jsonOf = async (...argv: readonly string[]): Promise<unknown> =>
  JSON.parse((await runCli([...argv, "--format", "json"])).stdout);

test("there is one for specifications and one for each command that prints JSON", () => {
  expect(names.sort()).toEqual(["architecture", "check", "diagnosis", "diff", "explain", "list", "report", "verify"]);
});

test("what verify prints is valid", async () => {
  expect(errorsOf("verify", await jsonOf("verify", "lenet-5"))).toEqual([]);
});

test("what diff prints is valid", async () => {
  expect(errorsOf("diff", await jsonOf("diff", "alexnet", "vgg-16"))).toEqual([]);
});

test("what diagnose prints is valid, with cures, a sweep and infinities too", async () => {
  expect(errorsOf("diagnosis", await jsonOf("diagnose", "lenet-5", "--batch", "2", "--try", "he,clip"))).toEqual([]);
  const deep = resolve(import.meta.dirname, "../fixtures/train/deep-mlp.yaml");
  const written = await jsonOf("diagnose", deep, "--batch", "2", "--sweep", "depth=1,2");
  expect(errorsOf("diagnosis", written)).toEqual([]);
});

describe.each(architectureNames())("%s", (name) => {
  test.each([
    ["summary", "report"],
    ["check", "check"],
    ["explain", "explain"],
  ])("what %s prints is valid", async (command, schema) => {
    expect(errorsOf(schema, await jsonOf(command, name))).toEqual([]);
  });
});

test.each([...new Set(Object.values(zooIndex().files))])("architectures/%s.yaml is valid", (stem) => {
  expect(errorsOf("architecture", readDocument(stem))).toEqual([]);
});

test("what list prints is valid", async () => {
  expect(errorsOf("list", await jsonOf("list"))).toEqual([]);
});

const report = await jsonOf("summary", "lenet-5", "--tensors");
const mutants: readonly (readonly [string, Record<string, unknown>])[] = [
  ["a count with a fraction", { totals: { ...Object(report).totals, params: 61706.5 } }],
  ["a count as text that is no number", { totals: { ...Object(report).totals, macs: "4e5" } }],
  ["an unknown key", { parameters: 61706 }],
  ["a name that is missing", { name: undefined }],
  ["an unknown rank that is not null", { inputs: [{ name: "x", type: { dtype: "float32", shape: "?" } }] }],
  ["another version", { schemaVersion: 2 }],
];

test("the report with its tensors is valid", () => {
  expect(errorsOf("report", report)).toEqual([]);
});

test.each(mutants)("a report with %s is not valid", (_name, change) => {
  const mutant: unknown = JSON.parse(JSON.stringify({ ...Object(report), ...change }));
  expect(errorsOf("report", mutant)).not.toEqual([]);
});
