// Charts as files that a human can open: each against its golden SVG; UPDATE_GOLDEN=1 rewrites them, a failing run leaves NAME-changed.svg.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { curveOf } from "../../../src/cli/activation-curve.js";
import { activationFacts } from "../../../src/init/index.js";
import { chartActivation, drawHistograms, drawLines } from "../../../src/report/chart/index.js";
import { runCli } from "../../cli/session.js";

const folder = new URL("../../../fixtures/charts/", import.meta.url);

const command = (argv: string) => async () => {
  const { code, stdout, stderr } = await runCli(argv.split(" "));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
};
const curve = (name: string) => async () => {
  const known = curveOf(name);
  return known === undefined ? "" : chartActivation(known);
};

/** Made up, to be told at a glance: a normal distribution that narrows, drawn in bins of 0.25. */
const histograms = ["C1", "C3", "C5", "F6"].map((name, layer) => ({
  name,
  low: -3,
  high: 3,
  counts: Array.from({ length: 24 }, (_, bin) =>
    Math.round(1000 * Math.exp(-((((bin - 11.5) / 8) * (layer + 1)) ** 2))),
  ),
}));
/** Made up: 1/4 a layer, as the greatest slope of sigmoid has it, and a zero among them. */
const decay = Array.from({ length: 12 }, (_, layer) => [layer, layer === 1 ? 0 : 4 ** (layer - 11)] as const);

const charts: readonly (readonly [name: string, draw: () => Promise<string>])[] = [
  ["lenet-5-params", command("chart lenet-5")],
  ["lenet-5-macs", command("chart lenet-5 --kind macs")],
  ["lenet-5-memory", command("chart lenet-5 --kind memory")],
  ["lenet-5-receptive-field", command("chart lenet-5 --kind receptive-field")],
  ["resnet-50-memory", command("chart resnet-50 --kind memory")],
  ["googlenet-receptive-field", command("chart googlenet --kind receptive-field")],
  ["sigmoid", curve("sigmoid")],
  ["gelu", curve("gelu")],
  ["leaky_relu", curve("leaky_relu")],
  [
    "histograms",
    () =>
      drawHistograms(histograms, { title: "made up: activations by layer", subtitle: "Share of values." }, "value →"),
  ],
  [
    "decay",
    () =>
      drawLines(
        [
          { name: "measured", points: decay },
          { name: "in theory", points: decay.map(([x]) => [x, 4 ** (x - 11)]), isPrediction: true },
        ],
        { title: "made up: gradients that vanish", subtitle: "A quarter a layer; a cross is a zero." },
        { xLabel: "layer →", yLabel: "↑ length", log: true, dots: true },
      ),
  ],
];

describe.each(charts)("%s", (name, draw) => {
  test("is the picture that somebody has looked at", async () => {
    const [golden, changed] = [new URL(`${name}.svg`, folder), new URL(`${name}-changed.svg`, folder)];
    const svg = await draw();
    if (process.env.UPDATE_GOLDEN === "1") writeFileSync(golden, svg);
    const isSame = svg === readFileSync(golden, "utf8");
    if (isSame) rmSync(changed, { force: true });
    else writeFileSync(changed, svg);
    expect(isSame, `compare ${name}.svg with ${name}-changed.svg; UPDATE_GOLDEN=1 takes the new one`).toBe(true);
  });

  test("has no number that is none, and asks nobody for a font or a picture", async () => {
    const svg = readFileSync(new URL(`${name}.svg`, folder), "utf8");
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg).not.toMatch(/NaN|Infinity|undefined|url\(|href=|@import|<script/);
  });
});

test("no chart is left over", () => {
  const found = readdirSync(folder).filter((file) => !file.endsWith("-changed.svg"));
  expect(found.sort()).toEqual(charts.map(([name]) => `${name}.svg`).sort());
});

test("every activation of one number has a curve whose greatest drawn slope is the stated one", () => {
  const missing: string[] = [];
  for (const [name, { greatestSlope }] of Object.entries(activationFacts)) {
    const known = curveOf(name);
    if (known === undefined) {
      missing.push(name);
      continue;
    }
    const slopes = Array.from({ length: 40_001 }, (_, index) => Math.abs(known.slope(-20 + index * 1e-3)));
    expect(Math.max(...slopes)).toBeCloseTo(greatestSlope.value, 2);
  }
  // A vector goes in and a vector comes out: no curve of one number.
  expect(missing).toEqual(["softmax", "log_softmax"]);
});

test("names from strangers draw nothing", async () => {
  const title = '<script>alert(1)</script>&"';
  const svg = await drawLines(
    [{ name: title, points: [[0, 1]] }],
    { title, subtitle: title },
    { xLabel: "x", yLabel: "y" },
  );
  expect(svg).not.toContain("<script");
});

test.each([
  ["chart lenet-5 --kind macs --dim N=N", 3, "depends on sizes that are open"],
  ["chart fixtures/train/deep-mlp.yaml --kind receptive-field", 3, "no layer of it looks through a window"],
  ["chart nowhere.yaml", 2, "nowhere.yaml"],
  ["explain he_normal --svg x.svg", 2, "--svg draws activations"],
])("%s ends with %i", async (argv, code, text) => {
  const outcome = await runCli(argv.split(" "));
  expect(outcome.code).toBe(code);
  expect(outcome.stderr).toContain(text);
});
