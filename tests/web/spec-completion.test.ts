// What the editor suggests at a place of a specification, from the published schema.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { suggest } from "../../src/web/views/spec-completion.js";

const schema = JSON.parse(readFileSync("schemas/architecture.schema.json", "utf8"));

const labels = (before: string): readonly string[] => suggest(schema, before)?.options.map(({ label }) => label) ?? [];

describe("suggests", () => {
  test.each([
    ["the document's keys at its margin", "name: x\nla", "layers"],
    ["layer types after `type:`", "layers:\n  - { type: con", "conv2d"],
    ["layer types as items", "layers:\n  - re", "relu"],
    ["keys of the layer in braces", "layers:\n  - { type: conv2d, fil", "filters"],
    ["keys of the layer in lines", "layers:\n  - name: a\n    type: conv2d\n    ker", "kernel"],
    ["activations", "layers:\n  - { type: conv2d, activation: re", "relu6"],
  ])("%s", (_what, before, wanted) => {
    expect(labels(before)).toContain(wanted);
  });
});

test("keys of one layer are not offered to the next", () => {
  expect(labels("layers:\n  - type: conv2d\n    filters: 3\n  - type: dropout\n    ")).not.toContain("filters");
});

test("a layer that needs no key stands alone as an item, another one begins a mapping", () => {
  const options = suggest(schema, "layers:\n  - ")?.options ?? [];
  const applied = Object.fromEntries(options.map(({ label, apply }) => [label, apply]));
  expect(applied.relu).toBe("relu");
  expect(applied.conv2d).toBe("type: conv2d");
});

test.each(["layers:\n  - { type: conv2d, filters: ", "# a comment that goes on"])("nothing after %j", (before) => {
  expect(suggest(schema, before)?.options ?? []).toEqual([]);
});
