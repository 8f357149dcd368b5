// Whatever bytes come in, the reader neither throws nor hangs nor grows: random ones, cut ones, changed ones.
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeModel, readModel } from "../../src/onnx/index.js";
import { analyseModel, inspectModel } from "../../src/onnx.js";
import { toOverview } from "../../src/report/overview.js";
import { readConformance } from "./conformance.js";

const files = [
  "onnx-node/test_if_opt/model.onnx",
  "onnx-node/test_loop16_seq_none/model.onnx",
  "onnx-node/test_dequantizelinear_int4/model.onnx",
  "onnx-node/test_ai_onnx_ml_label_encoder_tensor_mapping/model.onnx",
  "onnx-node/test_optional_get_element_optional_sequence/model.onnx",
  "light/light/light_bvlc_alexnet.onnx",
  "torch/exports/alexnet.op17.fixed.onnx",
];

/** A value or an error that says why there is none. */
function expectSound(bytes: Uint8Array): void {
  const result = decodeModel(bytes);
  if (result.value === undefined) expect(result.diagnostics.some(({ severity }) => severity === "error")).toBe(true);
  for (const finding of result.diagnostics) expect(finding.message).not.toContain("undefined");
  expect(result.diagnostics.length).toBeLessThan(1200);
}

test("random bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), expectSound));
});

test("random bytes after the beginning of a model", () => {
  fc.assert(
    fc.property(
      fc.constantFrom([8, 8, 0x3a], [8, 8, 0x3a, 200, 1, 0x0a, 100], [0xca, 1]),
      fc.uint8Array({ maxLength: 300 }),
      (start, rest) => expectSound(Uint8Array.of(...start, ...rest)),
    ),
  );
});

describe.each(files)("%s", (path) => {
  const bytes = readConformance(path);

  test("cut at every boundary (every hundredth of a longer file) it is a finding, or a model that ends there", () => {
    const step = Math.max(1, Math.floor(bytes.length / 1000));
    for (let length = 0; length < bytes.length; length += step) expectSound(bytes.subarray(0, length));
  });

  test("with bits flipped", () => {
    const flips = fc.array(fc.nat({ max: bytes.length * 8 - 1 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(flips, (bits) => {
        const changed = bytes.slice();
        for (const bit of bits) changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expectSound(changed);
      }),
    );
  });

  test("in chunks of any size it reads as it does in one piece", async () => {
    const whole = decodeModel(bytes);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 20 }), async (sizes) => {
        const streamed = await readModel(streamOf(bytes, sizes), { limits: { elements: 1024 } });
        expect(streamed.diagnostics).toEqual(whole.diagnostics);
        expect(streamed.value).toEqual(whole.value);
      }),
      { numRuns: 10 },
    );
  });
});

/** A stream that gives the bytes in chunks of the given sizes, over and over. */
function streamOf(bytes: Uint8Array, sizes: readonly number[]): ReadableStream<Uint8Array> {
  let at = 0;
  let turn = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      const next = at + (sizes[turn % sizes.length] ?? 1);
      controller.enqueue(bytes.slice(at, next));
      at = next;
      turn += 1;
    },
  });
}

test("broken models with bytes changed go through inference, analysis and the overview without a fault of ours", () => {
  const folder = "fixtures/onnx/broken";
  const models = readdirSync(folder)
    .filter((name) => !/^(file|function-doubling)/.test(name))
    .map((name) => readFileSync(`${folder}/${name}`));
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.nat({ max: models.length - 1 }), changes, (index, changed) => {
      const bytes = Uint8Array.from(models[index] ?? []);
      for (const [at, byte] of changed) bytes[at % bytes.length] = byte;
      const { value, diagnostics } = inspectModel(decodeModel(bytes));
      if (value !== undefined) expect(toOverview(analyseModel(value))).toContain("Parameters");
      else expect(diagnostics.length).toBeGreaterThan(0);
    }),
    { numRuns: 1000, seed: 1 },
  );
});
