/** Where the boxes and arrows of a network stand, its modules folded until the drawing can be read. */
import { graphlib, layout } from "@dagrejs/dagre";
import { foldModules, type GraphBox, type LayerGraph, layerGraph } from "../../analysis/layer-graph.js";
import type { Report } from "../../analysis/report.js";
import type { Module } from "../../graph/index.js";
import type { ShapedGraph } from "../../infer/index.js";
import { shapeCellText } from "../../report/shape-text.js";
import { kernelText } from "../../report/window-text.js";
import type { Drawing, PlacedBox } from "./messages.js";

/** Modules are folded until no more boxes than these are left. */
const readable = 60;
/** A drawing of more boxes than these would take minutes to lay out. */
const mostBoxes = 4000;

const boxHeight = 44;
const characterWidth = 7.2;

/** The drawing with these modules folded; null lets the outermost ones fold until it can be read. */
export function drawNetwork(shaped: ShapedGraph, report: Report, wanted: readonly string[] | null): Drawing {
  const whole = layerGraph(shaped);
  const modules = new Set(whole.boxes.flatMap((box) => box.modules));
  const folded = new Set(wanted ?? defaultFolds(whole));
  const drawn = foldModules(whole, ({ name }) => folded.has(name));
  if (drawn.boxes.length > mostBoxes) throw new RangeError(`${drawn.boxes.length} boxes are too many to draw`);
  return { ...place(drawn, report), folded: [...folded], moduleCount: modules.size };
}

/** All modules from one depth on, the greatest at which the drawing can still be read. */
function defaultFolds(graph: LayerGraph): readonly string[] {
  const deepest = graph.boxes.reduce((most, { modules }) => Math.max(most, modules.length), 0);
  const depths = Array.from({ length: deepest + 1 }, (_, index) => deepest - index);
  const foldsAt = (depth: number): ReadonlySet<Module> =>
    new Set(graph.boxes.flatMap(({ modules }) => modules.slice(depth)));
  const fits = depths.find((depth) => {
    const folds = foldsAt(depth);
    return foldModules(graph, (module) => folds.has(module)).boxes.length <= readable;
  });
  return [...foldsAt(fits ?? 0)].map(({ name }) => name);
}

function place({ boxes, arrows }: LayerGraph, report: Report): Omit<Drawing, "folded" | "moduleCount"> {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 28, ranksep: 46, marginx: 24, marginy: 24 });
  graph.setDefaultEdgeLabel(() => ({}));
  const details = detailsOf(report);
  for (const box of boxes) {
    const longest = Math.max(box.name.length, subtitleOf(box, details).length);
    graph.setNode(box.id, { width: Math.min(260, Math.max(96, longest * characterWidth + 28)), height: boxHeight });
  }
  arrows.forEach(({ from, to, type }, index) => {
    const label = shapeCellText(type, report.batch);
    const size = { width: label.length * characterWidth, height: 14, labelpos: "c" as const };
    graph.setEdge(from, to, { label, ...size }, `${index}`);
  });
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width,
    height,
    boxes: boxes.map((box): PlacedBox => {
      const { x = 0, y = 0, width: w = 0, height: h = 0 } = graph.node(box.id);
      const { id, kind, name, type, layers } = box;
      const modules = box.modules.map((module) => module.name);
      const size = { x: x - w / 2, y: y - h / 2, width: w, height: h };
      return { id, kind, name, type, detail: subtitleOf(box, details), layers, modules, ...size };
    }),
    arrows: arrows.map(({ from, to }, index) => {
      const { label = "", points = [] } = graph.edge(from, to, `${index}`);
      return { from, to, label, points: points.map(({ x, y }: { x: number; y: number }) => ({ x, y })) };
    }),
  };
}

/** The window of each layer that has one. */
function detailsOf(report: Report): ReadonlyMap<string, string> {
  return new Map(report.layers.flatMap(({ name, window }) => (window ? [[name, kernelText(window)] as const] : [])));
}

function subtitleOf({ kind, type, layers, name }: GraphBox, details: ReadonlyMap<string, string>): string {
  if (kind === "module") return `${type} · ${layers.length} layers`;
  if (kind !== "layer") return kind;
  const detail = details.get(name);
  return detail === undefined ? type : `${type} ${detail}`;
}
