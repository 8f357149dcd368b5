/** `shapewright list`: the zoo. */
import { listJson, listTable } from "../../report/list.js";
import { renderText } from "../../report/text-table.js";
import { type RunCommand, textOption } from "../command.js";
import { exitCodeOf, failureTest, reportFindings, textLayout, writeResult } from "../output.js";
import { zooEntries } from "../zoo-entries.js";

export const run: RunCommand = async (_args, options, io) => {
  const { entries, diagnostics } = await zooEntries();
  const render = async (): Promise<string> => {
    switch (textOption(options, "format")) {
      case "json":
        return (await import("../../report/json.js")).printJson(listJson(entries));
      case "markdown":
        return `${(await import("../../report/markdown-table.js")).renderMarkdown(listTable(entries))}\n`;
      case "csv":
        return (await import("../../report/csv-table.js")).renderCsv(listTable(entries));
      default:
        return `${renderText(listTable(entries), textLayout(options, io))}\n`;
    }
  };
  await writeResult(await render(), options, io);
  reportFindings(diagnostics, "the zoo", io);
  return exitCodeOf(diagnostics, failureTest(options));
};
