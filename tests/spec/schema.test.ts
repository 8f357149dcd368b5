// The JSON Schema made from Zod: strict Ajv compiles it, and both accept and refuse the same documents, for the same reasons.
import { readdirSync, readFileSync } from "node:fs";
import type { ErrorObject } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSpec, specSchema } from "../../src/spec/index.js";
import { architectureJsonSchema } from "../../src/spec/json-schema.js";
import { parseYaml } from "../../src/spec/yaml.js";

const validate = new Ajv2020({ strict: true, discriminator: true, allErrors: true }).compile(architectureJsonSchema());

/** Errors of the parts that were meant; `if` only says that one of its branches failed. */
function errorsOf(document: unknown): readonly ErrorObject[] {
  validate(document);
  return (validate.errors ?? []).filter(({ keyword }) => keyword !== "if");
}

const valid: Record<string, unknown> = {
  tiny: { name: "t", input: { shape: [3, "H", "W"] }, layers: ["relu"] },
  structures: {
    name: "t",
    input: { shape: [3, 8, 8] },
    parameters: { a: 3, b: "list", c: { type: "boolean", default: true } },
    functions: { "f(x)": "x + 1" },
    defaults: { activation: "relu", conv2d: { bias: false, padding: "same" }, leaky_relu: { alpha: 0.2 } },
    blocks: {
      b: {
        parameters: { n: "integer" },
        let: { m: "n * 2" },
        layers: [{ type: "conv2d", filters: "m", kernel: [1, 3], padding: [[0, 1], 2] }],
      },
    },
    layers: [
      {
        residual: {
          body: [{ use: "b", n: 3, name: "x", type: "anything" }],
          shortcut: [],
          when: "a > 1",
          activation: { type: "elu", alpha: 2 },
        },
      },
      { parallel: { merge: "concat", branches: { left: "relu", right: [{ op: "Abs" }] } } },
      {
        parallel: { over: [[0, 1], [2]], as: "maps", branch: [{ type: "select", axis: "channels", indices: "maps" }] },
      },
      {
        repeat: {
          table: {
            columns: ["p", "q"],
            rows: [
              [1, "relu"],
              [2, [3, 4]],
            ],
          },
          times: "p",
          body: "relu",
        },
      },
      { when: "c", then: [{ concat: ["x", "previous"], axis: 1 }], else: [{ sequence: ["sigmoid"], name: "s" }] },
      { training_only: [{ type: "dense", units: 10, init: { type: "normal", std: 0.01 }, from: "x", weights: "x" }] },
      { op: "Slice", inputs: ["previous", { constant: [0] }, { parameter: [3], init: "zeros" }], axis: 3, outputs: 2 },
    ],
    outputs: { main: "x" },
  },
};

for (const folder of ["fixtures/specs", "architectures"]) {
  for (const file of readdirSync(folder)) {
    valid[`${folder}/${file}`] = parseYaml(readFileSync(`${folder}/${file}`, "utf8")).value?.document;
  }
}

describe.each(Object.entries(valid))("%s", (_name, document) => {
  test("both accept it", () => {
    expect(specSchema().safeParse(document).error?.issues ?? []).toEqual([]);
    expect(errorsOf(document)).toEqual([]);
  });
});

const broken: readonly (readonly [string, unknown, readonly string[]])[] = [
  ["unknown key of a layer", { type: "dense", units: 3, unit: 4 }, ["/layers/0"]],
  [
    "two wrong keys deep inside",
    { residual: { body: [{ type: "dense" }, { type: "relu", a: 1 }] } },
    ["/layers/0/residual/body/0", "/layers/0/residual/body/1"],
  ],
  ["unknown layer", { type: "conv2" }, ["/layers/0"]],
  ["unknown bare layer", "rleu", ["/layers/0"]],
  ["no telling key", { kernel: 3 }, ["/layers/0"]],
  ["a number", 3, ["/layers/0"]],
  ["a wrong key beside the telling one", { repeat: { times: 3, body: "relu" }, tiems: 3 }, ["/layers/0"]],
];

