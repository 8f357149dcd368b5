/** Moves through the rows of a table with the arrow keys; right unfolds a module, left folds it. */

export function rowKeys(
  event: KeyboardEvent,
  body: HTMLTableSectionElement,
  toggle: (() => void) | undefined,
  isClosed: boolean,
): void {
  const rows = [...body.querySelectorAll<HTMLElement>("button.name")];
  const at = rows.indexOf(event.target as HTMLElement);
  if (at < 0) return;
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: rows.length - 1,
  };
  const next = moves[event.key];
  if (next !== undefined) rows[Math.min(rows.length - 1, Math.max(0, next))]?.focus();
  else if (event.key === "ArrowRight" && isClosed) toggle?.();
  else if (event.key === "ArrowLeft" && !isClosed) toggle?.();
  else return;
  event.preventDefault();
}
