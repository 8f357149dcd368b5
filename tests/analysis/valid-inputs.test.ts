import { describe, expect, test } from "vitest";
import { validInputs } from "../../src/analysis/index.js";
import { inferShapes } from "../../src/infer/index.js";
import { alexnet, lenet5, Network } from "./network.js";

describe("valid input sizes", () => {
  test("AlexNet's fixed 227 is 227 to 258", () => {
    const { decided, text, axes } = validInputs(alexnet().shape());
    expect(decided).toBe(true);
    // fc6 needs 6 positions: 13 or 14 before maxpool5, 27 to 30 before maxpool2, 55 to 62 after conv1, so
    // 4·(55 - 1) + 11 = 227 up to 4·(62 - 1) + 11 + 3 = 258.
    expect(axes.map(({ symbol, text: sizes }) => [symbol, sizes])).toEqual([
      ["N", "at least 1"],
      ["H", "227 to 258"],
      ["W", "227 to 258"],
    ]);
    expect(text).toBe("H 227 to 258 (at W = 227), W 227 to 258 (at H = 227), H = W 227 to 258");
  });

  test("a network of convolutions has only a least size", () => {
    const { text, axes } = validInputs(lenet5().shape());
    expect(text).toBe("H at least 32, W at least 32");
    expect(axes[1]).toEqual({
      input: "input",
      axis: 2,
      symbol: "H",
      text: "at least 32",
      decided: true,
      least: 32,
      greatest: null,
    });
  });

  test.each([226, 227, 258, 259])("AlexNet at %i fits exactly if the answer for 227 has it", (size) => {
    expect(inferShapes(alexnet(size).graph).ok).toBe(size >= 227 && size <= 258);
  });

  test("the given symbols keep their names", () => {
    const net = new Network();
    const x = net.input("x", [net.scope.symbol("batch"), 3, net.scope.symbol("height"), 20]);
    net.output(net.conv(x, "conv", 4, 5));
    expect(validInputs(net.shape()).text).toBe("height at least 5, W at least 5");
  });

  test("branches that join restrict each other", () => {
    const net = new Network();
    const x = net.input("x", [1, 4, 16, 16]);
    const down = net.pool(x, "pool", 2, 2);
    const other = net.conv(x, "conv", 4, 3, { stride: 2, pad: 1 });
    net.output(net.join("Add", "add", [down, other]));
    const { axes } = validInputs(net.shape());
    // floor(H/2) and floor((H - 1)/2) + 1 agree for even H; at H = 3 they are 1 and 2, which broadcast
    expect(axes.slice(1).map(({ text, decided }) => [text, decided])).toEqual([
      ["2, 3; H % 2 == 0, at least 4", true],
      ["2, 3; W % 2 == 0, at least 4", true],
    ]);
  });

  test("an operator without a rule leaves the answer open", () => {
    const net = new Network();
    net.output(net.node("Mystery", "mystery", [net.conv(net.input("x", [1, 3, 8, 8]), "conv", 4, 3)]));
    const { decided, text, axes } = validInputs(net.shape());
    expect(decided).toBe(false);
    expect(text).toBe("H at least 3, W at least 3; not decided: the shape of mystery.out (Mystery) is unknown");
    expect(axes.map((axis) => axis.decided)).toEqual([false, false, false]);
  });

  test("a network without spatial axes answers for its batch", () => {
    const net = new Network();
    net.output(net.dense(net.input("x", [1, 8]), "dense", 8, 2));
    expect(validInputs(net.shape()).text).toBe("N at least 1");
  });
});
