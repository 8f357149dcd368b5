/** The table of layers: grouped by module, foldable, sortable; looking at a row tells how its figures come about. */
import type { App } from "../app.js";
import { button, element } from "../element.js";
import type { Analysis, TableRow } from "../worker/messages.js";
import { rowKeys } from "./row-keys.js";
import { arrange, defaultClosed, type Order } from "./row-order.js";

/** Rows that are put into the page at once. */
const rowsAtOnce = 400;
/** A pointer that only passes over a row asks for nothing. */
const hoverDelay = 120;

export function layerTable(app: App): HTMLElement {
  const head = element("thead");
  const body = element("tbody");
  const foot = element("tfoot");
  const more = element("p", "more");
  const coverage = element("p", "note");
  const closed = new Set<string>();
  let order: Order | undefined;
  let limit = rowsAtOnce;
  let analysis: Analysis | undefined;
  let hovering: ReturnType<typeof setTimeout> | undefined;

  const look = (row: TableRow): void => void app.select(row.path, row.layers);
  const toggle = (row: TableRow): void => {
    if (!closed.delete(row.path)) closed.add(row.path);
    showRows();
    find(row.path)?.focus();
  };
  const find = (path: string): HTMLElement | undefined =>
    [...body.querySelectorAll<HTMLElement>("button.name")].find((each) => each.dataset.path === path);

  const makeRow = (row: TableRow, shown: Analysis): HTMLElement => {
    const isClosed = closed.has(row.path);
    const [name, ...cells] = row.cells;
    const level = order === undefined ? row.level : 0;
    const text = order === undefined ? (name?.text ?? "") : row.path;
    const fold =
      row.isModule && order === undefined
        ? button(isClosed ? "▸" : "▾", () => toggle(row), {
            class: "fold",
            "aria-expanded": !isClosed ? "true" : "false",
            "aria-label": `${isClosed ? "Unfold" : "Fold"} ${row.path}`,
            tabindex: -1,
          })
        : undefined;
    const label = button(text, () => look(row), { class: "name", "data-path": row.path });
    if (row.isModule && order === undefined) label.setAttribute("aria-expanded", String(!isClosed));
    const first = element("th", { attributes: { scope: "row", class: `level-${Math.min(level, 8)}` } }, fold, label);
    const made = element(
      "tr",
      {
        attributes: { class: row.isModule ? "module" : undefined, "data-path": row.path },
        on: {
          pointerenter: ({ pointerType }) => {
            if (pointerType === "mouse") hovering = setTimeout(() => look(row), hoverDelay);
          },
          pointerleave: () => clearTimeout(hovering),
          keydown: (event) => rowKeys(event, body, row.isModule ? () => toggle(row) : undefined, isClosed),
        },
      },
      first,
      ...cells.map((cell, index) => {
        const column = shown.columns[index + 1];
        return element("td", cellClass(column), cell.short ?? cell.text);
      }),
    );
    label.addEventListener("focus", () => {
      if (app.store.state.selected?.path !== row.path) look(row);
    });
    return made;
  };

  const showRows = (): void => {
    if (analysis === undefined) return;
    const shown = analysis;
    const visible = arrange(shown, closed, order);
    body.replaceChildren(...visible.slice(0, limit).map((row) => makeRow(row, shown)));
    const left = visible.length - limit;
    more.replaceChildren(
      ...(left > 0
        ? [
            button(`Show ${Math.min(left, rowsAtOnce)} of ${left} more rows`, () => {
              limit += rowsAtOnce;
              showRows();
            }),
          ]
        : []),
    );
    mark(app.store.state.selected?.path);
  };

  const mark = (path: string | undefined): void => {
    for (const row of body.rows) row.classList.toggle("selected", row.dataset.path === path);
  };

  const showHead = (): void => {
    head.replaceChildren(
      element(
        "tr",
        {},
        ...(analysis?.columns ?? []).map((column, index) => {
          const isOrder = order?.column === index;
          const sorted = isOrder ? (order?.isDescending ? "descending" : "ascending") : undefined;
          const sort = (): void => {
            order = nextOrder(order, index, column.align === "right");
            showHead();
            showRows();
          };
          const share = column.title === "%" ? `Share of ${column.key.replace("%", "")}` : undefined;
          return element(
            "th",
            { attributes: { scope: "col", class: cellClass(column), "aria-sort": sorted } },
            button(`${column.title}${sorted === undefined ? "" : sorted === "descending" ? " ↓" : " ↑"}`, sort, {
              class: "sort",
              title: share ?? `Sort by ${column.title}`,
              "aria-label": share,
            }),
          );
        }),
      ),
    );
  };

  app.store.watch(["analysis"], ({ analysis: next }) => {
    const isOther = next?.name !== analysis?.name;
    analysis = next;
    if (isOther) {
      closed.clear();
      for (const path of next === undefined ? [] : defaultClosed(next)) closed.add(path);
      order = undefined;
      limit = rowsAtOnce;
    }
    showHead();
    showRows();
    coverage.textContent = next?.coverage ?? "";
    foot.replaceChildren(
      element(
        "tr",
        {},
        ...(next?.total ?? []).map((cell, index) =>
          index === 0
            ? element("th", { attributes: { scope: "row" } }, cell.text)
            : element("td", cellClass(next?.columns[index]), cell.short ?? cell.text),
        ),
      ),
    );
  });
  app.store.watch(["selected"], ({ selected }) => {
    mark(selected?.path);
    const row = selected === undefined ? undefined : [...body.rows].find((each) => each.dataset.path === selected.path);
    if (row !== undefined && !row.matches(":hover")) row.scrollIntoView({ block: "nearest" });
  });

  return element(
    "div",
    "layers",
    element(
      "div",
      { attributes: { class: "scroll", tabindex: 0, role: "region", "aria-label": "Layers" } },
      element("table", {}, head, body, foot),
    ),
    more,
    coverage,
  );
}

function cellClass(column: Analysis["columns"][number] | undefined): string {
  return `${column?.align === "right" ? "right " : ""}column-${(column?.key ?? "").replace("%", "-share")}`;
}

/** First as one reads it (figures greatest first), then the other way round, then as the network has it. */
function nextOrder(before: Order | undefined, column: number, isFigure: boolean): Order | undefined {
  if (before?.column !== column) return { column, isDescending: isFigure };
  return before.isDescending === isFigure ? { column, isDescending: !isFigure } : undefined;
}
