/** What every picture of a network shares: the SVG around it, its colours in light and dark, text that is safe in it. */
import { sanitise, truncate } from "../plain-text.js";

/** Fill and line of a family of layers: in light, in dark. */
const families: Readonly<Record<string, readonly [string, string, string, string]>> = {
  boundary: ["#f1f3f5", "#868e96", "#25282c", "#909296"],
  module: ["#e7f0fb", "#3b6fb6", "#1d2b3e", "#7aa7e0"],
  conv: ["#fdecd8", "#c2690a", "#3a2a17", "#e8a34f"],
  dense: ["#f6e3ee", "#a83279", "#371f2f", "#db7bb4"],
  pool: ["#e2f3ea", "#2b7a54", "#1b3127", "#69bf95"],
  norm: ["#ece9f8", "#6a55b5", "#2a2540", "#a796e6"],
  activation: ["#fbf3d0", "#8d7410", "#332d15", "#d3b949"],
  attention: ["#fbe4e1", "#b23b2e", "#3a2220", "#e88478"],
  recurrent: ["#dff1f5", "#22778a", "#193037", "#66b9cc"],
  embedding: ["#eef3dc", "#62771c", "#2a301a", "#a8bf5c"],
};

const plainFamily = ["#f1f3f5", "#868e96", "#25282c", "#909296"] as const;

function familyStyles(isDark: boolean): string {
  return Object.entries({ other: plainFamily, ...families })
    .map(([name, [fill, line, darkFill, darkLine]]) => {
      const [inside, outside] = isDark ? [darkFill, darkLine] : [fill, line];
      return `.${name}{fill:${inside};stroke:${outside}}`;
    })
    .join("");
}

const styles = [
  `svg{font:12px system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}`,
  `.page{fill:#fff}text{fill:#212529;stroke:none}.quiet{fill:#5c636a;font-size:11px}`,
  `.arrow{fill:none;stroke:#868e96;stroke-width:1.2}.tip{fill:#868e96}`,
  `.label{font-size:11px;fill:#495057}`,
  `.strong{font-weight:600}.title{font-size:15px;font-weight:600}`,
  familyStyles(false),
  `@media(prefers-color-scheme:dark){.page{fill:#16181b}text{fill:#e9ecef}.quiet{fill:#adb5bd}`,
  `.arrow{stroke:#868e96}.label{fill:#ced4da}${familyStyles(true)}}`,
].join("");

/** The class of a family, `other` for one without a colour of its own. */
export function familyClass(family: string): string {
  return Object.hasOwn(families, family) ? family : "other";
}

/** Text from a stranger as SVG text: no markup, no control characters, cut to a number of columns. */
export function svgText(text: string, columns = Number.POSITIVE_INFINITY): string {
  const clean = sanitise(text);
  return escapeXml(Number.isFinite(columns) ? truncate(clean, columns) : clean);
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
}

/** Coordinates with at most one decimal, so that a picture is the same everywhere. */
export function coordinate(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** The whole picture; `title` is also what screen readers say. Ended by a line break. */
export function svgPage(title: string, width: number, height: number, parts: readonly string[]): string {
  const [w, h] = [coordinate(width), coordinate(height)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img">`,
    `<title>${svgText(title)}</title>`,
    `<style>${styles}</style>`,
    `<rect class="page" width="${w}" height="${h}"/>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}
