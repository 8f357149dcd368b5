/** The left half of the desk: one of several panels, each made when it is first looked at. */
import type { App } from "../app.js";
import { element } from "../element.js";
import { layerTable } from "./layer-table.js";

interface Panel {
  readonly key: string;
  readonly title: string;
  readonly make: (app: App) => HTMLElement | Promise<HTMLElement>;
}

const panels: readonly Panel[] = [
  { key: "layers", title: "Layers", make: layerTable },
  { key: "edit", title: "Edit", make: async (app) => (await import("./editor.js")).editorPanel(app) },
  { key: "verify", title: "Verify", make: async (app) => (await import("./verify.js")).verifyPanel(app) },
  {
    key: "conventions",
    title: "Other tools",
    make: async (app) => (await import("./conventions.js")).conventionsPanel(app),
  },
  { key: "facts", title: "Assumptions", make: async (app) => (await import("./assumptions.js")).assumptionsPanel(app) },
];

export function tabs(app: App): HTMLElement {
  const bodies = panels.map(({ key }) =>
    element("div", {
      attributes: { role: "tabpanel", id: `panel-${key}`, "aria-labelledby": `tab-${key}`, class: "panel" },
    }),
  );
  const made = new Set<string>();
  const heads = panels.map(({ key, title }, index) =>
    element(
      "button",
      {
        attributes: { type: "button", role: "tab", id: `tab-${key}`, "aria-controls": `panel-${key}` },
        on: {
          click: () => show(index),
          keydown: ({ key: pressed }) => {
            const step = { ArrowRight: 1, ArrowLeft: -1 }[pressed];
            if (step === undefined) return;
            const next = (index + step + panels.length) % panels.length;
            show(next);
            heads[next]?.focus();
          },
        },
      },
      title,
    ),
  );
  const show = (chosen: number): void => {
    heads.forEach((head, index) => {
      head.setAttribute("aria-selected", String(index === chosen));
      head.tabIndex = index === chosen ? 0 : -1;
    });
    bodies.forEach((body, index) => {
      body.hidden = index !== chosen;
    });
    const panel = panels[chosen];
    if (panel === undefined || made.has(panel.key)) return;
    made.add(panel.key);
    void Promise.resolve(panel.make(app)).then((content) => bodies[chosen]?.append(content));
  };
  addEventListener("shapewright:line", () => show(panels.findIndex(({ key }) => key === "edit")));
  show(0);
  return element(
    "section",
    { attributes: { class: "card tabs", "aria-label": "The network in detail" } },
    element("div", { attributes: { class: "tablist", role: "tablist", "aria-label": "Views" } }, ...heads),
    ...bodies,
  );
}
