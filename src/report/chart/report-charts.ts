/** Charts of a report: parameters, multiplications and receptive field by layer, live memory over the schedule. */
import type { LayerReport, Report } from "../../analysis/report.js";
import type { Count } from "../../dim/index.js";
import { bytesText, countText, shareText, shortCount } from "../number.js";
import { titleOf } from "../summary-table.js";
import { type Bar, drawBars } from "./bars.js";
import { drawLines } from "./lines.js";

/** Bytes that live while a node runs. */
export interface LiveBytes {
  readonly layer: string;
  readonly bytes: Count;
}

/** Counts by layer as bars; undefined where one depends on a size that is open. */
export function chartCounts(report: Report, kind: "params" | "macs"): Promise<string> | undefined {
  const layers = report.layers.filter(({ trainingOnly }) => !trainingOnly);
  if (layers.some((layer) => layer[kind] !== null && typeof layer[kind] !== "bigint")) return undefined;
  const total = report.totals[kind];
  const bars = layers.flatMap((layer): Bar[] => {
    const count = layer[kind];
    if (typeof count !== "bigint" || count === 0n) return [];
    const share = shareText(count, total);
    return [
      { name: layer.name, value: Number(count), text: `${shortCount(count)}${share === "" ? "" : ` · ${share} %`}` },
    ];
  });
  const noun = kind === "params" ? "parameters" : "multiply-accumulates (MACs)";
  const uncounted = report.coverage.complete ? "" : " Some nodes could not be counted.";
  return drawBars(
    bars,
    {
      title: `${titleOf(report)}: ${kind === "params" ? "where the parameters are" : "where the multiplications are"}`,
      subtitle: `${countText(total)} ${noun} in all; every layer that has any, first to last.${uncounted}`,
    },
    { label: `${noun} →` },
  );
}

/** Live activations while the nodes run in order; undefined where one depends on a size that is open. */
export function chartMemory(report: Report, live: readonly LiveBytes[]): Promise<string> | undefined {
  const known = live.flatMap(({ layer, bytes }) => (typeof bytes === "bigint" ? [{ layer, bytes }] : []));
  const [first] = known;
  if (first === undefined || known.length < live.length) return undefined;
  const at = known.reduce((best, { bytes }, index) => (bytes > (known[best]?.bytes ?? 0n) ? index : best), 0);
  const peak = known[at] ?? first;
  return drawLines(
    [{ name: "live", points: known.map(({ bytes }, index) => [index, Number(bytes) / 1e6]) }],
    {
      title: `${titleOf(report)}: memory while it runs`,
      subtitle: `Live activations node by node, each kept until its last use; peak ${bytesText(peak.bytes)} at ${peak.layer}. Weights (${bytesText(report.totals.weightBytes)}) are apart.`,
    },
    {
      xLabel: "node →",
      yLabel: "↑ MB",
      area: true,
      mark: { x: at, y: Number(peak.bytes) / 1e6, text: `${bytesText(peak.bytes)}, ${peak.layer}` },
      ...(known.length <= 24 && { names: known.map(({ layer }) => layer) }),
    },
  );
}

function fieldOf({ receptiveField }: LayerReport) {
  return receptiveField?.at(-1);
}

/** How much of the input each layer sees; undefined where no layer has a receptive field. */
export function chartReceptiveField(report: Report): Promise<string> | undefined {
  const bars: Bar[] = [];
  let before = "";
  for (const layer of report.layers) {
    const field = fieldOf(layer);
    if (layer.trainingOnly || field === undefined || !Number.isFinite(field.size.greatest)) continue;
    const { least, greatest } = field.size;
    const text = least === greatest ? String(greatest) : `${least} to ${greatest}`;
    // Layers that see no more than the one before say nothing new.
    if (text === before) continue;
    before = text;
    bars.push({ name: layer.name, value: least, until: greatest, text });
  }
  if (bars.length === 0) return undefined;
  const input = report.inputs[0];
  const axis = report.layers.map(fieldOf).find((field) => field !== undefined)?.axis ?? 0;
  const size = input?.type.shape?.[axis];
  const name = input?.axes?.[axis] ?? "width";
  return drawBars(
    bars,
    {
      title: `${titleOf(report)}: how much of the input each layer sees`,
      subtitle:
        "Receptive field in input positions along one axis, where it grows; a paler end is what the widest branch sees.",
    },
    {
      label: "input positions →",
      ...(typeof size === "number" && { mark: { value: size, text: `input ${name} = ${size}` } }),
    },
  );
}
