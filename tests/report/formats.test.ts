// One report in every format: what each must keep, and what each must escape.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { toCsv } from "../../src/report/csv-table.js";
import { toHtml } from "../../src/report/html-page.js";
import { reportJson } from "../../src/report/json.js";
import { escapeLatex, toLatex } from "../../src/report/latex-table.js";
import { lectureTable } from "../../src/report/lecture-table.js";
import { toMarkdown } from "../../src/report/markdown-table.js";
import { toText } from "../../src/report/text-table.js";
import { reportSchema } from "../../src/report/wire.js";
import { analyseZoo } from "../zoo/network.js";

const oracle = JSON.parse(readFileSync("fixtures/oracles/lecture-tables.json", "utf8"));

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

  test("two rows, or siblings of another kind, do not", () => {
    // A fold takes two lines: conv2 and conv3 of stage 3 keep theirs. layer1.0's last convolution and its shortcut
    // have equal figures, 64·256 weights and 2·256 norm parameters.
    expect(toText(vgg)).not.toContain("2 alike, each");
    expect(toText(analyseZoo("resnet-50"))).toMatch(/^ {4}downsample .* 16\.9 k/m);
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

test("LaTeX tables beyond a page break over pages", () => {
  expect(toLatex(lenet)).toContain("\\begin{table}");
  const long = toLatex(analyseZoo("resnet-50"));
  expect(long).toContain("\\begin{longtable}");
  expect(long).toContain("\\endhead");
});

describe("what a name may hold is harmless", () => {
  const hostile = { ...lenet, name: "<b>&\u001b[31m|$x_1%", about: {} };
  test("in HTML", () => expect(toHtml(hostile)).not.toContain("<b>"));
  test("in a terminal", () => expect(toText(hostile)).not.toContain("\u001b"));
  test("in LaTeX", () =>
    expect(escapeLatex("a_b & 50% $x$ \\end")).toBe("a\\_b \\& 50\\% \\$x\\$ \\textbackslash{}end"));
});
