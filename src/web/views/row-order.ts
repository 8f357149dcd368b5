/** Which rows of the table are shown and in which order: the tree with what is folded left out, or a sorted list. */
import type { Analysis, TableRow } from "../worker/messages.js";

export interface Order {
  readonly column: number;
  readonly isDescending: boolean;
}

/** A table of more rows opens with its modules folded. */
const longTable = 60;

export function arrange(
  { rows }: Pick<Analysis, "rows">,
  closed: ReadonlySet<string>,
  order: Order | undefined,
): readonly TableRow[] {
  if (order !== undefined) {
    const leaves = rows.filter(({ isModule }) => !isModule);
    const sign = order.isDescending ? -1 : 1;
    return [...leaves].sort((a, b) => sign * compareCells(a, b, order.column));
  }
  // Rows inside a folded module follow it with a greater level.
  const shown: TableRow[] = [];
  let foldedLevel = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    if (row.level > foldedLevel) continue;
    foldedLevel = row.isModule && closed.has(row.path) ? row.level : Number.POSITIVE_INFINITY;
    shown.push(row);
  }
  return shown;
}

function compareCells(a: TableRow, b: TableRow, column: number): number {
  const [left, right] = [sortKey(a, column), sortKey(b, column)];
  if (typeof left === "number" && typeof right === "number") return left - right;
  // What is no number (open, unknown) stands after all numbers.
  if (typeof left === "number") return -1;
  if (typeof right === "number") return 1;
  return left < right ? -1 : left > right ? 1 : 0;
}

function sortKey({ cells, path }: TableRow, column: number): number | string {
  const cell = cells[column];
  if (column === 0 || cell === undefined) return path;
  const { raw, text } = cell;
  if (typeof raw === "bigint" || typeof raw === "number") return Number(raw);
  const share = Number(text);
  return text !== "" && Number.isFinite(share) ? share : text;
}

/** The modules that are folded at first: none in a short table, else all at the level where it gets long. */
export function defaultClosed({ rows }: Pick<Analysis, "rows">): readonly string[] {
  if (rows.length <= longTable) return [];
  const deepest = rows.reduce((most, { level }) => Math.max(most, level), 0);
  for (let level = deepest; level > 0; level--) {
    if (rows.filter((row) => row.level < level).length <= longTable) {
      return rows.filter((row) => row.isModule && row.level >= level - 1).map(({ path }) => path);
    }
  }
  return rows.filter(({ isModule }) => isModule).map(({ path }) => path);
}
