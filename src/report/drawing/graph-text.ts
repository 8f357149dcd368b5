/** A network in the languages of other drawing programs: Mermaid (for Markdown pages) and DOT (for Graphviz). */
import type { GraphBox, LayerGraph } from "../../analysis/layer-graph.js";
import type { Report } from "../../analysis/report.js";
import { sanitise } from "../plain-text.js";
import { arrowText, boxTexts } from "./box-text.js";

interface Language {
  readonly head: (title: string) => string;
  readonly box: (id: string, box: GraphBox, name: string, detail: string) => string;
  readonly arrow: (from: string, to: string, label: string) => string;
  readonly foot: string;
}

/** Entities of Mermaid: a number sign, the code, a semicolon. */
function mermaidText(text: string): string {
  return sanitise(text).replace(/[^\p{L}\p{N} .,_:×·/()+-]/gu, (found) => `#${found.codePointAt(0)};`);
}

function dotText(text: string): string {
  return sanitise(text).replace(/["\\]/g, (found) => `\\${found}`);
}

const mermaid: Language = {
  head: (title) => `---\ntitle: ${JSON.stringify(sanitise(title))}\n---\nflowchart TB`,
  box(id, { kind }, name, detail) {
    const text = `${mermaidText(name)}<br/>${mermaidText(detail)}`;
    if (kind === "layer") return `  ${id}["${text}"]`;
    return kind === "module" ? `  ${id}[["${text}"]]` : `  ${id}(["${text}"])`;
  },
  arrow: (from, to, label) => `  ${from} -- "${mermaidText(label)}" --> ${to}`,
  foot: "",
};

const dot: Language = {
  head: (title) =>
    `digraph {\n  label="${dotText(title)}"; labelloc=t; rankdir=TB;\n  node [shape=box, fontname="sans-serif"]; edge [fontname="sans-serif", fontsize=10];`,
  box(id, { kind }, name, detail) {
    const shape = kind === "layer" ? "" : kind === "module" ? ", shape=box3d" : ", shape=oval";
    return `  ${id} [label="${dotText(name)}\\n${dotText(detail)}"${shape}];`;
  },
  arrow: (from, to, label) => `  ${from} -> ${to} [label="${dotText(label)}"];`,
  foot: "}",
};

/** Mermaid's flowchart; ended by a line break. */
export function graphMermaid(graph: LayerGraph, report: Report): string {
  return write(graph, report, mermaid);
}

/** Graphviz' DOT; ended by a line break. */
export function graphDot(graph: LayerGraph, report: Report): string {
  return write(graph, report, dot);
}

function write(graph: LayerGraph, report: Report, language: Language): string {
  const texts = boxTexts(graph, report);
  const ids = new Map(graph.boxes.map(({ id }, index) => [id, `n${index}`]));
  const idOf = (id: string): string => ids.get(id) ?? "";
  const lines = [
    language.head(report.about.title ?? report.name),
    ...graph.boxes.map((box) => {
      const { name = "", detail = "" } = texts.get(box.id) ?? {};
      return language.box(idOf(box.id), box, name, detail);
    }),
    ...graph.arrows.map((arrow) => language.arrow(idOf(arrow.from), idOf(arrow.to), arrowText(arrow, report))),
  ];
  return `${[...lines, ...(language.foot === "" ? [] : [language.foot])].join("\n")}\n`;
}
