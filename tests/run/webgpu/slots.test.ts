// Values that are needed at the same time never share a buffer.
import fc from "fast-check";
import { expect, test } from "vitest";
import { assignSlots } from "../../../src/run/webgpu/slots.js";

test("a chain of equal values needs two buffers", () => {
  const chain = [0, 1, 2, 3].map((step) => ({ name: `v${step}`, bytes: 16, from: step, to: step + 1 }));
  expect(assignSlots(chain).sizes).toEqual([16, 16]);
});

test("values share a buffer only when their lifetimes are apart, and every buffer is great enough", () => {
  const lifetime = fc.record({ bytes: fc.integer({ min: 1, max: 100 }), from: fc.nat(20), length: fc.nat(5) });
  fc.assert(
    fc.property(fc.array(lifetime, { maxLength: 30 }), (list) => {
      const lifetimes = list.map(({ bytes, from, length }, i) => ({ name: `v${i}`, bytes, from, to: from + length }));
      const { slotOf, sizes } = assignSlots(lifetimes);
      for (const [i, a] of lifetimes.entries()) {
        expect(sizes[slotOf.get(a.name) ?? -1]).toBeGreaterThanOrEqual(a.bytes);
        for (const b of lifetimes.slice(i + 1)) {
          if (slotOf.get(a.name) === slotOf.get(b.name)) expect(a.to < b.from || b.to < a.from).toBe(true);
        }
      }
    }),
    { numRuns: 50 },
  );
});
