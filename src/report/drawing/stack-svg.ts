/** A sequence of layers as a row of blocks, as large as what they give: the picture that papers draw of VGG. */
import type { GraphBox, LayerGraph } from "../../analysis/layer-graph.js";
import type { Report } from "../../analysis/report.js";
import type { Shape } from "../../tensor/index.js";
import { arrowText, type BoxText, boxTexts } from "./box-text.js";
import { coordinate, familyClass, svgPage, svgText } from "./svg-page.js";

interface Step {
  readonly text: BoxText;
  readonly label: string;
  /** Channels or features, height, width of what it gives. */
  readonly sizes: readonly [number, number, number];
}

/** Families that change no size worth a block of its own. */
const thin: ReadonlySet<string> = new Set(["activation", "norm", "dropout", "reshape"]);

/** Between blocks, and between those of one size. */
const [gap, smallGap] = [34, 12];
const tallest = 220;
const margin = 40;
/** Below the blocks: the names, written upwards. */
const nameSpace = 190;

/** Undefined where the network is no sequence, however it is folded, or a size is not a number. Ended by a line break. */
export function stackSvg(graph: LayerGraph, report: Report): string | undefined {
  const steps = stepsOf(graph, report);
  if (steps === undefined) return undefined;
  const largest = Math.max(...steps.map(({ sizes: [, height, width] }) => Math.max(height, width)));
  const scale = (size: number): number => Math.max(8, tallest * Math.sqrt(size / largest));
  const base = margin + tallest * 1.3 + 20;
  let x = margin;
  const parts = steps.map((step, index) => {
    const [channels, height, width] = step.sizes;
    if (index > 0) x += String(steps[index - 1]?.sizes.slice(1)) === `${height},${width}` ? smallGap : gap;
    const block = { x, y: base, w: 6 + 5 * Math.log2(1 + channels), h: scale(height), d: 0.35 * scale(width) };
    x += block.w + block.d;
    return blockGroup(step, block);
  });
  return svgPage(report.about.title ?? report.name, x + 2 * margin, base + nameSpace, parts);
}

/** The chain of boxes that give something of another size, with the network's input first. */
function stepsOf({ boxes, arrows }: LayerGraph, report: Report): readonly Step[] | undefined {
  const texts = boxTexts({ boxes, arrows }, report);
  const used = boxes.filter(({ trainingOnly }) => !trainingOnly);
  const next = new Map<string, LayerGraph["arrows"][number]>();
  const ids = new Set(used.map(({ id }) => id));
  for (const arrow of arrows) {
    if (!ids.has(arrow.to)) continue;
    if (next.has(arrow.from)) return undefined;
    next.set(arrow.from, arrow);
  }
  const starts = used.filter(({ kind }) => kind === "input");
  const [start] = starts;
  if (start === undefined || starts.length > 1 || next.size !== used.length - 1) return undefined;
  const steps: Step[] = [];
  for (let box: GraphBox | undefined = start; box !== undefined; ) {
    const arrow: LayerGraph["arrows"][number] | undefined = next.get(box.id);
    const text = texts.get(box.id);
    if (arrow === undefined || text === undefined) break;
    const sizes = sizesOf(arrow.type?.shape ?? null);
    if (sizes === undefined) return undefined;
    if (!thin.has(text.family)) steps.push({ text, label: arrowText(arrow, report), sizes });
    box = used.find(({ id }) => id === arrow.to);
  }
  return steps;
}

/** [channels, height, width] of a batch of images; a vector is one line of its features. */
function sizesOf(shape: Shape | null): Step["sizes"] | undefined {
  const [channels, height = 1, width = 1, ...more] = shape?.slice(1) ?? [];
  if (typeof channels !== "number" || typeof height !== "number" || typeof width !== "number") return undefined;
  return more.length === 0 ? [channels, height, width] : undefined;
}

interface Block {
  /** Lower left corner of the front. */
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  /** How far the sides go back, to the right and up. */
  readonly d: number;
}

function blockGroup({ text, label }: Step, { x, y, w, h, d }: Block): string {
  const face = (points: readonly (readonly [number, number])[]): string =>
    `<polygon class="${familyClass(text.family)}" points="${points.map(([px, py]) => `${coordinate(px)},${coordinate(py)}`).join(" ")}"/>`;
  const [top, lift] = [y - h, 0.5 * d];
  const middle = x + w / 2;
  const written = `transform="translate(${coordinate(middle + 4)} ${coordinate(y + 14)}) rotate(60)"`;
  return [
    `<g><title>${svgText(`${text.name}: ${text.detail}, gives ${label}`)}</title>`,
    face([
      [x, y],
      [x + w, y],
      [x + w, top],
      [x, top],
    ]),
    face([
      [x, top],
      [x + d, top - lift],
      [x + w + d, top - lift],
      [x + w, top],
    ]),
    face([
      [x + w, y],
      [x + w + d, y - lift],
      [x + w + d, top - lift],
      [x + w, top],
    ]),
    `<text ${written}><tspan class="strong">${svgText(text.name, 26)}</tspan><tspan class="quiet" x="0" dy="13">${svgText(label, 26)}</tspan></text></g>`,
  ].join("");
}
