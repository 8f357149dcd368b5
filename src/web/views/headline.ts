/** The first thing to read: which network, whether it is sound, and its figures with what they mean. */
import type { App, State } from "../app.js";
import { element } from "../element.js";
import type { Figure, Finding } from "../worker/messages.js";

export function headline(app: App): HTMLElement {
  const title = element("h1");
  const about = element("p", "about");
  const cite = element("p", "cite");
  const verdict = element("p", { attributes: { class: "verdict", role: "status" } });
  const variants = element("select", {
    attributes: { "aria-label": "Variant of the specification" },
    on: { change: () => app.chooseVariant(variants.value) },
  });
  const boundary = element("p", "boundary");
  const figures = element("dl", "figures");
  app.store.watch(["analysis", "findings", "isCurrent", "source"], (state) => {
    const { analysis, source } = state;
    const isShown = analysis !== undefined;
    title.textContent = isShown ? analysis.title : (source?.name ?? "shapewright");
    about.textContent = analysis?.description ?? "";
    cite.textContent = analysis?.citation ?? "";
    boundary.textContent = isShown ? `${analysis.inputs.join(", ")} → ${analysis.outputs.join(", ")}` : "";
    document.title = isShown ? `${analysis.title} · shapewright` : "shapewright";
    figures.replaceChildren(...(analysis?.figures ?? []).map(figure));
    figures.classList.toggle("stale", !state.isCurrent);
    showVerdict(verdict, state);
  });
  app.store.watch(["variants", "analysis"], ({ variants: names, analysis }) => {
    variants.hidden = names.length < 2;
    variants.replaceChildren(...names.map((name) => element("option", { attributes: { value: name } }, name)));
    if (analysis?.variant) variants.value = analysis.variant;
  });
  return element(
    "section",
    { attributes: { class: "headline", "aria-label": "Network" } },
    element(
      "p",
      "tagline",
      "Drop an .onnx file or a specification anywhere on this page: every shape checked, every parameter and multiplication counted.",
    ),
    element("div", "name", title, variants, verdict),
    about,
    cite,
    boundary,
    figures,
  );
}

function figure({ title, text, short, definition }: Figure): HTMLElement {
  return element(
    "div",
    { attributes: { class: "figure", title: definition } },
    element("dt", {}, title),
    element("dd", {}, element("span", "large", short), short === text ? undefined : element("span", "exact", text)),
  );
}

function showVerdict(
  verdict: HTMLElement,
  { findings, analysis, isCurrent }: Pick<State, "findings" | "analysis" | "isCurrent">,
) {
  const count = (severity: Finding["severity"]): number => findings.filter((each) => each.severity === severity).length;
  const [errors, warnings] = [count("error"), count("warning")];
  const kind = errors > 0 ? "error" : warnings > 0 ? "warning" : "fine";
  verdict.className = `verdict ${kind}`;
  if (!isCurrent && findings.length === 0 && analysis === undefined) verdict.textContent = "";
  else if (errors > 0) verdict.textContent = `${errors} ${errors === 1 ? "error" : "errors"}`;
  else if (warnings > 0) verdict.textContent = `${warnings} ${warnings === 1 ? "warning" : "warnings"}`;
  else verdict.textContent = analysis === undefined ? "" : "Sound";
}
