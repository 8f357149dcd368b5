// Which image sizes the networks take: torchvision's least sizes, AlexNet's 227 to 258, and every size of a range tried.
import { describe, expect, test } from "vitest";
import { type ValidInputs, validInputs } from "../../src/analysis/index.js";
import { inferShapes } from "../../src/infer/index.js";
import { lowerSpec, trustSpec } from "../../src/spec/index.js";
import { readArchitecture } from "../../src/zoo.js";
import { readOracle, shapeZoo, torchvisionNames } from "./network.js";

/** The sizes of both spatial axes as text. */
function spatialTexts({ axes }: ValidInputs): readonly string[] {
  return axes.filter(({ symbol }) => symbol !== "N").map(({ text }) => text);
}

describe("the least size is torchvision's min_size", () => {
  const published: readonly { readonly model: string; readonly min_input: readonly [number, number] }[] =
    readOracle("torchvision-seed-families");

  test.each(published)("$model: $min_input", ({ model, min_input }) => {
    const valid = validInputs(shapeZoo(torchvisionNames.get(model) ?? ""));
    expect(valid.decided).toBe(true);
    expect(spatialTexts(valid)).toEqual(min_input.map((size) => `at least ${size}`));
  });
});

describe("texts", () => {
  test.each([
    // The golden answer to the lecture's "fixed input size": tests/analysis/valid-inputs.test.ts shows the arithmetic.
    ["alexnet", "H 227 to 258 (at W = 227), W 227 to 258 (at H = 227), H = W 227 to 258"],
    ["alexnet-2012", "H 227 to 258 (at W = 227), W 227 to 258 (at H = 227), H = W 227 to 258"],
    // C5 needs 5 positions after two halvings of what a 5×5 kernel leaves: ((5·2 + 4)·2 + 4) = 32, and up to 3 more.
    ["lenet-5-dense", "H 32 to 35 (at W = 32), W 32 to 35 (at H = 32), H = W 32 to 35"],
    ["lenet-5-1998", "H 32 to 35 (at W = 32), W 32 to 35 (at H = 32), H = W 32 to 35"],
    // As convolutions, C5 to F7 slide over larger images.
    ["lenet-5", "H at least 32, W at least 32"],
    // linear needs the 7 positions that a 7×7 average leaves 1 of: floor((H - 31)/32) + 1 = 7.
    ["googlenet", "H 223 to 254 (at W = 224), W 223 to 254 (at H = 224), H = W 223 to 254"],
    // The head's 5×5 convolution needs (5 - 1)·3 + 5 = 17 positions behind Mixed_6e; torchvision's 75 is without it.
    ["inception-v3-aux", "H at least 299, W at least 299; without training H at least 75, W at least 75"],
    ["resnet-1202-cifar", "H at least 1, W at least 1"],
  ])("%s", (name, text) => {
    expect(validInputs(shapeZoo(name))).toMatchObject({ decided: true, text });
  });
});

/** The network with its own weights over another image: accepted, or an error. */
function fits(name: string, height: number, width: number): boolean {
  const { graph } = shapeZoo(name);
  const inputs = graph.inputs.map((input) => {
    const [batch = 1, channels = 1] = input.type.shape ?? [];
    return { ...input, type: { ...input.type, shape: [batch, channels, height, width] } };
  });
  return inferShapes({ ...graph, inputs }).ok;
}

/** The network built anew for an image of this size: accepted, or an error. */
function builds(name: string, size: number | "open"): boolean {
  const found = readArchitecture(name);
  if (!found.ok) throw new Error(String(found.diagnostics[0]));
  const { spec, variant } = found.value;
  const [channels = 3] = spec.document.input?.shape ?? [];
  const shape = size === "open" ? [channels, "H", "W"] : [channels, size, size];
  return lowerSpec(trustSpec({ ...spec.document, input: { shape } }), { variant, trainingParts: false }).ok;
}

/** Whether the answer for the height, at the network's own width, has this size. */
function says({ axes }: ValidInputs, size: number): boolean {
  const height = axes.find(({ symbol }) => symbol === "H");
  return size >= (height?.least ?? Infinity) && size <= (height?.greatest ?? Infinity);
}

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe("every size of a range, tried", () => {
  test.each([
    ["lenet-5", 1, 50],
    ["lenet-5-dense", 1, 50],
    ["alexnet", 215, 270],
    ["googlenet", 215, 260],
    ["googlenet-aux", 215, 260],
    ["inception-v3-aux", 290, 305],
  ])("%s with its own weights, %d to %d", (name, from, to) => {
    const valid = validInputs(shapeZoo(name));
    const width = Number(shapeZoo(name).graph.inputs[0]?.type.shape?.[3]);
    const sizes = range(from, to);
    const accepted = sizes.filter((size) => fits(name, size, width));
    expect(accepted).toEqual(sizes.filter((size) => says(valid, size)));
    expect(accepted.length).toBeGreaterThan(0);
    expect(accepted.length).toBeLessThan(sizes.length);
    // Squares: where the axes depend on each other, the text answers for them apart.
    expect(sizes.filter((size) => fits(name, size, size))).toEqual(accepted);
  });

  // An adaptive or a global pool makes the weights independent of the size, so each size may be built from the document.
  test.each([
    ["vgg-11", 20, 66],
    ["vgg-16-c", 25, 40],
    ["alexnet-torchvision", 50, 80],
    ["googlenet-torchvision", 8, 24],
    ["inception-v3", 70, 80],
  ])("%s built anew, %d to %d", (name, from, to) => {
    const valid = validInputs(shapeZoo(name));
    const sizes = range(from, to);
    const accepted = sizes.filter((size) => builds(name, size));
    expect(accepted).toEqual(sizes.filter((size) => says(valid, size)));
    expect(accepted.length).toBeLessThan(sizes.length);
  });

  test.each(["resnet-18", "resnet-50", "resnet-34-a", "resnet-20-cifar"])("%s takes every size", (name) => {
    expect(range(1, 10).filter((size) => !builds(name, size))).toEqual([]);
  });
});

describe("with open sizes", () => {
  test.each(["vgg-16", "vgg-16-c", "resnet-50", "resnet-34-a", "googlenet-torchvision", "inception-v3"])(
    "%s is built for [3, H, W]",
    (name) => {
      expect(builds(name, "open")).toBe(true);
    },
  );

  test.each(["vgg-16", "resnet-50", "googlenet-torchvision", "inception-v3"])(
    "%s with H and W open answers as at its own size",
    (name) => {
      const found = readArchitecture(name);
      if (!found.ok) throw new Error(String(found.diagnostics[0]));
      const { spec, variant } = found.value;
      const open = trustSpec({ ...spec.document, input: { shape: [3, "H", "W"] } });
      const { value: graph } = lowerSpec(open, { variant });
      const shaped = graph === undefined ? undefined : inferShapes(graph).value;
      if (shaped === undefined) throw new Error(`${name} was not inferred`);
      expect(validInputs(shaped)).toMatchObject({ decided: true, text: validInputs(shapeZoo(name)).text });
    },
  );
});
