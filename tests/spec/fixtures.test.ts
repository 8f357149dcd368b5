// Seven networks as a newcomer would write them: short, and with the parameters and multiplications that are published.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { lowerSpec, readSpec } from "../../src/spec/index.js";
import { parseYaml } from "../../src/spec/yaml.js";
import { build } from "./network.js";

const folder = new URL("../../fixtures/specs/", import.meta.url);
const read = (name: string): string => readFileSync(new URL(`${name}.yaml`, folder), "utf8");

/** Parameters of a convolution with bias. */
const conv = (input: number, output: number, kernel: number): number => input * output * kernel * kernel + output;
const double = (input: number, output: number): number => conv(input, output, 3) + conv(output, output, 3);

/** U-Net's figure 1 with padded convolutions and two classes, added up; 31,030,593 for one class is well known. */
const unet =
  double(1, 64) +
  double(64, 128) +
  double(128, 256) +
  double(256, 512) +
  double(512, 1024) +
  [512, 256, 128, 64].reduce((sum, width) => sum + conv(2 * width, width, 2) + double(2 * width, width), 0) +
  conv(64, 2, 1);

const published: Record<string, readonly [params: number, source: string]> = {
  "mobilenet-v2": [3_504_872, "torchvision.models.MobileNet_V2_Weights.IMAGENET1K_V1.meta"],
  "densenet-121": [7_978_856, "torchvision.models.DenseNet121_Weights.IMAGENET1K_V1.meta"],
  "efficientnet-b0": [5_288_548, "torchvision.models.EfficientNet_B0_Weights.IMAGENET1K_V1.meta"],
  "vit-b-16": [86_567_656, "torchvision.models.ViT_B_16_Weights.IMAGENET1K_V1.meta"],
  "u-net": [unet, "the sum above"],
  siamese: [38_951_745, "Koch et al., 2015, figure 4, as its implementations print it"],
  "lstm-classifier": [2_757_761, "keras.io/examples/nlp/bidirectional_lstm_imdb, model.summary()"],
};

test("the sum for U-Net is the known one", () => {
  expect(unet - 65).toBe(31_030_593);
});

describe.each(Object.entries(published))("%s", (name, [params, source]) => {
  const text = read(name);
  test(`has ${params.toLocaleString("en-US")} parameters (${source})`, () => {
    const parsed = parseYaml(text);
    if (!parsed.ok) throw new Error(String(parsed.diagnostics[0]));
    expect(build(parsed.value.document as Parameters<typeof build>[0]).params).toBe(params);
  });

  test("takes less than 60 lines", () => {
    expect(text.trimEnd().split("\n").length).toBeLessThan(60);
  });
});

test("every specification among the fixtures is tested", () => {
  expect(readdirSync(folder).sort()).toEqual(
    Object.keys(published)
      .map((name) => `${name}.yaml`)
      .sort(),
  );
});

test("every architecture of the zoo lowers in all its variants, and its nodes know their lines", () => {
  const zoo = new URL("../../architectures/", import.meta.url);
  const files = readdirSync(zoo).filter((file) => file.endsWith(".yaml"));
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const parsed = parseYaml(readFileSync(new URL(file, zoo), "utf8"), file);
    if (!parsed.ok) throw new Error(String(parsed.diagnostics[0]));
    const spec = readSpec(parsed.value.document, parsed.value.locate);
    if (!spec.ok) throw new Error(`${file}: ${spec.diagnostics.join("; ")}`);
    for (const variant of spec.value.variants.length > 0 ? spec.value.variants : [undefined]) {
      const lowered = lowerSpec(spec.value, { variant });
      expect([file, variant, lowered.diagnostics.map(String)]).toEqual([file, variant, []]);
      expect(lowered.value?.nodes[0]?.origin?.source).toMatchObject({ file, line: expect.any(Number) });
    }
  }
});
