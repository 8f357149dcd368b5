// Every family of WGSL kernels against the float64 reference, within the bound that the kernel itself names.
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import {
  choices,
  conv,
  convolutions,
  elementwise,
  layers,
  movements,
  others,
  pairs,
  products,
  reductions,
} from "./kernel-cases.js";
import { openExecutor } from "./one-step.js";
import { findErrors } from "./within-bound.js";

const executor = openExecutor();
afterAll(() => executor.dispose());

describe.each([
  ["convolution", convolutions],
  ["matrix product", products],
  ["windows, statistics, rows", others],
  ["movement", movements],
] as const)("%s", (_, rows) => {
  test.each(rows)("$op: $name", async (row) => {
    expect(await findErrors(executor, row)).toEqual([]);
  });
});

describe.each([
  ["element-wise functions", elementwise],
  ["two inputs that broadcast", pairs],
  ["reductions along axes apart", reductions],
  ["choices", choices],
  ["layers", layers],
] as const)("%s", (_, rows) => {
  test.each(rows)("$op", async (row) => {
    expect(await findErrors(executor, row)).toEqual([]);
  });
});

test("a random convolution is right whatever its window", async () => {
  const window = fc.record({
    kernel: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    dilation: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
    pads: fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: 0, max: 2 }))),
    size: fc.tuple(fc.integer({ min: 7, max: 17 }), fc.integer({ min: 7, max: 17 })),
    groups: fc.integer({ min: 1, max: 3 }),
    inPerGroup: fc.integer({ min: 1, max: 5 }),
    outPerGroup: fc.integer({ min: 1, max: 10 }),
  });
  await fc.assert(
    fc.asyncProperty(window, async ({ kernel, stride, dilation, pads, size, groups, inPerGroup, outPerGroup }) => {
      const attributes = { strides: [...stride], dilations: [...dilation], pads: [...pads], group: groups };
      const x = [1, groups * inPerGroup, ...size];
      const errors = await findErrors(
        executor,
        conv("random", x, [groups * outPerGroup, inPerGroup, ...kernel], attributes),
      );
      expect(errors).toEqual([]);
    }),
    { numRuns: 3 },
  );
});
