// What is wrong with a document: the code, the place and the hint of each finding, and that no other is reported.
import { describe, expect, test } from "vitest";
import { findingsOfText } from "./network.js";

/** One layer in a small document. */
const layer = (text: string): string => `name: t\ninput: { shape: [3, 32, 32] }\nlayers:\n  - ${text}\n`;
const layers = (...items: readonly string[]): string => layer(items.join("\n  - "));

interface Fault {
  readonly text: string;
  readonly code: string;
  readonly path?: string;
  readonly at?: string;
  readonly hint?: RegExp;
}

const faults: Record<string, Fault> = {
  "unknown key": {
    text: layer("{ type: dense, units: 3, unit: 4 }"),
    code: "spec/unknown-key",
    path: "layers[0].unit",
    at: "4:30",
  },
  "unknown key with a near name": {
    text: layer("{ type: relu, nmae: a }"),
    code: "spec/unknown-key",
    path: "layers[0].nmae",
    hint: /"name"/,
  },
  "unknown key of the document": {
    text: `${layer("relu")}block: {}\n`,
    code: "spec/unknown-key",
    path: "block",
    hint: /"blocks"/,
  },
  "unknown layer": {
    text: layer("{ type: conv2, filters: 3, kernel: 3 }"),
    code: "spec/unknown-layer",
    path: "layers[0].type",
    hint: /"conv2d"/,
  },
  "unknown bare layer": {
    text: layer("rleu"),
    code: "spec/unknown-layer",
    path: "layers[0]",
    at: "4:5",
    hint: /"relu"/,
  },
  "block as a bare name": {
    text: `blocks: { b: { layers: [relu] } }\n${layer("b")}`,
    code: "spec/unknown-layer",
    hint: /use: b/,
  },
  "bare layer that needs keys": { text: layer("conv2d"), code: "spec/missing-key", path: "layers[0]", hint: /filters/ },
  "no layer": { text: layer("{ kernel: 3 }"), code: "spec/wrong-type", path: "layers[0]" },
  "misspelt structure": { text: layer("{ residul: { body: [relu] } }"), code: "spec/wrong-type", hint: /"residual"/ },
  "number for a layer": { text: layer("3"), code: "spec/wrong-type", path: "layers[0]" },
  "missing key": { text: layer("{ type: dense }"), code: "spec/missing-key", path: "layers[0]" },
  "missing key without default": {
    text: layer("{ type: conv2d, filters: 3 }"),
    code: "spec/missing-key",
    path: "layers[0]",
  },
  "missing name": { text: "input: { shape: [3] }\nlayers: [relu]\n", code: "spec/missing-key" },
  "missing input": { text: "name: t\nlayers: [relu]\n", code: "spec/missing-key" },
  "wrong type": { text: layer("{ type: dense, units: [3] }"), code: "spec/wrong-type", path: "layers[0].units" },
  "number with a fraction": {
    text: layer("{ type: dense, units: 2.5 }"),
    code: "spec/wrong-type",
    path: "layers[0].units",
  },
  "list of the wrong length": {
    text: layer("{ type: conv2d, filters: 3, kernel: [3] }"),
    code: "spec/out-of-range",
    path: "layers[0].kernel",
  },
  "unknown activation": {
    text: layer("{ type: conv2d, filters: 3, kernel: 3, activation: rleu }"),
    code: "spec/wrong-type",
    path: "layers[0].activation",
    hint: /"relu"/,
  },
  "unknown key of an activation": {
    text: layer("{ type: conv2d, filters: 3, kernel: 3, activation: { type: elu, alhpa: 1 } }"),
    code: "spec/unknown-key",
    path: "layers[0].activation.alhpa",
    hint: /"alpha"/,
  },
  "unknown initialiser": {
    text: layer("{ type: conv2d, filters: 3, kernel: 3, init: he }"),
    code: "spec/wrong-type",
    path: "layers[0].init",
  },
  "zero size": {
    text: layer("{ type: conv2d, filters: 0, kernel: 3 }"),
    code: "spec/out-of-range",
    path: "layers[0].filters",
  },
  "negative size from an expression": {
    text: layer("{ type: conv2d, filters: 2 - 3, kernel: 3 }"),
    code: "spec/out-of-range",
    path: "layers[0].filters",
  },
  "zero stride": {
    text: layer("{ type: conv2d, filters: 1, kernel: 3, stride: 0 }"),
    code: "spec/out-of-range",
    path: "layers[0].stride",
  },
  "dimension beyond 2^53": {
    text: layer("{ type: conv2d, filters: 9007199254740992, kernel: 3 }"),
    code: "spec/out-of-range",
    path: "layers[0].filters",
  },
  "dimension that overflows": {
    text: layer("{ type: conv2d, filters: 2^52 * 2, kernel: 3 }"),
    code: "dim/overflow",
    path: "layers[0].filters",
  },
  "expression that is not whole": {
    text: layer("{ type: conv2d, filters: in.channels / 2, kernel: 3 }"),
    code: "spec/not-a-whole-number",
    path: "layers[0].filters",
    hint: /floor/,
  },
  "division by zero": {
    text: layer("{ type: conv2d, filters: 3 / (in.width - 32), kernel: 3 }"),
    code: "expression/division-by-zero",
    path: "layers[0].filters",
  },
  "unknown name in an expression": {
    text: layer("{ type: conv2d, filters: wdith, kernel: 3 }"),
    code: "expression/unknown-name",
    path: "layers[0].filters",
  },
  "expression outside the whitelist": {
    text: layer("{ type: conv2d, filters: in.constructor, kernel: 3 }"),
    code: "expression/not-allowed",
    path: "layers[0].filters",
  },
  "kernel larger than its input": {
    text: layers("{ name: big, type: conv2d, filters: 8, kernel: 40 }", "flatten", "{ type: dense, units: 3 }"),
    code: "shape/kernel-exceeds-input",
    path: "layers[0].kernel",
    at: "4:44",
  },
  "channels that do not form groups": {
    text: layer("{ type: conv2d, filters: 8, kernel: 3, groups: 2 }"),
    code: "shape/groups",
    path: "layers[0].groups",
  },
  "filters that do not form groups": {
    text: layer("{ type: conv2d, filters: 8, kernel: 3, groups: 3 }"),
    code: "shape/groups",
    path: "layers[0].groups",
  },
  "dense on an image": {
    text: layer("{ type: dense, units: 3 }"),
    code: "shape/rank",
    path: "layers[0]",
    hint: /flatten/,
  },
  "mismatched branches": {
    text: layer("{ parallel: { merge: add, branches: [identity, { type: conv2d, filters: 3, kernel: 3 }] } }"),
    code: "shape/mismatch",
    path: "layers[0].parallel",
  },
  "mismatched residual": {
    text: layer("{ residual: { body: [{ type: conv2d, filters: 4, kernel: 1 }] } }"),
    code: "shape/mismatch",
    path: "layers[0].residual",
  },
  "axis outside": { text: layer("{ type: softmax, axis: 7 }"), code: "shape/axis", path: "layers[0].axis" },
  "missing reference": {
    text: layers("{ name: first, type: relu }", "{ add: [previous, fisrt] }"),
    code: "spec/unknown-name",
    path: "layers[1].add",
    hint: /"first"/,
  },
  "reference to what comes later": {
    text: layers("relu", "{ name: a, type: relu, from: b }", "{ name: b, type: tanh, from: input }"),
    code: "spec/unknown-name",
    path: "layers[1].from",
    hint: /layers\[2\]/,
  },
  cycle: {
    text: layers("{ name: a, add: [previous, b] }", "{ name: b, type: relu, from: a }"),
    code: "spec/cycle",
    path: "layers[0].add",
  },
  "duplicate name": {
    text: layers("{ name: a, type: relu }", "{ name: a, type: tanh }"),
    code: "spec/duplicate-name",
    path: "layers[1].name",
  },
  "duplicate name in a repetition": {
    text: layer("{ repeat: { times: 3, body: { name: a, type: relu } } }"),
    code: "spec/duplicate-name",
    hint: /index/,
  },
  "reserved name": { text: layer("{ name: previous, type: relu }"), code: "spec/misused", path: "layers[0].name" },
  "unknown block": {
    text: `blocks: { stem: { layers: [relu] } }\n${layer("{ use: stme }")}`,
    code: "spec/unknown-name",
    path: "layers[0].use",
    hint: /"stem"/,
  },
  "missing parameter": {
    text: `blocks: { b: { parameters: { n: integer }, layers: [relu] } }\n${layer("{ use: b }")}`,
    code: "spec/missing-key",
    path: "layers[0]",
  },
  "unknown parameter": {
    text: `blocks: { b: { layers: [relu] } }\n${layer("{ use: b, n: 3 }")}`,
    code: "spec/unknown-key",
    path: "layers[0].n",
  },
  "parameter of the wrong type": {
    text: `blocks: { b: { parameters: { n: integer }, layers: [relu] } }\n${layer("{ use: b, n: true }")}`,
    code: "expression/wrong-type",
    path: "layers[0].n",
  },
  "block that uses itself": {
    text: `blocks: { b: { layers: [{ use: b }] } }\n${layer("{ use: b }")}`,
    code: "spec/cycle",
    path: "blocks.b.layers[0].use",
  },
  "blocks that use each other": {
    text: `blocks: { a: { layers: [{ use: b }] }, b: { layers: [{ use: a }] } }\n${layer("{ use: a }")}`,
    code: "spec/cycle",
  },
  "block with too few inputs": {
    text: `blocks: { b: { inputs: [x, y], layers: [relu] } }\n${layer("{ use: b }")}`,
    code: "spec/branch-count",
    path: "layers[0]",
  },
  "too few inputs": { text: layer("{ type: subtract }"), code: "spec/branch-count", path: "layers[0]" },
  "no input to start from": {
    text: "name: t\ninputs: { a: { shape: [3] }, b: { shape: [3] } }\nlayers: [relu]\n",
    code: "spec/branch-count",
    hint: /from/,
  },
  "weights of another shape": {
    text: layers(
      "{ name: a, type: conv2d, filters: 4, kernel: 1 }",
      "{ type: conv2d, filters: 4, kernel: 1, weights: a }",
    ),
    code: "shape/mismatch",
    path: "layers[1]",
  },
  "unknown operator": {
    text: layer("{ op: Reluu }"),
    code: "spec/unknown-operator",
    path: "layers[0].op",
    hint: /"Relu"/,
  },
  "unknown attribute": {
    text: layer("{ op: LeakyRelu, alhpa: 0.1 }"),
    code: "node/unknown-attribute",
    hint: /"alpha"/,
  },
  "open condition": {
    text: "name: t\ninput: { shape: [3, H, W] }\nlayers: [{ type: relu, when: in.height > 4 }]\n",
    code: "spec/undecided-condition",
    path: "layers[0].when",
  },
  "repetition without end": {
    text: layer("{ repeat: { times: 1000000000, body: relu } }"),
    code: "spec/too-many-nodes",
  },
  "nested repetitions": {
    text: layer("{ repeat: { times: 30000, body: { repeat: { times: 30000, body: [] } } } }"),
    code: "spec/too-many-nodes",
  },
  "repetition of nothing": { text: layer("{ repeat: { times: 1e9, body: [] } }"), code: "spec/too-many-nodes" },
  "repetition without a number": {
    text: layer("{ repeat: { body: relu } }"),
    code: "spec/missing-key",
    path: "layers[0]",
  },
  "parameter of a block with a taken name": {
    text: `blocks: { b: { parameters: { from: integer }, layers: [relu] } }\n${layer("{ use: b }")}`,
    code: "spec/misused",
    path: "blocks.b.parameters.from",
  },
  "row of the wrong length": {
    text: layer("{ repeat: { table: { columns: [a, b], rows: [[1]] }, body: relu } }"),
    code: "spec/row-length",
    path: "layers[0].repeat.table.rows[0]",
  },
  "function that is none": { text: `functions: { "f": "1" }\n${layer("relu")}`, code: "spec/misused" },
  "name of a value that is taken": { text: `let: { in: 3 }\n${layer("relu")}`, code: "spec/misused", path: "let.in" },
};

