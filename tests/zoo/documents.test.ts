// What every file of the zoo says of itself: it reads without a finding, names its source and its variant.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readYaml } from "../../src/yaml.js";
import { architectureNames } from "../../src/zoo.js";
import { analyseZoo, shapeZoo } from "./network.js";

const folder = new URL("../../architectures/", import.meta.url);
const files = readdirSync(folder).sort();

/** What issue 2 lists under "The zoo", by file. */
const wanted = [
  ["lenet-5", "lenet-5-dense", "lenet-5-1998"],
  ["alexnet", "alexnet-2012", "alexnet-torchvision"],
  [11, 13, 16, 19].flatMap((depth) => [`vgg-${depth}`, `vgg-${depth}-bn`]),
  ["vgg-16-c"],
  [18, 34, 50, 101, 152].map((depth) => `resnet-${depth}`),
  [50, 101, 152].map((depth) => `resnet-${depth}-paper`),
  ["resnet-34-a"],
  [20, 32, 44, 56, 110, 1202].map((depth) => `resnet-${depth}-cifar`),
  [20, 32, 44, 56, 110].map((depth) => `plain-${depth}-cifar`),
  ["googlenet", "googlenet-aux", "googlenet-torchvision", "googlenet-torchvision-aux"],
  ["inception-v3", "inception-v3-aux"],
].flat();

test("the zoo has the lecture's families, each in every variant", () => {
  expect([...architectureNames()].sort()).toEqual([...wanted].sort());
});

describe.each(files)("%s", (file) => {
  const { value: spec, diagnostics } = readYaml(readFileSync(new URL(file, folder), "utf8"), file);
  const document = spec?.document;

  test("reads without a finding", () => {
    expect(diagnostics.map(String)).toEqual([]);
  });

  test("says what it is and where it comes from", () => {
    expect(document?.description).toMatch(/\.$/);
    const { title, authors, year, url, variant } = document?.source ?? {};
    for (const text of [title, authors, variant]) expect(text).toMatch(/\w/);
    expect(year).toBeGreaterThan(1980);
    expect(url).toMatch(/^https:\/\//);
  });

  test("every fact has its source", () => {
    const facts = document?.facts ?? [];
    expect(facts).not.toEqual([]);
    for (const fact of facts) expect(fact).toMatchObject({ text: /[.]$/, source: /\w/ });
  });
});

describe.each(architectureNames())("%s", (name) => {
  test("is inferred without a finding", () => {
    expect(analyseZoo(name).diagnostics).toEqual([]);
    expect(analyseZoo(name).coverage).toMatchObject({ complete: true, uncounted: [] });
  });

  test("has a title of its own and says which variant it is", () => {
    const { title, source } = shapeZoo(name).graph.about;
    expect(title).toMatch(/\w/);
    expect(source?.variant).toMatch(/\w/);
    const others = architectureNames().filter((other) => other !== name && shapeZoo(other).graph.about.title === title);
    expect(others).toEqual([]);
  });

  test("totals are the sums of the layers", () => {
    const { totals, layers } = analyseZoo(name);
    const sum = (trainingOnly: boolean, figure: "params" | "buffers" | "macs" | "flops") =>
      layers
        .filter((layer) => layer.trainingOnly === trainingOnly)
        .reduce((all, { [figure]: count }) => all + (typeof count === "bigint" ? count : 0n), 0n);
    for (const figure of ["params", "buffers", "macs", "flops"] as const) {
      expect(totals[figure], figure).toBe(sum(false, figure));
    }
    expect(totals.trainingOnlyParams).toBe(sum(true, "params"));
    expect(totals.trainingOnlyMacs).toBe(sum(true, "macs"));
  });
});
