/** `shapewright summary T`: the table of a network in a style and a format. */
import { explainConvention, isConventionName } from "../../analysis/conventions.js";
import type { Report } from "../../analysis/report.js";
import type { ShapedGraph } from "../../infer/index.js";
import { closestName } from "../../ops/closest-name.js";
import { summaryColumns } from "../../report/columns.js";
import type { TableOptions } from "../../report/tables.js";
import { flagOption, type OptionValues, type RunCommand, textOption } from "../command.js";
import { type CliIo, type ExitCode, UsageError } from "../io.js";
import { loadNetwork } from "../network.js";
import { networkOptions } from "../network-options.js";
import { parseWhole } from "../option-values.js";
import { exitCodeOf, failureTest, reportFindings, textLayout, writeResult } from "../output.js";

export const run: RunCommand = async ([target = ""], options, io) => {
  const table = tableOptions(options);
  const network = networkOptions(options, io);
  const once = async (): Promise<ExitCode> => {
    const { report, shaped, diagnostics } = await loadNetwork(target, network);
    if (report !== undefined && shaped !== undefined) {
      await writeResult(await format(report, shaped, table, options, io), options, io);
    }
    reportFindings(diagnostics, target, io);
    return exitCodeOf(diagnostics, failureTest(options));
  };
  if (!flagOption(options, "watch")) return once();
  const { watchTarget } = await import("../watch.js");
  return watchTarget(target, io, once);
};

function columnNames(written: string): readonly string[] {
  return written.split(",").map((name) => {
    const key = name.trim();
    const known = summaryColumns.map((column) => column.key);
    if (!known.includes(key))
      throw new UsageError(`there is no column "${key}"`, closestName(key, known) ?? `columns: ${known.join(", ")}`);
    return key;
  });
}

function tableOptions(options: OptionValues): TableOptions {
  const [columns, depth, sort, top] = ["columns", "depth", "sort", "top"].map((name) => textOption(options, name));
  const style = textOption(options, "style");
  return {
    style: style === "lecture" || style === "structure" ? style : "default",
    ...(columns !== undefined && { columns: columnNames(columns) }),
    ...(depth !== undefined && { depth: parseWhole("--depth", depth, 1) }),
    ...(sort !== undefined && { sort: columnNames(sort)[0] ?? sort }),
    ...(top !== undefined && { top: parseWhole("--top", top, 1) }),
    fold: options.fold !== false,
  };
}

async function format(
  report: Report,
  shaped: ShapedGraph,
  table: TableOptions,
  options: OptionValues,
  io: CliIo,
): Promise<string> {
  const tensors = flagOption(options, "tensors");
  const convention = textOption(options, "convention");
  const counted =
    convention !== undefined && isConventionName(convention) ? explainConvention(shaped, convention) : undefined;
  const notes =
    counted === undefined ? [] : [(await import("../../report/convention-table.js")).conventionNote(counted)];
  const needsInit = [...(table.columns ?? []), table.sort].includes("init");
  const initialisers = needsInit ? (await import("../../init/index.js")).initialiserTexts(shaped.graph) : undefined;
  const all = { ...table, notes, tensors, ...(initialisers !== undefined && { initialisers }) };
  switch (textOption(options, "format")) {
    case "markdown":
      return (await import("../../report/markdown-table.js")).toMarkdown(report, all);
    case "csv":
      return (await import("../../report/csv-table.js")).toCsv(report, all);
    case "html":
      return (await import("../../report/html-page.js")).toHtml(report, all);
    case "latex":
      return (await import("../../report/latex-table.js")).toLatex(report, all);
    case "json": {
      const { printJson, reportJson } = await import("../../report/json.js");
      const { validInputs } = await import("../../analysis/valid-inputs.js");
      return printJson(reportJson(report, { validInputs: validInputs(shaped), tensors }));
    }
    default: {
      const { toText } = await import("../../report/text-table.js");
      // The lecture's arithmetic is only broken where a terminal is too narrow for it.
      const width = table.style === "lecture" ? { width: Number.POSITIVE_INFINITY } : {};
      return toText(report, { ...all, ...width, ...textLayout(options, io) });
    }
  }
}
