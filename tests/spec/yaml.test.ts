// Reading text: what a document is worth, where its parts stand, and what is refused.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSpec } from "../../src/spec/index.js";
import { parseYaml } from "../../src/spec/yaml.js";

function refusal(text: string) {
  const parsed = parseYaml(text, "a.yaml");
  return parsed.ok ? undefined : parsed.diagnostics[0];
}

const yaml = `name: t
input:
  shape: [3, 32, 32]
layers:
  - relu
  - { type: conv2d, filters: 8,
      kernel: 3 }
`;
const json = JSON.stringify({ name: "t", layers: ["relu", { type: "conv2d", filters: 8 }] }, null, 2);

test("YAML and JSON give plain values", () => {
  const parsed = parseYaml(yaml);
  expect(parsed.value?.document).toEqual({
    name: "t",
    input: { shape: [3, 32, 32] },
    layers: ["relu", { type: "conv2d", filters: 8, kernel: 3 }],
  });
  expect(parseYaml(json).value?.document).toEqual(JSON.parse(json));
});

describe("positions", () => {
  test.each([
    [yaml, ["layers", 1, "kernel"], "7:7"],
    [yaml, ["layers", 1], "6:5"],
    [yaml, ["layers", 1, "nothing"], "6:5"],
    [yaml, ["input", "shape", 2], "3:18"],
    [yaml, [], "1:1"],
    [json, ["layers", 1, "filters"], "7:7"],
    [json, ["layers", 0], "4:5"],
    [json, ["layers", 1, "nothing"], "5:5"],
  ])("of a part", (text, path, place) => {
    const source = parseYaml(text, "a.yaml").value?.locate(path);
    expect(`${source?.line}:${source?.column}`).toBe(place);
    expect(source?.file).toBe("a.yaml");
  });
});

describe("refused", () => {
  test.each([
    ["nothing", "", "input/empty"],
    ["only a comment", "# hello\n", "input/empty"],
    ["a NUL character", "name: a\0b", "input/not-text"],
    ["a quote that is not closed", "name: 'x\nlayers: []", "yaml/syntax"],
    ["a tab that indents", "input:\n\tshape: [3]", "yaml/syntax"],
    ["a duplicate key", "name: a\nname: b\n", "yaml/duplicate-key"],
    ["a duplicate key in JSON", '{ "name": "a", "name": "b" }', "yaml/duplicate-key"],
    ["an anchor", "name: &a x\n", "yaml/not-allowed"],
    ["an alias", "name: &a x\ntitle: *a\n", "yaml/not-allowed"],
    ["a merge key", "input: { <<: { shape: [3] } }\n", "yaml/not-allowed"],
    ["a tag", "name: !!str x\n", "yaml/not-allowed"],
    ["a code tag", "name: !!js/function 'x'\n", "yaml/not-allowed"],
    ["a second document", "name: a\n---\nname: b\n", "yaml/not-allowed"],
    ["the key __proto__", "__proto__: { a: 1 }\n", "yaml/not-allowed"],
    ["the key __proto__ in JSON", '{ "__proto__": 1 }', "yaml/not-allowed"],
    ["a key that is a list", "[1, 2]: 3\n", "yaml/syntax"],
    ["20,000 lists in each other", `layers: ${"[".repeat(20_000)}${"]".repeat(20_000)}`, "spec/too-deep"],
    ["a million open lists", `layers: ${"[".repeat(1_000_000)}`, "spec/too-deep"],
    ["20,000 lists in each other in JSON", `{"layers": ${"[".repeat(20_000)}${"]".repeat(20_000)}}`, "spec/too-deep"],
    ["20,000 dashes", `layers:\n ${"- ".repeat(20_000)}relu`, "spec/too-deep"],
    ["ever deeper mappings", Array.from({ length: 300 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"), "spec/too-deep"],
    [
      "anchors that explode",
      `a: &a [x, x]\n${[..."bcdefghij"].map((k, i) => `${k}: &${k} [*${"abcdefghi"[i]}, *${"abcdefghi"[i]}]`).join("\n")}`,
      "yaml/not-allowed",
    ],
  ])("%s", (_name, text, code) => {
    expect(refusal(text)?.code).toBe(code);
  });

  test("with its position", () => {
    expect(refusal("name: a\ntitle: x\nname: b\n")?.context.source).toEqual({ file: "a.yaml", line: 3, column: 1 });
    expect(refusal('{\n "name": 1,\n  "name": 2 }')?.context.source).toEqual({ file: "a.yaml", line: 3, column: 3 });
  });
});

test("64 levels are not too deep", () => {
  const nested = `layers: ${"[".repeat(62)}${"]".repeat(62)}`;
  expect(parseYaml(nested).ok).toBe(true);
});

test("any text is a document or a finding, and never throws", () => {
  const words = fc.constantFrom(
    "a",
    ": ",
    "- ",
    "\n",
    "  ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "'",
    '"',
    "#",
    "&a",
    "*a",
    "!t",
    "|",
    ">",
    "? ",
    "---\n",
    "...\n",
    "<<",
    "__proto__",
    "1",
    "\t",
    "%",
    "@",
    "é",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(words, { maxLength: 40 }).map((parts) => parts.join("")),
      ),
      (text) => {
        const parsed = parseYaml(text);
        if (parsed.ok) readSpec(parsed.value.document, parsed.value.locate);
        else expect(parsed.diagnostics.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 1000 },
  );
});

test("any JSON value is read as JSON.parse reads it, unless it nests too deeply", () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.string().filter((key) => key !== "__proto__"),
        fc.jsonValue({ maxDepth: 4 }),
      ),
      (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes("__proto__"));
        expect(parseYaml(text).value?.document).toEqual(JSON.parse(text));
      },
    ),
  );
});
