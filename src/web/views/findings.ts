/** What is wrong or worth knowing; each finding leads to its layer, or to its line in the specification. */
import type { App } from "../app.js";
import { button, element } from "../element.js";
import type { Finding } from "../worker/messages.js";

/** Shown at first; the rest on request. */
const shownAtFirst = 6;

const order = { error: 0, warning: 1, note: 2 } as const;

export function findingsView(app: App): HTMLElement {
  const list = element("ul", "findings-list");
  const more = element("p", "more");
  const view = element(
    "section",
    { attributes: { class: "card findings", "aria-label": "Findings" } },
    element("h2", {}, "Findings"),
    list,
    more,
  );
  const show = (findings: readonly Finding[], limit: number): void => {
    const sorted = [...findings].sort((a, b) => order[a.severity] - order[b.severity]);
    view.hidden = sorted.length === 0;
    list.replaceChildren(...sorted.slice(0, limit).map((finding) => item(app, finding)));
    const left = sorted.length - limit;
    more.replaceChildren(
      ...(left > 0 ? [button(`Show ${left} more`, () => show(findings, Number.POSITIVE_INFINITY))] : []),
    );
  };
  app.store.watch(["findings"], ({ findings }) => show(findings, shownAtFirst));
  return view;
}

function item(app: App, finding: Finding): HTMLElement {
  const { severity, code, message, node, formula, because, expected, actual, hint, source } = finding;
  const line = (title: string, text: string | undefined): HTMLElement | undefined =>
    text === undefined ? undefined : element("p", "detail", element("b", {}, title), ` ${text}`);
  return element(
    "li",
    `finding ${severity}`,
    element(
      "p",
      "what",
      element("span", "severity", severity),
      place(app, node, source?.line),
      element("span", "message", message),
      element("code", {}, code),
    ),
    line("Expected", expected),
    line("Actual", actual),
    line("Because", because),
    line("Arithmetic", formula),
    line("What to do", hint),
  );
}

/** The layer or the line that a finding is about, as a way to get there. */
function place(app: App, node: string | undefined, line: number | undefined): HTMLElement | undefined {
  if (node !== undefined && app.rowNamed(node) !== undefined) {
    return button(node, () => app.selectNamed(node), { class: "link" });
  }
  if (line !== undefined) {
    return button(`line ${line}`, () => dispatchEvent(new CustomEvent("shapewright:line", { detail: line })), {
      class: "link",
    });
  }
  return node === undefined ? undefined : element("span", "place", node);
}
