// Runs exported models in onnxruntime (CPU), the independent runtime: seeded inputs in, outputs with their shapes out.
import { InferenceSession, Tensor } from "onnxruntime-node";
import { randomStream } from "../../../src/init/index.js";

export interface RunOutput {
  readonly dims: readonly number[];
  readonly data: readonly number[];
}

export interface RunOptions {
  /** Sizes of the open axes by name. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Elements of the inputs by name; seeded normal ones, or zeros of a whole-number input, if absent. */
  readonly feeds?: Readonly<Record<string, readonly number[]>>;
}

/** Outputs by name. Rejects with onnxruntime's message for a model that it does not take. */
export async function runModel(
  model: Uint8Array | string,
  { sizes = {}, feeds = {} }: RunOptions = {},
): Promise<ReadonlyMap<string, RunOutput>> {
  const options = { logSeverityLevel: 4, intraOpNumThreads: 2 } as const;
  const session =
    typeof model === "string"
      ? await InferenceSession.create(model, options)
      : await InferenceSession.create(model, options);
  try {
    const given = session.inputMetadata.flatMap((input): [string, Tensor][] => {
      if (!input.isTensor) return [];
      const dims = input.shape.map((size) => (typeof size === "number" ? size : (sizes[size] ?? 1)));
      const count = dims.reduce((product, size) => product * size, 1);
      return [[input.name, tensorOf(input.name, input.type, dims, count, feeds[input.name])]];
    });
    const results = await session.run(Object.fromEntries(given));
    return new Map(
      Object.entries(results).map(([name, { dims, data }]) => [name, { dims, data: Array.from(data, Number) }]),
    );
  } finally {
    await session.release();
  }
}

function tensorOf(
  name: string,
  type: string,
  dims: readonly number[],
  count: number,
  fed: readonly number[] | undefined,
): Tensor {
  if (type === "int64") return new Tensor("int64", BigInt64Array.from(fed ?? Array(count).fill(0), BigInt), dims);
  if (type === "bool") return new Tensor("bool", Uint8Array.from(fed ?? Array(count).fill(1)), dims);
  const stream = randomStream(1, name);
  return new Tensor("float32", Float32Array.from(fed ?? { length: count }, fed ? Number : () => stream.normal()), dims);
}
