/** What the cells of recurrent layers cost per step and hidden unit, by cell and by activation function. */
import { elementCost } from "../unary/definition.js";

export interface Cell {
  /** Matrices stacked in W, R and B. */
  readonly gates: number;
  /** Default activation functions of one direction, in ONNX's order. */
  readonly activations: readonly string[];
  /** How many gates each of them serves. */
  readonly uses: readonly number[];
  /** Element-wise operations of the state update. */
  readonly update: number;
}

/** The equations of the ONNX operators. */
export const cells = {
  /** h' = f(...) */
  RNN: { gates: 1, activations: ["Tanh"], uses: [1], update: 0 },
  /** r·h or r·(R·h + b); then (1 - z)·n + z·h: a subtraction, two products, a sum. */
  GRU: { gates: 3, activations: ["Sigmoid", "Tanh"], uses: [2, 1], update: 5 },
  /** f·c + i·g: two products and a sum; o·tanh(c'): a product. */
  LSTM: { gates: 4, activations: ["Sigmoid", "Tanh", "Tanh"], uses: [3, 1, 1], update: 4 },
} as const satisfies Record<string, Cell>;

/** Activations that only recurrent operators know. */
const extra: Readonly<Record<string, { readonly operations: number; readonly transcendental: number }>> = {
  Affine: { operations: 2, transcendental: 0 },
  ScaledTanh: { operations: 2, transcendental: 1 },
};

/** Names that a recurrent operator's `activations` may hold (ONNX LSTM). */
export const activationNames: readonly string[] = [
  "Affine",
  "Elu",
  "HardSigmoid",
  "LeakyRelu",
  "Relu",
  "ScaledTanh",
  "Sigmoid",
  "Softplus",
  "Softsign",
  "Tanh",
  "ThresholdedRelu",
];

/** Operations and transcendental functions of a direction's activations per step and hidden unit. */
export function activationCost(
  cell: Cell,
  names: readonly string[],
): { readonly operations: number; readonly transcendental: number } {
  const total = { operations: 0, transcendental: 0 };
  cell.uses.forEach((uses, i) => {
    const name = names[i] ?? cell.activations[i] ?? "";
    const each = (Object.hasOwn(extra, name) ? extra[name] : undefined) ??
      elementCost(name) ?? { operations: 0, transcendental: 0 };
    total.operations += uses * each.operations;
    total.transcendental += uses * each.transcendental;
  });
  return total;
}
