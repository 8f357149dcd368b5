/** What every chart shares: its document, its colours in light and dark, its title, and deterministic SVG text. */
import type { PlotOptions } from "@observablehq/plot";
import { sanitise, wrap } from "../plain-text.js";

export type PlotLibrary = typeof import("@observablehq/plot");

/** Colours by meaning; each has a value for light and one for dark. */
export const colours = {
  ink: "currentColor",
  soft: "var(--soft)",
  line: "var(--line)",
  first: "var(--first)",
  second: "var(--second)",
  third: "var(--third)",
  wash: "var(--wash)",
} as const;

export interface LegendEntry {
  readonly colour: string;
  readonly text: string;
}

export interface ChartText {
  readonly title: string;
  /** What is drawn, in which units; broken into lines. */
  readonly subtitle: string;
  readonly legend?: readonly LegendEntry[];
}

/** Pixels of a whole chart from left to right. */
const chartWidth = 720;
const [edge, titleLine, subtitleLine] = [20, 20, 17];

const className = "shapewright-chart";
const light = "color: #1b1f24; --plot-background: #fff; --soft: #59636e; --line: #d1d9e0; --wash: #eff2f5;";
const dark = "color: #e6edf3; --plot-background: #0d1117; --soft: #9198a1; --line: #3d444d; --wash: #1c2129;";
const style = `
.${className} { ${light} --first: #0969da; --second: #bc4c00; --third: #1a7f37; background: var(--plot-background); }
@media (prefers-color-scheme: dark) { .${className} { ${dark} --first: #6cb0ff; --second: #ffa657; --third: #56d364; } }
`;

/** What is needed of an element, in a page or without one. */
interface Drawn {
  textContent: string | null;
  readonly outerHTML: string;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  append(...children: readonly Drawn[]): void;
  prepend(...children: readonly Drawn[]): void;
  querySelectorAll(selector: string): Iterable<Drawn>;
}

interface Page {
  createElementNS(namespace: "http://www.w3.org/2000/svg", name: string): Drawn;
}

/** The browser's own document, or one without a browser. */
async function openPage(): Promise<Page> {
  const { document: own } = globalThis as { readonly document?: Page };
  if (own !== undefined) return own;
  const { parseHTML } = await import("linkedom");
  return parseHTML("<!doctype html><html><body></body></html>").document as Page;
}

const drawn = ["d", "transform", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "cx", "cy", "points"];

/** Two decimals of a pixel are enough, and the same on every machine. */
function roundNumbers(svg: Drawn): void {
  for (const element of svg.querySelectorAll("*")) {
    for (const name of drawn) {
      const value = element.getAttribute(name);
      if (value === null) continue;
      const rounded = value.replace(/-?\d+\.\d+(e-?\d+)?/g, (number: string) =>
        String(Number(Number(number).toFixed(2))),
      );
      if (rounded !== value) element.setAttribute(name, rounded);
    }
  }
}

/** Pixels that a text takes at a font size: there is nothing to measure with where there is no page. */
export function textWidth(text: string, fontSize = 11): number {
  return [...text].length * fontSize * 0.58;
}

/**
 * A chart as the text of an SVG file: title and subtitle above what `optionsOf` declares. Its `marginTop` is that of the
 * head. Loads the drawing library when first called.
 */
export async function drawChart(text: ChartText, optionsOf: (plot: PlotLibrary) => PlotOptions): Promise<string> {
  const [plot, page] = await Promise.all([import("@observablehq/plot"), openPage()]);
  const titles = wrap(sanitise(text.title), 84);
  const subtitles = wrap(sanitise(text.subtitle), 112);
  const legend = text.legend ?? [];
  const head = edge + titles.length * titleLine + subtitles.length * subtitleLine + (legend.length > 0 ? 22 : 0) + 8;
  const { height = 320, ...options } = optionsOf(plot);
  const svg: Drawn = plot.plot({
    width: chartWidth,
    marginRight: 24,
    marginBottom: 38,
    ...options,
    height: height + head,
    marginTop: head + 12,
    className,
    document: page as NonNullable<PlotOptions["document"]>,
  });
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  svg.setAttribute("role", "img");
  svg.setAttribute("font-size", "11");
  // As text, which is escaped in full: what stands in an attribute is not.
  const spoken = page.createElementNS("http://www.w3.org/2000/svg", "title");
  spoken.textContent = sanitise(text.title);
  svg.prepend(spoken);
  const write = (content: string, x: number, y: number, attributes: Readonly<Record<string, string>>): void => {
    const element = page.createElementNS("http://www.w3.org/2000/svg", "text");
    const all = { x: String(x), y: String(y), "text-anchor": "start", ...attributes };
    for (const [name, value] of Object.entries(all)) element.setAttribute(name, value);
    element.textContent = content;
    svg.append(element);
  };
  let y = edge + 6;
  for (const line of titles) {
    write(line, edge, y, { "font-size": "15", "font-weight": "600" });
    y += titleLine;
  }
  for (const line of subtitles) {
    write(line, edge, y, { "font-size": "12", fill: colours.soft });
    y += subtitleLine;
  }
  let x = edge;
  for (const entry of legend) {
    const swatch = page.createElementNS("http://www.w3.org/2000/svg", "rect");
    const box = { x, y: y - 3, width: 14, height: 4, rx: 2, fill: entry.colour };
    for (const [name, value] of Object.entries(box)) swatch.setAttribute(name, String(value));
    svg.append(swatch);
    const label = sanitise(entry.text);
    write(label, x + 20, y + 3, { "font-size": "12" });
    x += 44 + textWidth(label, 12);
  }
  const sheet = page.createElementNS("http://www.w3.org/2000/svg", "style");
  sheet.textContent = style;
  svg.append(sheet);
  roundNumbers(svg);
  return `${svg.outerHTML}\n`;
}
