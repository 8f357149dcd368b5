// The totals of every network of the zoo against what papers and torchvision publish, to the unit.
import { describe, expect, test } from "vitest";
import { architectureNames } from "../../src/zoo.js";
import { analyseZoo, readOracle, torchvisionNames } from "./network.js";

interface Row {
  readonly params?: number;
  readonly macs?: number;
  readonly trainingOnly?: number;
}

const papers: readonly { readonly model: string; readonly params: number; readonly macs: number & number[] }[] =
  readOracle("papers");

function paper(model: string) {
  const found = papers.find((entry) => entry.model.startsWith(model));
  if (found === undefined) throw new Error(`papers.json has no ${model}`);
  return found;
}

const modern = paper("lenet-5 (modern)");
const googlenet = paper("googlenet as the paper");
/** Parameters of a convolution or dense layer with biases. */
const weights = (inputs: number, outputs: number): number => inputs * outputs + outputs;

/**
 * A CIFAR ResNet has 3·3·3·16 weights and 2·16 norm parameters, then 2n convolutions of 16 maps, 2n of 32 and 2n of 64
 * (the first of the latter two from half as many), each with 2 norm parameters a map, and 64·10 + 10 (the paper, 4.2).
 */
function cifarParams(n: number): number {
  const stage = (maps: number, before: number) => 9 * maps * (before + (2 * n - 1) * maps) + 2 * n * 2 * maps;
  return 9 * 3 * 16 + 2 * 16 + stage(16, 16) + stage(32, 16) + stage(64, 32) + weights(64, 10);
}

/** The same weights at 32×32, 16×16 and 8×8 positions. */
function cifarMacs(n: number): number {
  const stage = (maps: number, before: number, size: number) => 9 * maps * (before + (2 * n - 1) * maps) * size ** 2;
  return 9 * 3 * 16 * 32 ** 2 + stage(16, 16, 32) + stage(32, 16, 16) + stage(64, 32, 8) + 640;
}

const cifar = (n: number): Row => ({ params: cifarParams(n), macs: cifarMacs(n) });

const torchvision: readonly { readonly model: string; readonly params: number; readonly macs: number }[] =
  readOracle("torchvision-seed-families");
const published = new Map(torchvision.map((row) => [row.model, row]));
const inception = published.get("inception_v3");
const inceptionAlone = paper("inception_v3, torchvision, without").params;

/** Where torchvision's own number means another set of layers, `params` and `trainingOnly` say which. */
const rows: Readonly<Record<string, Row>> = {
  ...Object.fromEntries(
    [...torchvisionNames].map(([theirs, ours]) => [
      ours,
      { params: published.get(theirs)?.params, macs: published.get(theirs)?.macs },
    ]),
  ),
  "lenet-5": modern,
  "lenet-5-dense": modern,
  // Connections of C1, C3, C5 and F6 (122,304; 151,600; 48,120; 10,164) without those of their biases.
  "lenet-5-1998": {
    params: paper("lenet-5 (1998").params,
    macs: 122_304 - 6 * 28 * 28 + (151_600 - 16 * 10 * 10) + (48_120 - 120) + (10_164 - 84),
  },
  alexnet: paper("alexnet, no groups"),
  "alexnet-2012": paper("alexnet 2012"),
  "vgg-16-c": paper("vgg C"),
  ...Object.fromEntries(
    [50, 101, 152].map((depth, i) => [
      `resnet-${depth}-paper`,
      { params: published.get(`resnet${depth}`)?.params, macs: paper("resnet, paper variant").macs[i] },
    ]),
  ),
  // Option A lacks the projections of stages 2, 3 and 4: 64·128 + 2·128, 128·256 + 2·256, 256·512 + 2·512.
  "resnet-34-a": {
    params: (published.get("resnet34")?.params ?? 0) - (64 * 128 + 256) - (128 * 256 + 512) - (256 * 512 + 1024),
    macs: paper("resnet-34, option A").macs,
  },
  ...Object.fromEntries([3, 5, 7, 9, 18, 200].map((n) => [`resnet-${6 * n + 2}-cifar`, cifar(n)])),
  ...Object.fromEntries([3, 5, 7, 9, 18].map((n) => [`plain-${6 * n + 2}-cifar`, cifar(n)])),
  googlenet,
  // Section 5: a 1×1 convolution with 128 filters over 4×4 maps of 512 and 528 channels, 1024 units, 1000 classes.
  "googlenet-aux": {
    ...googlenet,
    trainingOnly: weights(512, 128) + weights(528, 128) + 2 * (weights(2048, 1024) + weights(1024, 1000)),
  },
  "googlenet-torchvision-aux": {
    ...published.get("googlenet"),
    trainingOnly:
      paper("googlenet, torchvision, with both aux").params - (published.get("googlenet")?.params ?? Number.NaN),
  },
  // torchvision's num_params has the head in it, its _ops has not.
  "inception-v3": { params: inceptionAlone, macs: inception?.macs ?? Number.NaN },
  "inception-v3-aux": {
    params: inceptionAlone,
    macs: inception?.macs ?? Number.NaN,
    trainingOnly: (inception?.params ?? Number.NaN) - inceptionAlone,
  },
};

test("every network of the zoo has a row", () => {
  expect(Object.keys(rows).sort()).toEqual([...architectureNames()].sort());
});

describe.each(Object.entries(rows))("%s", (name, { params, macs, trainingOnly = 0 }) => {
  const { totals } = analyseZoo(name);
  test(`has ${params} parameters`, () => {
    expect(totals.params).toBe(BigInt(params ?? Number.NaN));
    expect(totals.trainingOnlyParams).toBe(BigInt(trainingOnly));
  });
  test(`has ${macs} multiply-accumulates`, () => {
    expect(totals.macs).toBe(BigInt(macs ?? Number.NaN));
  });
});

describe("figures that the papers print", () => {
  // Millions of parameters of CIFAR ResNets: He et al. 2015, table 6; of VGG: Simonyan and Zisserman 2014, table 2.
  // Billions of multiply-adds: He et al. 2015, table 1 (50 layers are cut to 3.8, not rounded).
  test.each([
    ["resnet-20-cifar", "params", 0.27e6, 0.005e6],
    ["resnet-32-cifar", "params", 0.46e6, 0.005e6],
    ["resnet-44-cifar", "params", 0.66e6, 0.005e6],
    ["resnet-56-cifar", "params", 0.85e6, 0.005e6],
    ["resnet-110-cifar", "params", 1.7e6, 0.05e6],
    ["resnet-1202-cifar", "params", 19.4e6, 0.05e6],
    ["vgg-11", "params", 133e6, 0.5e6],
    ["vgg-13", "params", 133e6, 0.5e6],
    ["vgg-16-c", "params", 134e6, 0.5e6],
    ["vgg-16", "params", 138e6, 0.5e6],
    ["vgg-19", "params", 144e6, 0.5e6],
    ["resnet-18", "macs", 1.8e9, 0.05e9],
    ["resnet-34-a", "macs", 3.6e9, 0.05e9],
    ["resnet-50-paper", "macs", 3.8e9, 0.1e9],
    ["resnet-101-paper", "macs", 7.6e9, 0.05e9],
    ["resnet-152-paper", "macs", 11.3e9, 0.05e9],
    ["vgg-19", "macs", 19.6e9, 0.05e9],
  ] as const)("%s: %s %d", (name, figure, printed, within) => {
    expect(Math.abs(Number(analyseZoo(name).totals[figure]) - printed)).toBeLessThanOrEqual(within);
  });
});