describe.each(Object.entries(faults))("%s", (_name, { text, code, path, at, hint }) => {
  const findings = findingsOfText(text);
  test("is reported once, at its place", () => {
    expect(findings.map((finding) => finding.code)).toEqual([code]);
    const context = findings[0]?.context;
    if (path !== undefined) expect(context?.path).toBe(path);
    if (at !== undefined) expect(`${context?.source?.line}:${context?.source?.column}`).toBe(at);
    if (hint !== undefined) expect(context?.hint).toMatch(hint);
  });
});

test("the control has no fault", () => {
  expect(
    findingsOfText(
      layers("{ type: conv2d, filters: 8, kernel: 3, activation: relu }", "flatten", "{ type: dense, units: 3 }"),
    ),
  ).toEqual([]);
});

test("all faults are found, not only the first", () => {
  const text = layers("{ type: dense, unit: 3 }", "rleu", "{ type: conv2d, filters: true, kernel: 3 }");
  expect(findingsOfText(text).map(({ code }) => code)).toEqual([
    "spec/missing-key",
    "spec/unknown-key",
    "spec/unknown-layer",
    "spec/wrong-type",
  ]);
  const later = layers(
    "{ type: conv2d, filters: a, kernel: b, stride: c }",
    "{ name: x, type: relu, from: nobody }",
    "{ op: Nope }",
  );
  expect(
    findingsOfText(later)
      .map(({ code }) => code)
      .sort(),
  ).toEqual([
    "expression/unknown-name",
    "expression/unknown-name",
    "expression/unknown-name",
    "spec/unknown-name",
    "spec/unknown-operator",
  ]);
});

