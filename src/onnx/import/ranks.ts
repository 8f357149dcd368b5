/** Ranks of values that the file says without inference: what a few upgrades of old operators need. */

/** Operators whose output has the rank of their first input. */
const keeping: ReadonlySet<string> = new Set([
  "Add",
  "AveragePool",
  "BatchNormalization",
  "Clip",
  "Conv",
  "ConvTranspose",
  "Div",
  "Dropout",
  "Elu",
  "GlobalAveragePool",
  "GlobalMaxPool",
  "Identity",
  "InstanceNormalization",
  "LRN",
  "LeakyRelu",
  "MaxPool",
  "Mul",
  "PRelu",
  "Pad",
  "Relu",
  "Sigmoid",
  "Softmax",
  "Sub",
  "Tanh",
  "Transpose",
]);

const matrices: ReadonlySet<string> = new Set(["Flatten", "Gemm"]);

export class Ranks {
  readonly #ranks = new Map<string, number>();

  set(value: string, rank: number): void {
    this.#ranks.set(value, rank);
  }

  of(value: string): number | undefined {
    return this.#ranks.get(value);
  }

  /** Notes the rank of a node's first output, where its operator says it. */
  note(op: string, input: string | undefined, outputs: readonly string[]): void {
    const rank = matrices.has(op) ? 2 : keeping.has(op) ? this.#ranks.get(input ?? "") : undefined;
    if (rank !== undefined) this.#ranks.set(outputs[0] ?? "", rank);
  }
}
