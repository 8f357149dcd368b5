/** What a verification found, as a table and as JSON: one row a node, the verdict at the foot. */
import type { NodeCheck, VerifyReport } from "../run/verify.js";
import { countCell } from "./columns.js";
import { countJson, diagnosticJson, schemaVersion } from "./json.js";
import { bytesText, countText, plural } from "./number.js";
import { type Cell, type Column, emptyCell, type Row, type Table, textCell } from "./table.js";

function columnsOf(report: VerifyReport): readonly Column[] {
  const compared: readonly Column[] = [
    { key: "error", title: "Error", align: "right", sacrifice: 2 },
    { key: "share", title: "Of bound", align: "right", sacrifice: 0 },
  ];
  return [
    { key: "node", title: "Node", align: "left", sacrifice: 0 },
    { key: "op", title: "Operator", align: "left", sacrifice: 1 },
    { key: "output", title: "Output", align: "left", sacrifice: 3 },
    { key: "counted", title: "MACs", align: "right", sacrifice: 0 },
    { key: "executed", title: "Executed", align: "right", sacrifice: 0 },
    ...(isCompared(report) ? compared : []),
    { key: "verdict", title: "", align: "left", sacrifice: 0 },
  ];
}

function isCompared({ nodes }: VerifyReport): boolean {
  return nodes.some(({ comparison }) => comparison !== undefined);
}

function comparisonCells(report: VerifyReport, { comparison }: Pick<NodeCheck, "comparison">): readonly Cell[] {
  if (!isCompared(report)) return [];
  if (comparison === undefined) return [emptyCell, emptyCell];
  const { greatestError, greatestShare } = comparison;
  return [
    numberCell(greatestError, greatestError.toExponential(1)),
    numberCell(greatestShare, shareText(greatestShare)),
  ];
}

function numberCell(raw: number, text: string): Cell {
  return { text: raw === 0 ? "0" : text, raw };
}

function shareText(share: number): string {
  if (share > 10 && Number.isFinite(share)) return `${countText(BigInt(Math.round(share)))}×`;
  return share >= 0.001 ? `${(100 * share).toFixed(1)} %` : "< 0.1 %";
}

function verdictOf({ ok, outputs }: NodeCheck): string {
  if (!ok) return "wrong";
  return outputs.some(({ notFinite }) => notFinite > 0) ? "not finite" : "ok";
}

function outputText({ outputs }: NodeCheck): string {
  return outputs
    .map(({ expected, actual }) => (expected === actual ? actual : `${actual} instead of ${expected}`))
    .join(", ");
}

function rowOf(report: VerifyReport, node: NodeCheck): Row {
  const isCounted = node.counted !== 0n || node.executed > 0;
  return {
    kind: "layer",
    level: 0,
    cells: [
      textCell(node.name),
      textCell(node.op),
      textCell(outputText(node)),
      isCounted ? countCell(node.counted) : emptyCell,
      isCounted ? countCell(BigInt(node.executed)) : emptyCell,
      ...comparisonCells(report, node),
      textCell(verdictOf(node)),
    ],
  };
}

/** The greatest error and share of all nodes. */
function worstOf({ nodes }: VerifyReport): Pick<NodeCheck, "comparison"> {
  const all = nodes.flatMap(({ comparison }) => (comparison === undefined ? [] : [comparison]));
  if (all.length === 0) return {};
  return {
    comparison: {
      bounded: all.reduce((sum, { bounded }) => sum + bounded, 0),
      elements: all.reduce((sum, { elements }) => sum + elements, 0),
      greatestError: Math.max(...all.map(({ greatestError }) => greatestError)),
      greatestShare: Math.max(...all.map(({ greatestShare }) => greatestShare)),
    },
  };
}

