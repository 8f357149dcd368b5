// The shared loop of multiply-accumulates: every size of tile and edge, and every multiplication counted.
import fc from "fast-check";
import { expect, test } from "vitest";
import { addDotProducts, rowsOf } from "../../src/ops/dot-products.js";

const size = fc.integer({ min: 0, max: 9 });

test("the sums are those of the definition, and as many products are counted as it has", () => {
  fc.assert(
    fc.property(
      size,
      size,
      size,
      fc.infiniteStream(fc.integer({ min: -9, max: 9 })),
      (rows, columns, inner, stream) => {
        const draw = (count: number) => Float32Array.from({ length: count }, () => stream.next().value);
        const [a, b] = [draw(rows * inner), draw(inner * columns)];
        const sums = new Float64Array(rows * columns);
        const counter = { executed: 0 };
        addDotProducts(
          { data: sums, at: 0, left: columns, right: 1 },
          { data: a, at: 0, step: inner, count: rows },
          rowsOf(b, { at: 0, row: 1, inner: columns }, columns, inner),
          inner,
          counter,
        );
        // Whole numbers this small are exact, so that the order of the sum does not matter.
        const expected = Float64Array.from({ length: rows * columns }, (_, at) => {
          const [i, j] = [Math.floor(at / columns), at % columns];
          let sum = 0;
          for (let k = 0; k < inner; k++) sum += (a[i * inner + k] ?? 0) * (b[k * columns + j] ?? 0);
          return sum;
        });
        expect(sums).toEqual(expected);
        expect(counter.executed).toBe(rows * columns * inner);
      },
    ),
    { numRuns: 200 },
  );
});
