import { describe, expect, test } from "vitest";
import { analyseGraph, type ReceptiveField } from "../../src/analysis/index.js";
import { alexnet, lenet5, Network, resnet, vgg16Features } from "./network.js";

function fieldsOf(net: Network, layer: string): readonly ReceptiveField[] {
  return analyseGraph(net.shape()).layers.find(({ name }) => name === layer)?.receptiveField ?? [];
}

/** A field without branches: the same least and greatest. */
function single(axis: number, size: number, jump: number, start: number): ReceptiveField {
  const both = (n: number) => ({ least: n, greatest: n });
  return { axis, size: both(size), jump: both(jump), start: both(start) };
}

describe("published receptive fields", () => {
  test("LeNet-5 sees its whole input of 32 at C5", () => {
    expect(fieldsOf(lenet5(), "C5")).toEqual([single(2, 32, 4, 15.5), single(3, 32, 4, 15.5)]);
  });

  // Araujo et al. 2019, Computing Receptive Fields of Convolutional Neural Networks, table of networks:
  // AlexNet-v2 195, VGG-16 212, ResNet-50 483, ResNet-101 1027, ResNet-152 1507, with effective strides of 32.
  test.each([
    ["AlexNet", alexnet(), "maxpool5", 195, 32],
    ["VGG-16", vgg16Features().net, "pool5", 212, 32],
    ["ResNet-50", resnet([3, 4, 6, 3], "last"), "layer4.2.relu3", 483, 32],
    ["ResNet-101", resnet([3, 4, 23, 3], "last"), "layer4.2.relu3", 1027, 32],
    ["ResNet-152", resnet([3, 8, 36, 3], "last"), "layer4.2.relu3", 1507, 32],
  ])("%s", (_, net, layer, size, jump) => {
    for (const field of fieldsOf(net, layer)) {
      expect(field.size.greatest).toBe(size);
      expect(field.jump).toEqual({ least: jump, greatest: jump });
    }
    expect(fieldsOf(net, layer)).toHaveLength(2);
  });
});

describe("windows", () => {
  test("padding moves the start, dilation widens the window", () => {
    const net = new Network();
    net.output(net.conv(net.input("x", [1, 1, 32, 32]), "conv", 1, 3, { pad: 1, dilation: 2 }));
    // 2·(3 - 1) + 1 positions from -1 on, so the first centre is at 1
    expect(fieldsOf(net, "conv")).toEqual([single(2, 5, 1, 1), single(3, 5, 1, 1)]);
  });

  test("SAME padding is resolved at the given size", () => {
    const net = new Network();
    const x = net.input("x", [1, 1, 8, 9]);
    net.output(
      net.node("Conv", "conv", [x, net.weight("w", [1, 1, 3, 3])], { strides: [2, 2], auto_pad: "SAME_UPPER" }),
    );
    // 8 needs (4 - 1)·2 + 3 - 8 = 1 position, at the end; 9 needs (5 - 1)·2 + 3 - 9 = 2, one on each side
    expect(fieldsOf(net, "conv")).toEqual([single(2, 3, 2, 1), single(3, 3, 2, 0)]);
    const layer = analyseGraph(net.shape()).layers[0];
    expect(layer?.window?.padding).toEqual([
      [0, 1],
      [1, 1],
    ]);
  });

  test("a global pool sees everything", () => {
    const net = new Network();
    net.output(net.node("GlobalAveragePool", "pool", [net.input("x", [1, 1, 8, 8])]));
    const size = { least: Infinity, greatest: Infinity };
    const nothing = { least: 0, greatest: 0 };
    expect(fieldsOf(net, "pool")[0]).toEqual({ axis: 2, size, jump: nothing, start: nothing });
  });
});

describe("branches", () => {
  test("the least and the greatest of what they see", () => {
    const net = new Network();
    const x = net.input("x", [1, 4, 16, 16]);
    const wide = net.conv(net.conv(x, "a", 4, 3, { pad: 1 }), "b", 4, 3, { pad: 1 });
    net.output(net.join("Add", "add", [wide, x]));
    const [field] = fieldsOf(net, "add");
    expect(field).toEqual({
      axis: 2,
      size: { least: 1, greatest: 5 },
      jump: { least: 1, greatest: 1 },
      start: { least: 0, greatest: 0 },
    });
  });

  test("branches of different centres see the extent of both", () => {
    const net = new Network();
    const x = net.input("x", [1, 4, 16, 16]);
    const right = net.node("Conv", "right", [x, net.weight("w", [4, 4, 3, 3])], { pads: [0, 0, 2, 2] });
    const left = net.node("Conv", "left", [x, net.weight("v", [4, 4, 3, 3])], { pads: [2, 2, 0, 0] });
    net.output(net.join("Add", "add", [left, right]));
    // positions 0 to 2 and -2 to 0
    expect(fieldsOf(net, "add")[0]).toMatchObject({
      size: { least: 3, greatest: 5 },
      start: { least: -1, greatest: 1 },
    });
  });

  test("a gate from a global pool keeps the least size finite", () => {
    const net = new Network();
    const x = net.conv(net.input("x", [1, 4, 16, 16]), "conv", 4, 3);
    net.output(net.join("Mul", "mul", [x, net.node("GlobalAveragePool", "pool", [x])]));
    expect(fieldsOf(net, "mul")[0]).toMatchObject({
      size: { least: 3, greatest: Infinity },
      jump: { least: 1, greatest: 1 },
    });
  });
});

test("a field follows its axis through a transposition and is unknown behind an unknown operator", () => {
  const net = new Network();
  const x = net.node("Transpose", "transpose", [net.input("x", [1, 1, 8, 8])], { perm: [0, 1, 3, 2] });
  const weights = net.weight("w", [1, 1, 3, 5]);
  net.output(net.node("Mystery", "mystery", [net.node("Conv", "conv", [x, weights])]));
  expect(fieldsOf(net, "conv").map(({ axis, size }) => [axis, size.greatest])).toEqual([
    [2, 5],
    [3, 3],
  ]);
  expect(analyseGraph(net.shape()).layers.at(-1)?.receptiveField).toBeNull();
});

test("a network without a spatial input has none", () => {
  const net = new Network();
  net.output(net.dense(net.input("x", [1, 8]), "dense", 8, 2));
  expect(analyseGraph(net.shape()).layers[0]).toHaveProperty("receptiveField", undefined);
});
