/** A report's table as an HTML table. */
import type { Table } from "../../report/table.js";
import { element } from "../element.js";

export function plainTable({ title, columns, rows, notes }: Table): HTMLElement {
  const right = (index: number): string => (columns[index]?.align === "right" ? "right" : "");
  return element(
    "div",
    "plain",
    element(
      "div",
      { attributes: { class: "scroll", tabindex: 0, role: "region", "aria-label": title } },
      element(
        "table",
        {},
        element("caption", {}, title),
        element(
          "thead",
          {},
          element(
            "tr",
            {},
            ...columns.map((column, index) =>
              column.title === ""
                ? element("td")
                : element("th", { attributes: { scope: "col", class: right(index) } }, column.title),
            ),
          ),
        ),
        element(
          "tbody",
          {},
          ...rows.map(({ kind, cells }) =>
            element("tr", kind, ...cells.map(({ text }, index) => element("td", right(index), text))),
          ),
        ),
      ),
    ),
    ...notes.map((note) => element("p", "note", note)),
  );
}
