// The import table of the design is kept by every file of src, and the check that says so notices violations.
import { expect, test } from "vitest";
import { findViolations, readImports } from "./import-table.js";
import { readSources } from "./repository.js";

test("no import in src runs against the table", () => {
  const sources = readSources("src");
  expect(sources.length).toBeGreaterThan(0);
  expect(findViolations(sources)).toEqual([]);
});

test.each([
  ["a folder its table row names", "analysis/params.ts", 'import { infer } from "../infer/index.js";'],
  ["the foundation", "infer/engine.ts", 'import { add } from "../dim/index.js";'],
  ["its own folder", "ops/conv/definition.ts", 'import { window } from "../window.js";'],
  ["types of graph in ops", "ops/rule.ts", 'import type { Node } from "../graph/index.js";'],
  ["texts beside the diagnostics", "diagnostic.ts", 'import { texts } from "./diagnostic-texts.js";'],
  ["everything in the command line", "cli/main.ts", 'import "node:fs";\nimport { render } from "../report/index.js";'],
  ["everything in an entry point", "index.ts", 'export { analyse } from "./analysis/index.js";'],
  ["an import named in a comment", "dim/add.ts", '// import { x } from "../ops/index.js"\n/* import "../ops/a.js" */'],
])("allowed: %s", (_name, path, text) => {
  expect(findViolations([{ path, text }])).toEqual([]);
});

test.each([
  ["a value upwards", "dim/add.ts", 'import { Conv } from "../ops/conv/definition.js";', /dim may not import ops/],
  [
    "a type upwards",
    "graph/node.ts",
    'import type { Definition } from "../ops/definition.js";',
    /graph may not import ops/,
  ],
  [
    "a value of graph in ops",
    "ops/rule.ts",
    'import { node } from "../graph/index.js";',
    /ops may import only types of graph/,
  ],
  [
    "over several lines",
    "spec/read.ts",
    'import {\n  infer,\n  type Shaped,\n} from "../infer/index.js";',
    /spec may not import infer/,
  ],
  ["a re-export", "report/text.ts", 'export { conv } from "../ops/conv/definition.js";', /report may not import ops/],
  ["a bare import", "tensor/dtype.ts", 'import "../graph/index.js";', /tensor may not import graph/],
  ["a dynamic import", "init/seed.ts", 'const run = await import("../run/index.js");', /init may not import run/],
  ["an entry point", "spec/read.ts", 'import { analyse } from "../index.js";', /spec may not import entry/],
  [
    "anything in a diagnostic",
    "diagnostic-texts.ts",
    'import { print } from "./dim/print.js";',
    /diagnostic may not import dim/,
  ],
  [
    "node's modules in the library",
    "spec/read.ts",
    'import { readFileSync } from "node:fs";',
    /node:fs does not exist in a browser/,
  ],
  ["an unknown folder", "utils/list.ts", "", /utils\/list\.ts: stands in no folder/],
  ["an unknown file at the top", "types.ts", "", /types\.ts: stands in no folder/],
])("flagged: %s", (_name, path, text, message) => {
  const violations = findViolations([{ path, text }]);
  expect(violations).toHaveLength(1);
  expect(violations[0]).toMatch(message);
});

test("every form of import is read", () => {
  const text = `
    import a from "./a.js"; import * as b from './b.js'; import c, { d as e } from "./c.js";
    export { f } from "./f.js"; export * as g from "./g.js"; import type { H } from "./h.js"; import "./i.js";
    const j = await import("./j.js"); const text = "from nowhere"; export const k = "./k.js";`;
  expect(readImports(text).map(({ target }) => target)).toEqual(
    ["a", "b", "c", "f", "g", "h", "i", "j"].map((name) => `./${name}.js`),
  );
});
