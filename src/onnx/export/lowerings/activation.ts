/** Activations that older opsets do not have, by the bodies that ONNX gives their functions. */
import type { LoweringTable, NodeLowering } from "../lowering.js";

const output = ({ node }: NodeLowering): string => node.outputs[0] ?? "";

export const activationLowerings: LoweringTable = {
  Gelu: {
    before: 20,
    lower(c) {
      const x = c.input(0);
      const half = c.emit("Mul", [x, c.float(0.5, x)]);
      if (c.attributes.approximate === "tanh") {
        // 0.5·x·(1 + tanh(sqrt(2/π)·(x + 0.044715·x³)))
        const square = c.emit("Mul", [x, x]);
        const cube = c.emit("Mul", [c.emit("Mul", [square, x]), c.float(0.044715, x)]);
        const inner = c.emit("Mul", [c.emit("Add", [x, cube]), c.float(Math.sqrt(2 / Math.PI), x)]);
        const sum = c.emit("Add", [c.emit("Tanh", [inner]), c.float(1, x)]);
        c.emit("Mul", [half, sum], {}, output(c));
        return;
      }
      const inner = c.emit("Erf", [c.emit("Mul", [x, c.float(Math.SQRT1_2, x)])]);
      c.emit("Mul", [half, c.emit("Add", [inner, c.float(1, x)])], {}, output(c));
    },
  },
  Mish: {
    before: 18,
    lower(c) {
      const x = c.input(0);
      c.emit("Mul", [x, c.emit("Tanh", [c.emit("Softplus", [x])])], {}, output(c));
    },
  },
  HardSwish: {
    before: 14,
    lower(c) {
      const x = c.input(0);
      c.emit("Mul", [x, c.emit("HardSigmoid", [x], { alpha: 1 / 6, beta: 0.5 })], {}, output(c));
    },
  },
  Swish: {
    before: 24,
    lower(c) {
      const x = c.input(0);
      const { alpha } = c.attributes;
      const scaled = alpha === 1 || typeof alpha !== "number" ? x : c.emit("Mul", [x, c.float(alpha, x)]);
      c.emit("Mul", [x, c.emit("Sigmoid", [scaled])], {}, output(c));
    },
  },
};
