// The arena: no two buffers that are needed at the same time overlap, and none lies outside it.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Lifetime, peakOf, placeBuffers } from "../../src/run/arena.js";

const lifetime = fc
  .record({ bytes: fc.integer({ min: 0, max: 5000 }), from: fc.nat(20), length: fc.nat(8) })
  .map(({ bytes, from, length }): Lifetime => ({ bytes, from, to: from + length }));

const meet = (a: Lifetime, b: Lifetime): boolean => a.from <= b.to && b.from <= a.to;

describe("any buffers", () => {
  test("that live together do not overlap", () => {
    fc.assert(
      fc.property(fc.array(lifetime, { maxLength: 30 }), (buffers) => {
        const { offsets, bytes } = placeBuffers(buffers);
        const places = buffers.map((buffer, i) => ({
          buffer,
          start: offsets[i] ?? 0,
          end: (offsets[i] ?? 0) + buffer.bytes,
        }));
        for (const [i, a] of places.entries()) {
          expect(a.end).toBeLessThanOrEqual(bytes);
          for (const b of places.slice(i + 1)) {
            if (meet(a.buffer, b.buffer)) expect(a.end <= b.start || b.end <= a.start).toBe(true);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test("have the peak that adding up every step gives, and fit no smaller arena", () => {
    fc.assert(
      fc.property(fc.array(lifetime, { minLength: 1, maxLength: 30 }), (buffers) => {
        const steps = Array.from({ length: 30 }, (_, step) =>
          buffers.filter(({ from, to }) => from <= step && step <= to).reduce((sum, { bytes }) => sum + bytes, 0),
        );
        expect(peakOf(buffers)).toBe(Math.max(...steps));
        expect(placeBuffers(buffers).bytes).toBeGreaterThanOrEqual(peakOf(buffers));
      }),
      { numRuns: 200 },
    );
  });
});

test("two buffers that follow each other share their bytes; a third beside them starts at the next multiple of 256", () => {
  const buffers = [
    { bytes: 1000, from: 0, to: 1 },
    { bytes: 600, from: 2, to: 3 },
    { bytes: 10, from: 1, to: 2 },
  ];
  // 1000 rounded up to a multiple of 256 is 1024.
  expect(placeBuffers(buffers)).toEqual({ offsets: [0, 0, 1024], bytes: 1034 });
  // Step 1: 1000 + 10.
  expect(peakOf(buffers)).toBe(1010);
});
