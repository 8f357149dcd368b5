/** Where the boxes and arrows of a drawing stand: layered from top to bottom by dagre. */
import { graphlib, layout } from "@dagrejs/dagre";
import type { GraphBox, LayerGraph } from "../../analysis/layer-graph.js";
import type { Report } from "../../analysis/report.js";
import { widthOf } from "../plain-text.js";
import { arrowText, type BoxText, boxTexts } from "./box-text.js";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box by its upper left corner; pixels. */
export interface PlacedBox extends Point {
  readonly box: GraphBox;
  readonly text: BoxText;
  readonly width: number;
  readonly height: number;
}

export interface PlacedArrow {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** Bends, from end to end. */
  readonly points: readonly Point[];
  /** The middle of the label. */
  readonly middle: Point;
}

export interface Placement {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly arrows: readonly PlacedArrow[];
}

/** Laying out takes time that grows faster than the boxes: of more than these, minutes. */
export const mostBoxes = 4000;

const boxHeight = 44;
/** Of the sans-serif type of 12 pixels that drawings are set in. */
export const characterWidth = 7.2;

/** Lays a drawing out; throws a RangeError beyond `mostBoxes`. */
export function placeGraph(drawn: LayerGraph, report: Report): Placement {
  if (drawn.boxes.length > mostBoxes) throw new RangeError(`${drawn.boxes.length} boxes are too many to draw`);
  const texts = boxTexts(drawn, report);
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 28, ranksep: 46, marginx: 24, marginy: 24 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of drawn.boxes) {
    const { name = "", detail = "" } = texts.get(id) ?? {};
    const longest = Math.max(widthOf(name), widthOf(detail));
    graph.setNode(id, { width: Math.min(260, Math.max(96, longest * characterWidth + 28)), height: boxHeight });
  }
  drawn.arrows.forEach((arrow, index) => {
    const label = arrowText(arrow, report);
    const size = { width: widthOf(label) * characterWidth, height: 14, labelpos: "c" as const };
    graph.setEdge(arrow.from, arrow.to, { label, ...size }, `${index}`);
  });
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width,
    height,
    boxes: drawn.boxes.flatMap((box) => {
      const text = texts.get(box.id);
      if (text === undefined) return [];
      const { x = 0, y = 0, width: w = 0, height: h = 0 } = graph.node(box.id);
      return { box, text, x: x - w / 2, y: y - h / 2, width: w, height: h };
    }),
    arrows: drawn.arrows.map(({ from, to }, index) => {
      const { label = "", points = [], x = 0, y = 0 } = graph.edge(from, to, `${index}`);
      return { from, to, label, points: points.map((point: Point) => ({ x: point.x, y: point.y })), middle: { x, y } };
    }),
  };
}