/** `Verified: 12 nodes ran, ...`, or what stands against it. */
function verdictText(report: VerifyReport): string {
  const ran = plural(report.nodes.length, "node");
  if (report.notRun > 0) return `NOT VERIFIED: ${ran} ran, then the run ended; ${report.notRun} did not run.`;
  if (!report.ok) {
    const wrong = report.nodes.filter(({ ok }) => !ok).map(({ name }) => name);
    return `NOT VERIFIED: ${ran} ran${wrong.length === 0 ? "" : `; wrong: ${wrong.slice(0, 5).join(", ")}${wrong.length > 5 ? ", ..." : ""}`}.`;
  }
  const values = isCompared(report) ? ` and every value of ${report.device} within its bound` : "";
  return `Verified: ${ran} ran, every shape as inferred, as many multiplications and weights as counted${values}.`;
}

/** What was compared, and how far off a runtime is from end to end. */
function comparedText(report: VerifyReport): readonly string[] {
  const { comparison } = worstOf(report);
  if (comparison === undefined) return [];
  const { elements, bounded } = comparison;
  const all = `${countText(BigInt(elements))} elements were compared`;
  const some = `${all}, ${countText(BigInt(bounded))} of them with their bounds: the furthest off, and a seeded choice`;
  const { endToEnd } = report;
  return [
    `${bounded === elements ? `${all} with their bounds` : some}.`,
    ...(endToEnd === undefined
      ? []
      : [
          `From end to end the outputs differ by up to ${endToEnd.greatestError.toPrecision(2)}; the greatest is ${endToEnd.greatestValue.toPrecision(2)}.`,
        ]),
  ];
}

function notesOf(report: VerifyReport): readonly string[] {
  const { params, buffers, memory, seed } = report;
  const elements = (what: string, { counted, allocated }: VerifyReport["params"]): string =>
    `${countText(counted)} ${what} counted, ${countText(BigInt(allocated))} allocated`;
  const bytes = (count: number): string => bytesText(BigInt(count));
  return [
    `${elements("parameters", params)}; ${elements("buffers", buffers)}.`,
    `Peak of activations: ${bytes(memory.peakBytes)} as planned (an arena of ${bytes(memory.arenaBytes)}), ${bytes(memory.unfusedPeakBytes)} one node at a time.`,
    `Weights and inputs that the network does not bring are drawn from seed ${seed}. Multiplications are counted in the loops of the reference that execute them, padding included.`,
    ...comparedText(report),
    verdictText(report),
  ];
}

export function verifyTable(report: VerifyReport): Table {
  const total: Row = {
    kind: "total",
    level: 0,
    cells: [
      textCell("Total"),
      emptyCell,
      emptyCell,
      countCell(report.macs.counted),
      countCell(BigInt(report.macs.executed)),
      ...comparisonCells(report, worstOf(report)),
      textCell(report.ok ? "ok" : "wrong"),
    ],
  };
  return {
    title: `${report.name} on ${report.device}`,
    columns: columnsOf(report),
    rows: [...report.nodes.map((node) => rowOf(report, node)), total],
    notes: notesOf(report),
  };
}

/** Valid by `schemas/verify.schema.json`. */
export function verifyJson(report: VerifyReport): object {
  const elements = ({ counted, allocated }: VerifyReport["params"]): object => ({
    counted: countJson(counted),
    allocated,
  });
  return {
    schemaVersion,
    name: report.name,
    device: report.device,
    seed: report.seed,
    ok: report.ok,
    endToEnd: report.endToEnd === undefined ? null : endToEndJson(report.endToEnd),
    notRun: report.notRun,
    params: elements(report.params),
    buffers: elements(report.buffers),
    macs: { counted: countJson(report.macs.counted), executed: report.macs.executed },
    memory: report.memory,
    nodes: report.nodes.map(({ counted, comparison, ...node }) => ({
      ...node,
      counted: countJson(counted),
      comparison: comparison === undefined ? null : comparisonJson(comparison),
    })),
    diagnostics: report.diagnostics.map(diagnosticJson),
  };
}

/** Infinity has no JSON. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

function endToEndJson({ greatestError, greatestValue, ok }: NonNullable<VerifyReport["endToEnd"]>): object {
  return { greatestError: finite(greatestError), greatestValue: finite(greatestValue), ok };
}

function comparisonJson({
  elements,
  bounded,
  greatestError,
  greatestShare,
}: NonNullable<NodeCheck["comparison"]>): object {
  return { elements, bounded, greatestError: finite(greatestError), greatestShare: finite(greatestShare) };
}
