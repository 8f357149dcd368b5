// The lecture's two tables, cell by cell: LeNet-5's summary and AlexNet's structural details.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { lectureTable, structureTable } from "../src/report/lecture-table.js";
import { analyseZoo } from "./zoo/network.js";

const oracle = JSON.parse(readFileSync(new URL("../fixtures/oracles/lecture-tables.json", import.meta.url), "utf8"));

describe("the lecture's tables", () => {
  it("LeNet-5 has the lecture's rows and totals", () => {
    const report = analyseZoo("lenet-5");
    expect(report.totals.params).toBe(BigInt(oracle["lenet-5"].totals.params));
    expect(report.totals.macs).toBe(BigInt(oracle["lenet-5"].totals.mults));
    const cells = lectureTable(report).rows.map((row) => row.cells.map(({ text }) => text));
    const total = ["", "", "", "Total", "61,706", "416,520"];
    expect(cells).toEqual([...oracle["lenet-5"].rows, total]);
  });

  it("AlexNet has the lecture's rows and total", () => {
    const report = analyseZoo("alexnet");
    expect(report.totals.params).toBe(BigInt(oracle.alexnet.totals.params));
    expect(report.totals.macs).toBe(BigInt(oracle.alexnet.totals.macs));
    const rows = structureTable(report).rows.map((row) => row.cells.map(({ text }) => text.replaceAll(",", "")));
    expect(rows).toHaveLength(oracle.alexnet.rows.length + 1);
    for (const [index, [name, input, output, stride, pad, kernel, ...rest]] of oracle.alexnet.rows.entries()) {
      const cells = [...input, ...output, name, stride, pad, ...(kernel ?? [null, null]), ...rest];
      expect(rows[index]).toEqual(cells.map((cell: unknown) => (cell === null ? "" : `${cell}`)));
    }
  });

  it("the dense LeNet-5 counts the same", () => {
    const report = analyseZoo("lenet-5-dense");
    expect([report.totals.params, report.totals.macs]).toEqual([61706n, 416520n]);
  });

  const published: readonly { model: string; params: number; macs: number }[] = JSON.parse(
    readFileSync(new URL("../fixtures/oracles/torchvision-seed-families.json", import.meta.url), "utf8"),
  );
  const names = new Map([
    ["alexnet", "alexnet-torchvision"],
    ...[11, 13, 16, 19].flatMap((depth) => [
      [`vgg${depth}`, `vgg-${depth}`] as const,
      [`vgg${depth}_bn`, `vgg-${depth}-bn`] as const,
    ]),
  ]);

  it.each(published.filter(({ model }) => names.has(model)))("$model as torchvision publishes it", (row) => {
    const { params, macs } = analyseZoo(names.get(row.model) ?? "").totals;
    expect([params, macs]).toEqual([BigInt(row.params), BigInt(row.macs)]);
  });

  it("VGG of configuration C, with 1x1 convolutions", () => {
    // fixtures/oracles/papers.json: 133,638,952 parameters, 11,770,888,192 multiplications
    const { params, macs } = analyseZoo("vgg-16-c").totals;
    expect([params, macs]).toEqual([133638952n, 11770888192n]);
  });

  it("AlexNet of 2012, in two groups", () => {
    // fixtures/oracles/papers.json: 60,965,224 parameters, 724,406,816 multiplications
    const report = analyseZoo("alexnet-2012");
    expect([report.totals.params, report.totals.macs]).toEqual([60965224n, 724406816n]);
  });
});
