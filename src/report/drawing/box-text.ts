/** What a box of a drawing says: its name, what it is, and the family that gives it its colour. */
import type { GraphBox, LayerGraph } from "../../analysis/layer-graph.js";
import type { LayerReport, Report } from "../../analysis/report.js";
import { kindOf, type LayerKind } from "../kind.js";
import { plural } from "../number.js";
import { shapeCellText } from "../shape-text.js";
import { kernelText } from "../window-text.js";

export interface BoxText {
  readonly name: string;
  /** `conv2d 7×7`, `basic · 7 layers`. */
  readonly detail: string;
  readonly family: LayerKind | "module" | "boundary";
}

/** The texts of every box, by its id. */
export function boxTexts({ boxes }: LayerGraph, report: Report): ReadonlyMap<string, BoxText> {
  const layers = new Map(report.layers.map((layer) => [layer.name, layer]));
  return new Map(boxes.map((box) => [box.id, textOf(box, layers.get(box.name))]));
}

function textOf({ kind, name, type, layers }: GraphBox, layer: LayerReport | undefined): BoxText {
  if (kind === "module") return { name, detail: `${type} · ${plural(layers.length, "layer")}`, family: "module" };
  if (kind !== "layer" || layer === undefined) return { name, detail: kind, family: "boundary" };
  const { window } = layer;
  return { name, detail: window === undefined ? type : `${type} ${kernelText(window)}`, family: kindOf(layer) };
}

/** What an arrow says: the shape of what flows, without the batch. */
export function arrowText({ type }: LayerGraph["arrows"][number], { batch }: Report): string {
  return shapeCellText(type, batch);
}
