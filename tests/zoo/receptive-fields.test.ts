// How much of the image a position sees, against published tables and arithmetic by hand: size and jump of both axes.
import { describe, expect, test } from "vitest";
import { analyseZoo, readOracle } from "./network.js";

function fieldsOf(name: string, layer: string) {
  const found = analyseZoo(name).layers.find((one) => one.name === layer);
  if (found === undefined) throw new Error(`${name} has no ${layer}`);
  return (found.receptiveField ?? []).map(({ size, jump }) => [size.greatest, jump.greatest]);
}

interface Row {
  readonly model: string;
  readonly field: number;
  readonly stride: number;
  readonly ours: string;
  readonly layer: string;
}

describe("Distill's table", () => {
  /*
   * TensorFlow-Slim's ResNets put a stage's stride on the 3×3 convolution of its last block, so that the 3×3 convolutions
   * of the next stage all work at the coarser step; so do those of the paper, whose stride stands on the 1×1 before them.
   */
  test.each<Row>(readOracle("receptive-fields").rows)("$model: $field, our $ours", ({ ours, layer, field, stride }) => {
    expect(fieldsOf(ours, layer)).toEqual([
      [field, stride],
      [field, stride],
    ]);
  });
});

describe("by hand", () => {
  /** 7×7/2 sees 7, the pool 7 + 2·2 = 11; then (k - 1)·jump more for every 3×3 convolution. */
  const stem = 11;
  /** torchvision: the first 3×3 convolution of stages 2 to 4 still works at the step before; `convs` in each stage. */
  const torchvision = (convs: readonly number[]): number =>
    convs.reduce((sum, count, stage) => {
      const jump = 4 * 2 ** stage;
      return sum + (stage === 0 ? count * 2 * jump : jump + (count - 1) * 2 * jump);
    }, stem);

  test("torchvision's ResNet-50 sees 427 where the paper's sees 483", () => {
    // 11 + 3·8 = 35; + 8 + 3·16 = 91; + 16 + 5·32 = 267; + 32 + 2·64 = 427
    expect(torchvision([3, 4, 6, 3])).toBe(427);
  });

  test.each([
    ["resnet-18", "layer4.1.relu", torchvision([4, 4, 4, 4]), 32], // 435
    ["resnet-34", "layer4.2.relu", torchvision([6, 8, 12, 6]), 32], // 899
    ["resnet-34-a", "layer4.2.relu", torchvision([6, 8, 12, 6]), 32],
    ["resnet-50", "layer4.2.relu", torchvision([3, 4, 6, 3]), 32],
    ["resnet-101", "layer4.2.relu", torchvision([3, 4, 23, 3]), 32], // 971
    ["resnet-152", "layer4.2.relu", torchvision([3, 8, 36, 3]), 32], // 1451
    // The lecture's C5 sees the whole 32×32 image: 5; + 1 = 6; + 4·2 = 14; + 2 = 16; + 4·4 = 32.
    ["lenet-5", "S2", 6, 2],
    ["lenet-5", "C3", 14, 2],
    ["lenet-5", "S4", 16, 4],
    ["lenet-5", "C5", 32, 4],
    ["alexnet", "conv5", 163, 16], // 11; 19; + 4·8 = 51; 67; + 3·2·16 = 163
    // The paper's section 2.3: two 3×3 convolutions see 5×5. Then 6; 14; 16; 40; 44; 92; 100; 196.
    ["vgg-16", "stage1.conv2.conv", 5, 1],
    ["vgg-16", "stage3.conv3.conv", 40, 4],
    ["vgg-16", "stage4.conv3.conv", 92, 8],
    ["vgg-16", "stage5.conv3.conv", 196, 16],
    // 7; 11; 19; 27; 5×5: + 2·32 = 91; + 16 = 107; + 5·64 = 427; + 32 = 459; + 2·128 = 715
    ["googlenet", "5b.concat_1", 715, 32],
    // With 3×3 for 5×5, and a 2×2 pool: 27; + 2·16 = 59; + 16 = 75; + 5·32 = 235; + 16 = 251; + 2·64 = 379
    ["googlenet-torchvision", "inception5b.concat_1", 379, 32],
    // 3; + 6·2 = 15; + 2 + 5·4 = 37; + 4 + 5·8 = 81
    ["resnet-20-cifar", "stage3.2.relu2", 81, 4],
    ["plain-20-cifar", "stage3.2.relu2", 81, 4],
  ] as const)("%s, %s: %d every %d", (name, layer, size, jump) => {
    expect(fieldsOf(name, layer)).toEqual([
      [size, jump],
      [size, jump],
    ]);
  });
});
