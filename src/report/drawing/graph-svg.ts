/** A network as an SVG picture: boxes for layers and folded modules, arrows with the shapes that flow. */
import type { LayerGraph } from "../../analysis/layer-graph.js";
import type { Report } from "../../analysis/report.js";
import { widthOf } from "../plain-text.js";
import { characterWidth, type PlacedArrow, type PlacedBox, type Point, placeGraph } from "./place.js";
import { coordinate, familyClass, svgPage, svgText } from "./svg-page.js";

/** Columns of text that the widest box holds. */
const boxColumns = 32;

/** Ended by a line break; throws a RangeError for more boxes than can be laid out. */
export function graphSvg(graph: LayerGraph, report: Report): string {
  const { width, height, boxes, arrows } = placeGraph(graph, report);
  const tip =
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">' +
    '<path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>';
  // Labels after the boxes: where an arrow passes one closely they stay readable.
  const parts = [tip, ...arrows.map(arrowPath), ...boxes.map(boxGroup), ...arrows.map(arrowLabel)];
  return svgPage(report.about.title ?? report.name, width, height, parts);
}

function boxGroup({ text, box, x, y, width, height }: PlacedBox): string {
  const middle = coordinate(x + width / 2);
  const [left, top, w, h] = [x, y, width, height].map(coordinate);
  const round = box.kind === "layer" || box.kind === "module" ? 6 : height / 2;
  return [
    `<g><title>${svgText(`${text.name}: ${text.detail}`)}</title>`,
    `<rect class="${familyClass(text.family)}" x="${left}" y="${top}" width="${w}" height="${h}" rx="${round}"/>`,
    `<text class="strong" text-anchor="middle" x="${middle}" y="${coordinate(y + 19)}">${svgText(text.name, boxColumns)}</text>`,
    `<text class="quiet" text-anchor="middle" x="${middle}" y="${coordinate(y + 34)}">${svgText(text.detail, boxColumns)}</text></g>`,
  ].join("");
}

function arrowPath({ points }: PlacedArrow): string {
  return `<path class="arrow" marker-end="url(#tip)" d="${curveThrough(points)}"/>`;
}

/** Straight at both ends and round at the bends: each bend pulls a quadratic curve between the middles beside it. */
function curveThrough(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return "";
  const bends = rest.slice(0, -1).map((bend, index) => {
    const next = rest[index + 1] ?? last;
    const end = index === rest.length - 2 ? last : { x: (bend.x + next.x) / 2, y: (bend.y + next.y) / 2 };
    return `Q${pointText(bend)} ${pointText(end)}`;
  });
  return `M${pointText(first)}${bends.length === 0 ? `L${pointText(last)}` : bends.join("")}`;
}

function pointText({ x, y }: Point): string {
  return `${coordinate(x)},${coordinate(y)}`;
}

function arrowLabel({ label, middle }: PlacedArrow): string {
  const width = widthOf(label) * characterWidth;
  const plate = `x="${coordinate(middle.x - width / 2)}" y="${coordinate(middle.y - 8)}" width="${coordinate(width)}"`;
  const at = `x="${coordinate(middle.x)}" y="${coordinate(middle.y + 4)}"`;
  return [
    `<rect class="page" ${plate} height="16"/>`,
    `<text class="label" text-anchor="middle" ${at}>${svgText(label, boxColumns)}</text>`,
  ].join("");
}
