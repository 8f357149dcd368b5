// The ONNX project's node tests: the reference gives the elements that they expect, within their own tolerances.
import { join } from "node:path";
import { expect, test } from "vitest";
import { conformance } from "./onnx-cases.js";
import { judgeAll } from "./onnx-numeric.js";

test("every node test passes, but for those that need an image decoder", () => {
  const { total, passed, random, unsupported, failed } = judgeAll(join(conformance, "onnx-node"));
  console.info(`ONNX node tests on the reference: ${passed} of ${total} equal, ${random} random`);
  expect(failed).toEqual([]);
  expect(unsupported.filter((text) => !text.includes("(ImageDecoder)"))).toEqual([]);
  // Six draw by Bernoulli and four train with Dropout; nine decode images.
  expect({ total, passed, random, unsupported: unsupported.length }).toEqual({
    total: 1831,
    passed: 1812,
    random: 10,
    unsupported: 9,
  });
});
