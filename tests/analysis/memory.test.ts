import { describe, expect, test } from "vitest";
import { analyseGraph } from "../../src/analysis/index.js";
import { evaluateCount, text } from "../../src/dim/index.js";
import { lenet5, Network } from "./network.js";

/** x -> a -> b -> c, each of 4 floats, with `skip` also using a at the end. */
function chain(skip: boolean): Network {
  const net = new Network();
  const a = net.node("Relu", "a", [net.input("x", [1, 4])]);
  const b = net.node("Relu", "b", [a]);
  const c = net.node("Relu", "c", [b]);
  return net.output(skip ? net.join("Add", "add", [a, c]) : c);
}

describe("peak of live activations", () => {
  test("control: in a chain two values live at once", () => {
    const { totals, memory } = analyseGraph(chain(false).shape());
    expect(totals).toMatchObject({ activationBytes: 48n, peakActivationBytes: 32n }); // 3·16; 2·16
    expect(memory).toMatchObject({ inputBytes: 16n, peakNode: "a", activationsComplete: true });
  });

  test("a skip connection keeps its value alive", () => {
    const { memory } = analyseGraph(chain(true).shape());
    expect(memory).toMatchObject({ peakActivationBytes: 48n, peakNode: "c" }); // a, b and c
  });

  test("an output lives to the end, an input to its last use", () => {
    const net = new Network();
    const x = net.input("x", [1, 4]);
    const a = net.node("Relu", "a", [x]);
    const b = net.node("Relu", "b", [a]);
    net.output(a).output(net.node("Relu", "c", [b]));
    expect(analyseGraph(net.shape()).totals.peakActivationBytes).toBe(48n); // a is kept while c comes from b
  });

  test("a value that nothing uses lives while its node runs", () => {
    const net = new Network();
    const x = net.input("x", [1, 4]);
    net.node("Relu", "dead", [x]);
    net.output(net.node("Relu", "a", [x]));
    expect(analyseGraph(net.shape()).totals.peakActivationBytes).toBe(32n);
  });

  test("LeNet-5's is at its first activation", () => {
    const { memory } = analyseGraph(lenet5().shape());
    expect(memory).toMatchObject({ peakActivationBytes: 37_632n, peakNode: "tanh1" }); // twice 28·28·6 floats
  });
});

test("views share the bytes of what they view", () => {
  const net = new Network();
  const a = net.node("Relu", "a", [net.input("x", [1, 2, 2])]);
  const flat = net.node("Flatten", "flat", [a]);
  net.output(net.node("Relu", "b", [flat]));
  const { totals, layers } = analyseGraph(net.shape());
  expect(totals).toMatchObject({ activationBytes: 32n, peakActivationBytes: 32n });
  expect(layers.map(({ activationBytes }) => activationBytes)).toEqual([16n, 0n, 16n]);
});

test.each([
  ["float32", 40n],
  ["float16", 20n],
  ["float64", 80n],
  ["int8", 10n],
  ["int4", 5n],
  ["uint2", 3n], // 20 bits are 3 bytes
] as const)("10 elements of %s take %s bytes", (dtype, bytes) => {
  const net = new Network();
  net.output(net.node("Relu", "relu", [net.input("x", [1, 10], dtype)]));
  expect(analyseGraph(net.shape()).memory.inputBytes).toBe(bytes);
});

describe("symbolic sizes", () => {
  test("a batch scales the peak", () => {
    const batch = new Network().scope.symbol("N");
    expect(text(batch)).toBe("N");
    const net = new Network();
    const x = net.input("x", [net.scope.symbol("N"), 3, 8, 8]);
    net.output(net.node("Relu", "relu", [net.conv(x, "conv", 4, 3)]));
    const { peakActivationBytes } = analyseGraph(net.shape()).totals;
    // 3·8·8 + 4·6·6 floats while the convolution runs, 2·4·6·6 after: 1344 and 1152 bytes per image
    expect(peakActivationBytes === null ? "" : text(peakActivationBytes)).toBe("1344·N");
  });

  test("sums that cannot be ordered make a maximum", () => {
    const net = new Network();
    const x = net.input("x", [1, net.scope.symbol("A")]);
    const y = net.input("y", [1, net.scope.symbol("B")]);
    net.output(net.node("Relu", "a", [x])).output(net.node("Relu", "b", [y]));
    const { peakActivationBytes } = analyseGraph(net.shape()).totals;
    expect(peakActivationBytes).not.toBeNull();
    // While a is made: x, y and a; while b is made: a, y and b.
    if (peakActivationBytes !== null) {
      expect(evaluateCount(peakActivationBytes, { A: 5, B: 1 })).toBe(44n); // 4·(2·5 + 1)
      expect(evaluateCount(peakActivationBytes, { A: 1, B: 5 })).toBe(44n); // 4·(1 + 2·5)
    }
  });

  test("more than eight such sums are no answer, and say why", () => {
    const net = new Network();
    const inputs = Array.from({ length: 12 }, (_, i) => net.input(`x${i}`, [1, net.scope.symbol(`S${i}`)]));
    let last = "";
    for (const [i, x] of inputs.entries()) {
      last = net.node("Relu", `relu${i}`, [x]);
    }
    net.output(last);
    const { memory } = analyseGraph(net.shape());
    expect(memory.peakActivationBytes).toBeNull();
    expect(memory.peakReason).toMatch(/more than 8 sums/);
  });
});

test("training keeps weights, gradients, the optimiser's state, inputs and activations", () => {
  const net = new Network();
  const x = net.input("x", [1, 8]);
  const a = net.node("Gemm", "dense", [x, net.weight("w", [8, 4]), net.weight("b", [4], { frozen: true })]);
  net.output(a);
  expect(analyseGraph(net.shape()).memory.training).toEqual({
    weights: 144n, // 36 floats
    gradients: 128n, // 32 trainable ones
    activations: 48n, // 8 inputs and 4 outputs
    sgd: { optimiserState: 0n, total: 320n },
    momentum: { optimiserState: 128n, total: 448n },
    adam: { optimiserState: 256n, total: 576n },
  });
});

test("an unknown size leaves the peak unknown and the sum a lower bound", () => {
  const net = new Network();
  const a = net.node("Relu", "a", [net.input("x", [1, 4])]);
  net.output(net.node("Mystery", "mystery", [a]));
  const { memory } = analyseGraph(net.shape());
  expect(memory).toMatchObject({
    activationBytes: 16n,
    activationsComplete: false,
    peakActivationBytes: null,
    training: null,
  });
  expect(memory.peakReason).toBe("the size of what mystery computes is unknown");
});