test("a fault in a loop is said once", () => {
  expect(
    findingsOfText(layer("{ repeat: { times: 100, body: { type: conv2d, filters: nope, kernel: 3 } } }")),
  ).toHaveLength(1);
});

test("the limit on nodes is adjustable", () => {
  const text = layer("{ repeat: { times: 100, body: relu } }");
  expect(findingsOfText(text)).toEqual([]);
  expect(findingsOfText(text, { maxNodes: 50 }).map(({ code }) => code)).toEqual(["spec/too-many-nodes"]);
});

test.each([
  ["a variant", { variant: "larg" }, /large/],
  ["an open size", { dims: { HH: 3 } }, /./],
] as const)("an unknown name of %s is reported", (_name, options, hint) => {
  const text = `variants: { large: {} }\n${layer("relu")}`;
  const findings = findingsOfText(text, options);
  expect(findings.map(({ code }) => code)).toEqual(["spec/unknown-name"]);
  expect(findings[0]?.context.hint ?? ".").toMatch(hint);
});

test("a document that doubles itself ends at the limit", () => {
  const blocks = Array.from(
    { length: 40 },
    (_, i) => `  b${i}: { layers: [${i > 0 ? `{ use: b${i - 1} }, { use: b${i - 1} }` : "identity"}] }`,
  );
  const findings = findingsOfText(`blocks:\n${blocks.join("\n")}\n${layer("{ use: b39 }")}`, { maxNodes: 1000 });
  expect(findings.map(({ code }) => code)).toEqual(["spec/too-many-nodes"]);
});

test("a long chain of blocks ends at the depth limit", () => {
  const blocks = Array.from(
    { length: 500 },
    (_, i) => `  b${i}: { layers: [${i > 0 ? `{ use: b${i - 1} }` : "relu"}] }`,
  );
  const findings = findingsOfText(`blocks:\n${blocks.join("\n")}\n${layer("{ use: b499 }")}`);
  expect(findings.map(({ code }) => code)).toEqual(["spec/too-deep"]);
});
