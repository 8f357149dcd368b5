/** What had to be assumed of open sizes, which sizes only the data decides, and what every figure means. */
import type { App } from "../app.js";
import { button, element } from "../element.js";

export function assumptionsPanel(app: App): HTMLElement {
  const body = element("div", "assumptions");
  app.store.watch(["analysis"], ({ analysis }) => {
    if (analysis === undefined) return body.replaceChildren();
    const { constraints, unknowns, figures } = analysis;
    body.replaceChildren(
      ...listed(
        "Taken to hold",
        constraints.map(({ text, because, node }) => [
          element("b", {}, text),
          ` ${because} `,
          node !== null && app.rowNamed(node) !== undefined
            ? button(node, () => app.selectNamed(node), { class: "link" })
            : (node ?? ""),
        ]),
        "Nothing had to be assumed: every size is decided.",
      ),
      ...listed(
        "Decided by the data",
        unknowns.map(({ symbol, birthplace }) => [element("b", {}, symbol), ` ${birthplace}`]),
        "No size depends on the data.",
      ),
      element("h3", {}, "What the figures mean"),
      element("ul", {}, ...figures.map(({ definition }) => element("li", {}, definition))),
    );
  });
  return body;
}

function listed(title: string, items: readonly (readonly (Node | string)[])[], none: string): readonly HTMLElement[] {
  const list =
    items.length === 0
      ? element("p", "note", none)
      : element("ul", {}, ...items.map((parts) => element("li", {}, ...parts)));
  return [element("h3", {}, title), list];
}
