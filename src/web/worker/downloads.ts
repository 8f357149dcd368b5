/** The network in each format that a file can have; each writer is loaded when its format is asked for. */
import type { Report } from "../../analysis/report.js";
import type { ShapedGraph } from "../../infer/index.js";
import type { Download, ExportFormat } from "./messages.js";

/** A model with more weights is written without them: it would not fit into a page's memory. */
const mostWeightBytes = 2n ** 28n;

type Write = (report: Report, shaped: ShapedGraph, isModel: boolean) => Promise<Omit<Download, "name">>;

const writers: Readonly<Record<ExportFormat, readonly [ending: string, Write]>> = {
  markdown: [
    "md",
    async (report) => text("text/markdown", (await import("../../report/markdown-table.js")).toMarkdown(report)),
  ],
  csv: ["csv", async (report) => text("text/csv", (await import("../../report/csv-table.js")).toCsv(report))],
  html: ["html", async (report) => text("text/html", (await import("../../report/html-page.js")).toHtml(report))],
  latex: [
    "tex",
    async (report) => text("application/x-tex", (await import("../../report/latex-table.js")).toLatex(report)),
  ],
  json: [
    "json",
    async (report, shaped) => {
      const { toJson } = await import("../../report/json.js");
      const { validInputs } = await import("../../analysis/valid-inputs.js");
      return text("application/json", toJson(report, { validInputs: validInputs(shaped), tensors: true }));
    },
  ],
  onnx: [
    "onnx",
    async (report, shaped, isModel) => {
      const { exportModel } = await import("../../onnx/index.js");
      const { weightBytes } = report.totals;
      const fits = typeof weightBytes === "bigint" && weightBytes <= mostWeightBytes;
      const exported = exportModel(shaped, { weights: fits && !isModel, dataFile: "weights.data" });
      if (!exported.ok) throw new Error(exported.diagnostics.map(String).join("; "));
      // Chunks may be reused by whoever makes them.
      const parts = Array.from(exported.value.file.chunks(), (chunk) => Uint8Array.from(chunk));
      return { type: "application/octet-stream", parts };
    },
  ],
};

function text(type: string, part: string): Omit<Download, "name"> {
  return { type, parts: [part] };
}

export async function makeDownload(
  format: ExportFormat,
  report: Report,
  shaped: ShapedGraph,
  isModel: boolean,
): Promise<Download> {
  const [ending, write] = writers[format];
  const name = report.name.replace(/[^\w.-]+/g, "-") || "network";
  return { name: `${name}.${ending}`, ...(await write(report, shaped, isModel)) };
}
