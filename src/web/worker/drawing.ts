/** The picture of a network as the page shows it: what `draw` lays out, as plain data for the page. */
import { layerGraph } from "../../analysis/layer-graph.js";
import type { Report } from "../../analysis/report.js";
import type { ShapedGraph } from "../../infer/index.js";
import { foldNamed, modulesToRead } from "../../report/drawing/folds.js";
import { placeGraph } from "../../report/drawing/place.js";
import type { Drawing } from "./messages.js";

/** The drawing with these modules folded; null lets the outermost ones fold until it can be read. */
export function drawNetwork(shaped: ShapedGraph, report: Report, wanted: readonly string[] | null): Drawing {
  const whole = layerGraph(shaped);
  const folded = wanted === null ? modulesToRead(whole) : new Set(wanted);
  const { width, height, boxes, arrows } = placeGraph(foldNamed(whole, folded), report);
  return {
    width,
    height,
    boxes: boxes.map(({ box: { id, kind, type, layers, modules }, text: { name, detail }, ...place }) => {
      const around = modules.map((module) => module.name);
      return { id, kind, name, type, detail, layers, modules: around, ...place };
    }),
    arrows: arrows.map(({ from, to, label, points }) => ({ from, to, label, points })),
    folded: [...folded],
    moduleCount: new Set(whole.boxes.flatMap((box) => box.modules)).size,
  };
}
