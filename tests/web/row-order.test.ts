// Which rows the page's table shows, and in which order.
import { expect, test } from "vitest";
import { arrange, defaultClosed } from "../../src/web/views/row-order.js";
import type { TableRow } from "../../src/web/worker/messages.js";

function row(path: string, level: number, isModule: boolean, raw: bigint | null = 0n): TableRow {
  const cells = [{ text: path }, { text: raw === null ? "?" : String(raw), raw }];
  return { path, parent: "", level, isModule, cells, layers: [path] };
}

const rows = [
  row("a", 0, true),
  row("a.x", 1, false, 5n),
  row("a.y", 1, true),
  row("a.y.z", 2, false, 7n),
  row("b", 0, false, null),
];
const paths = (closed: readonly string[], order?: Parameters<typeof arrange>[2]): readonly string[] =>
  arrange({ rows }, new Set(closed), order).map(({ path }) => path);

test.each([
  ["all of the tree", [], ["a", "a.x", "a.y", "a.y.z", "b"]],
  ["an inner module folded", ["a.y"], ["a", "a.x", "a.y", "b"]],
  ["an outer module folded hides the inner one", ["a", "a.y"], ["a", "b"]],
])("%s", (_what, closed, wanted) => {
  expect(paths(closed)).toEqual(wanted);
});

test("sorted, only layers are left, and what is unknown stands apart from numbers", () => {
  expect(paths(["a"], { column: 1, isDescending: false })).toEqual(["a.x", "a.y.z", "b"]);
  expect(paths([], { column: 1, isDescending: true })).toEqual(["b", "a.y.z", "a.x"]);
});

test("a short table opens whole, a long one with its inner modules folded", () => {
  expect(defaultClosed({ rows })).toEqual([]);
  const long = Array.from({ length: 40 }, (_, i) => [row(`m${i}`, 0, true), row(`m${i}.a`, 1, false)]).flat();
  expect(defaultClosed({ rows: long })).toHaveLength(40);
});
