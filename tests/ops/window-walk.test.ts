// Walking windows finds as many of them as the size formula says: two ways to the same number.
import fc from "fast-check";
import { expect, test } from "vitest";
import { dims } from "../../src/dim/index.js";
import { FILL } from "../../src/ops/index-map.js";
import { effectiveKernel, windowOutput } from "../../src/ops/window.js";
import { windowStarts, windowViews } from "../../src/ops/window-walk.js";

const window = fc.record({
  axis: fc.constant(2),
  kernel: fc.integer({ min: 1, max: 5 }),
  stride: fc.integer({ min: 1, max: 4 }),
  dilation: fc.integer({ min: 1, max: 3 }),
  padBegin: fc.nat(3),
  padEnd: fc.nat(3),
});

test("as many windows as floor or ceil of the formula", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), window, fc.boolean(), (size, drawn, ceil) => {
      fc.pre(effectiveKernel(drawn.kernel, drawn.dilation) <= size + drawn.padBegin + drawn.padEnd);
      expect(windowStarts(size, drawn, ceil).length).toBe(windowOutput(dims, size, drawn, ceil));
    }),
    { numRuns: 500 },
  );
});

test("a 2×2 window over a padded 3×3 plane, by hand", () => {
  const axis = { kernel: 2, stride: 2, dilation: 1, padBegin: 1, padEnd: 0 };
  const windows = [
    { ...axis, axis: 2 },
    { ...axis, axis: 3 },
  ];
  // Starts -1 and 1 along both axes; the plane's elements are 0 to 8, row by row.
  expect(windowViews([3, 3], windows)).toEqual({
    counts: [2, 2],
    views: [
      { offsets: [FILL, FILL, FILL, 0], declared: 4 },
      { offsets: [FILL, FILL, 1, 2], declared: 4 },
      { offsets: [FILL, 3, FILL, 6], declared: 4 },
      { offsets: [4, 5, 7, 8], declared: 4 },
    ],
  });
});
