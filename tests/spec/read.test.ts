// What a wrong document is told: the true finding with its place and the nearest name, and nothing else.
import { describe, expect, it } from "vitest";
import { readYaml } from "../../src/yaml.js";

const head = "name: x\ninput: { shape: [3, 8, 8] }\n";

describe("readYaml", () => {
  it("accepts a small network (the control)", () => {
    expect(readYaml(`${head}layers: [{ type: conv2d, filters: 3, kernel: 3 }, flatten]`).diagnostics).toEqual([]);
  });

  it.each([
    ["a misspelt bare layer", "layers: [flaten]", [["spec/unknown-layer", "layers[0]", 'did you mean "flatten"?']]],
    [
      "a misspelt layer type",
      "layers: [{ type: conv2, filters: 3, kernel: 3 }]",
      [["spec/unknown-layer", "layers[0].type", 'did you mean "conv2d"?']],
    ],
    [
      "a misspelt key, and so a missing one",
      "layers: [{ type: conv2d, filers: 3, kernel: 3 }]",
      [
        ["spec/missing-key", "layers[0].filters", undefined],
        ["spec/unknown-key", "layers[0].filers", 'did you mean "filters"?'],
      ],
    ],
    ["an alias", "layers: [&a flatten, *a]", [["yaml/not-allowed", undefined, undefined]]],
    ["no YAML", "layers: [", [["yaml/syntax", undefined, undefined]]],
  ])("%s", (_what, layers, expected) => {
    const found = readYaml(head + layers).diagnostics.map(({ code, context }) => [code, context.path, context.hint]);
    expect(found).toEqual(expected);
  });
});
