/** How the sizes and counts of the layer that is looked at come about, step by step. */
import type { App } from "../app.js";
import { button, element } from "../element.js";
import type { LayerExplanation } from "../worker/messages.js";

export function inspector(app: App): HTMLElement {
  const title = element("h2");
  const body = element("div", {
    attributes: { class: "explained", tabindex: 0, role: "region", "aria-label": "Arithmetic" },
  });
  const view = element(
    "section",
    { attributes: { class: "card inspector", "aria-label": "How it comes about", "aria-live": "polite" } },
    element(
      "div",
      "panel-head",
      title,
      button("✕", () => app.deselect(), { class: "icon", "aria-label": "Close" }),
    ),
    body,
  );
  app.store.watch(["selected", "explained"], ({ selected, explained }) => {
    view.hidden = selected === undefined;
    if (selected === undefined) return;
    title.textContent = selected.path;
    const left = selected.layers.length - explained.length;
    body.replaceChildren(
      ...explained.map(explanation),
      ...(left > 0 && explained.length > 0 ? [element("p", "detail", `and ${left} more layers`)] : []),
    );
  });
  return view;
}

function explanation({ name, type, from, to, steps }: LayerExplanation): HTMLElement {
  return element(
    "div",
    "explanation",
    element("p", "layer", element("b", {}, name), ` ${type}`),
    element("p", "shapes", `${from} → ${to}`),
    element("dl", {}, ...steps.flatMap((step) => [element("dt", {}, step.name), element("dd", {}, step.text)])),
  );
}
