import { describe, expect, test } from "vitest";
import { analyseGraph, type Budget, checkBudget, parseQuantity } from "../../src/analysis/index.js";
import { lenet5, Network } from "./network.js";

const lenet = analyseGraph(lenet5().shape());

/** LeNet-5 with N images: parameters known, MACs 416,520·N. */
const batched = (() => {
  const net = new Network();
  const x = net.input("input", [net.scope.symbol("N"), 1, 32, 32]);
  net.output(net.conv(x, "C1", 6, 5));
  return analyseGraph(net.shape());
})();

const incomplete = (() => {
  const net = new Network();
  net.output(net.node("Mystery", "mystery", [net.conv(net.input("x", [1, 1, 32, 32]), "C1", 6, 5)]));
  return analyseGraph(net.shape());
})();

const cases: readonly (readonly [string, typeof lenet, Budget, readonly string[]])[] = [
  [
    "control: within every budget",
    lenet,
    { max: { params: 61_706n, macs: 416_520n }, expect: { params: 61_706n } },
    [],
  ],
  ["one parameter over", lenet, { max: { params: 61_705n } }, ["budget/exceeded"]],
  ["another number than expected", lenet, { expect: { params: 61_707n } }, ["budget/different"]],
  ["peak memory over", lenet, { max: { peakMemory: 37_631n } }, ["budget/exceeded"]],
  ["weights within", lenet, { max: { weightBytes: 246_824n } }, []],
  ["a symbolic figure is open", batched, { max: { macs: 10n ** 9n } }, ["budget/undecided"]],
  ["a symbolic figure whose least value is too much", batched, { max: { macs: 117_599n } }, ["budget/exceeded"]],
  ["a symbolic figure and an expected value", batched, { expect: { macs: 117_600n } }, ["budget/undecided"]],
  ["a lower bound under the limit is open", incomplete, { max: { macs: 117_600n } }, ["budget/undecided"]],
  ["a lower bound over the limit is over it", incomplete, { max: { macs: 117_599n } }, ["budget/exceeded"]],
  ["an unknown peak is open", incomplete, { max: { peakMemory: 1n } }, ["budget/undecided"]],
  ["several findings at once", lenet, { max: { params: 1n, macs: 1n } }, ["budget/exceeded", "budget/exceeded"]],
];

test.each(cases)("%s", (_, report, budget, codes) => {
  expect(checkBudget(report, budget).map(({ code }) => code)).toEqual(codes);
});

test("a finding says both numbers", () => {
  const [finding] = checkBudget(lenet, { max: { params: 60_000n } });
  expect(finding?.message).toBe("the number of parameters is 61,706, over the budget of 60,000");
});

describe("quantities", () => {
  test.each([
    ["62378344", 62_378_344n],
    ["62,378,344", 62_378_344n],
    ["5M", 5_000_000n],
    ["4.1G", 4_100_000_000n],
    ["1.5k", 1_500n],
    ["10MB", 10_000_000n],
    ["10MiB", 10_485_760n],
    ["1.5 KiB", 1_536n],
    ["9007199254740993", 9_007_199_254_740_993n],
  ])("%s", (written, value) => {
    expect(parseQuantity(written)).toBe(value);
  });

  test.each(["", "M", "-5", "1e6", "0.0001k", "5X", "5 M M", "1,00", "0x10", "NaN", "9".repeat(31)])(
    "%j is none",
    (written) => {
      expect(parseQuantity(written)).toBeUndefined();
    },
  );
});
