// One report in every format: what each must keep, and what each must escape.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { analyseSpec } from "../../src/index.js";
import { toCsv } from "../../src/report/csv-table.js";
import { toHtml } from "../../src/report/html-page.js";
import { reportJson } from "../../src/report/json.js";
import { escapeLatex, toLatex } from "../../src/report/latex-table.js";
import { lectureTable } from "../../src/report/lecture-table.js";
import { toMarkdown } from "../../src/report/markdown-table.js";
import { toText } from "../../src/report/text-table.js";
import { reportSchema } from "../../src/report/wire.js";
import { readArchitecture } from "../../src/zoo.js";

const oracle = JSON.parse(readFileSync("fixtures/oracles/lecture-tables.json", "utf8"));

function analyseZoo(name: string) {
  const found = readArchitecture(name);
  if (!found.ok) throw new Error(String(found.diagnostics[0]));
  const result = analyseSpec(found.value.spec, { variant: found.value.variant });
  if (!result.ok) throw new Error(String(result.diagnostics[0]));
  return result.value;
}

const lenet = analyseZoo("lenet-5");
const vgg = analyseZoo("vgg-16");

test("LeNet-5's table has the lecture's cells, arithmetic included", () => {
  const rows = lectureTable(lenet).rows.map((row) => row.cells.map(({ text }) => text));
  expect(rows.slice(0, -1)).toEqual(oracle["lenet-5"].rows);
  // The lecture's totals: 61,706 and 416,520.
  expect(rows.at(-1)?.slice(3)).toEqual(["Total", "61,706", "416,520"]);
});

describe("text", () => {
  test.each([40, 60, 80, 120])("keeps to %i columns", (width) => {
    for (const report of [lenet, vgg]) {
      for (const line of toText(report, { width }).split("\n")) expect([...line].length).toBeLessThanOrEqual(width);
    }
  });

  test("totals are exact where rows are rounded", () => {
    // VGG-16: 138,357,544 parameters and 15,470,264,320 MACs (torchvision's metadata, in the oracles).
    expect(toText(vgg)).toMatch(/Total .*138,357,544\s+15,470,264,320/);
    expect(toText(vgg)).toContain("rows rounded, totals exact");
  });

  test("equal siblings share a row", () => {
    expect(toText(vgg)).toContain("3 alike, each");
    expect(toText(vgg, { fold: false })).not.toContain("alike");
  });
});

test("JSON is valid by its schema", () => {
  for (const report of [lenet, vgg]) {
    const data: unknown = JSON.parse(JSON.stringify(reportJson(report, { tensors: true })));
    expect(reportSchema.safeParse(data).error).toBeUndefined();
  }
});

test("CSV has a line a layer, and its figures add up to the total", () => {
  const [header = "", ...lines] = toCsv(lenet).trimEnd().split("\r\n");
  const params = header.split(",").indexOf("Params");
  expect(lines).toHaveLength(lenet.layers.length);
  expect(lines.reduce((sum, line) => sum + Number(line.split(",")[params]), 0)).toBe(61_706);
});

test("Markdown, HTML and LaTeX carry both totals", () => {
  for (const text of [toMarkdown(lenet), toHtml(lenet), toLatex(lenet)]) {
    expect(text).toContain("61,706");
    expect(text).toContain("416,520");
  }
});

describe("what a name may hold is harmless", () => {
  const hostile = { ...lenet, name: "<b>&\u001b[31m|$x_1%", about: {} };
  test("in HTML", () => expect(toHtml(hostile)).not.toContain("<b>"));
  test("in a terminal", () => expect(toText(hostile)).not.toContain("\u001b"));
  test("in LaTeX", () =>
    expect(escapeLatex("a_b & 50% $x$ \\end")).toBe("a\\_b \\& 50\\% \\$x\\$ \\textbackslash{}end"));
});