describe.each(broken)("%s", (_name, item, paths) => {
  const document = { name: "t", input: { shape: [3] }, layers: [item] };
  test("both refuse it, each with the true errors only", () => {
    expect(errorsOf(document).map(({ instancePath }) => instancePath)).toEqual(paths);
    expect(readSpec(document).diagnostics).toHaveLength(paths.length);
  });
});

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Places of all parts of a document. */
function* places(value: Json, path: readonly (string | number)[] = []): Iterable<readonly (string | number)[]> {
  if (path.length > 0) yield path;
  if (typeof value !== "object" || value === null) return;
  for (const [key, part] of Object.entries(value))
    yield* places(part, [...path, Array.isArray(value) ? Number(key) : key]);
}

/** The document with one part replaced, removed, or a key added beside it. */
function mutate(
  document: Json,
  path: readonly (string | number)[],
  kind: "replace" | "remove" | "add",
  replacement: Json,
): Json {
  const copy: Json = structuredClone(document);
  let parent: Json = copy;
  for (const key of path.slice(0, -1)) parent = (parent as Record<string | number, Json>)[key] ?? null;
  const holder = parent as Record<string | number, Json>;
  const last = path.at(-1) ?? "";
  if (kind === "add" && !Array.isArray(parent)) holder.extra = replacement;
  else if (kind === "remove" && Array.isArray(parent)) parent.splice(Number(last), 1);
  else if (kind === "remove") delete holder[last];
  else holder[last] = replacement;
  return copy;
}

test("Zod and Ajv accept and refuse the same documents", () => {
  const documents = Object.values(valid) as Json[];
  const part: fc.Arbitrary<Json> = fc.oneof(
    fc.constantFrom<Json>(
      null,
      true,
      0,
      -1,
      1,
      2.5,
      1e9,
      "",
      "x",
      "{x}",
      "relu",
      "conv2d",
      "same",
      "none",
      [],
      {},
      [1],
      [1, 2],
      ["a"],
      { type: "relu" },
      { type: "x" },
      { use: "b" },
      { constant: 1 },
      "integer",
      "float32",
    ),
    fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as Json),
  );
  let refused = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...documents),
      fc.nat(),
      fc.constantFrom("replace", "remove", "add"),
      part,
      (document, pick, kind, replacement) => {
        const all = [...places(document)];
        const path = all[pick % all.length] ?? [];
        const mutant = mutate(document, path, kind, replacement);
        fc.pre(!JSON.stringify(mutant).includes("__proto__"));
        const accepted = specSchema().safeParse(mutant).success;
        if (!accepted) refused += 1;
        expect(validate(mutant), JSON.stringify(validate.errors?.slice(0, 3))).toBe(accepted);
        const findings = readSpec(mutant).diagnostics;
        expect(findings.length > 0).toBe(!accepted);
        // A key too many with a plain value is one thing that is wrong, however many forms the item might have had. (Where a value is a
        // number, a text or a list, Ajv says at that place of each why it is not.)
        if (kind === "add" && !accepted && typeof path.at(-1) === "string" && typeof replacement !== "object") {
          expect(findings.map(String)).toHaveLength(1);
          expect(new Set(errorsOf(mutant).map(({ instancePath }) => instancePath)).size).toBe(1);
        }
      },
    ),
    { numRuns: 400 },
  );
  expect(refused).toBeGreaterThan(80);
});

test("every key has a description for editors", () => {
  const undescribed: string[] = [];
  const definitions = architectureJsonSchema().$defs ?? {};
  for (const [name, definition] of Object.entries(definitions)) {
    for (const [key, property] of Object.entries(definition.properties ?? {})) {
      if (typeof property === "object" && property.description === undefined && property.$ref === undefined)
        undescribed.push(`${name}.${key}`);
    }
  }
  expect(undescribed).toEqual([]);
});
