/** `shapewright check T...`: whether networks are sound and within budget. */
import { type Budget, type BudgetFigure, checkBudget } from "../../analysis/budget.js";
import type { Report } from "../../analysis/report.js";
import { Diagnostic } from "../../diagnostic.js";
import { texts } from "../../diagnostic-texts.js";
import type { Count } from "../../dim/index.js";
import { countFindings, type Findings, findingsText } from "../../report/diagnostic-report.js";
import { countText, plural } from "../../report/number.js";
import { padEnd, sanitise, widthOf } from "../../report/plain-text.js";
import { flagOption, listOption, type OptionValues, type RunCommand, textOption } from "../command.js";
import { expandTargets } from "../expand-targets.js";
import type { CliIo } from "../io.js";
import { loadNetwork, type NetworkOptions } from "../network.js";
import { networkOptions } from "../network-options.js";
import { type Ignored, parseAmount, parseIgnored, parseWhole } from "../option-values.js";
import { exitCodeOf, failureTest, textLayout, writeResult } from "../output.js";

interface Checked extends Findings {
  readonly report?: Report | undefined;
}

export const run: RunCommand = async (args, options, io) => {
  const budget = budgetOf(options);
  const ignored = parseIgnored(listOption(options, "ignore"), Object.keys(texts));
  const network = { ...networkOptions(options, io), ...fileOptions(options) };
  const complete = flagOption(options, "requireComplete");
  const isFailure = failureTest(options);
  const checked: Checked[] = [];
  for (const target of await expandTargets(args, io.cwd)) {
    if (typeof target !== "string") {
      checked.push({ target: target.target, diagnostics: target.diagnostics });
      continue;
    }
    const { report, diagnostics } = await loadNetwork(target, network);
    const found = [...diagnostics, ...(report === undefined ? [] : checkBudget(report, budget))]
      .filter((finding) => !isIgnored(finding, ignored))
      .map((finding) => (complete && finding.code === "count/incomplete" ? asError(finding) : finding));
    checked.push({ target, diagnostics: found, report });
  }
  await writeResult(await render(checked, isFailure, options, io), options, io);
  return exitCodeOf(
    checked.flatMap(({ diagnostics }) => diagnostics),
    isFailure,
  );
};

/** What is asked of an ONNX file alone. */
function fileOptions(options: OptionValues): Pick<NetworkOptions, "readsWeights" | "maxOpset"> {
  const maxOpset = textOption(options, "maxOpset");
  return {
    readsWeights: flagOption(options, "weights"),
    ...(maxOpset !== undefined && { maxOpset: parseWhole("--max-opset", maxOpset, 1) }),
  };
}

function asError({ code, data, context }: Diagnostic): Diagnostic {
  return new Diagnostic(code, "error", data, context);
}

function isIgnored({ code, context }: Diagnostic, ignored: readonly Ignored[]): boolean {
  return ignored.some((one) => one.code === code && (one.node === undefined || one.node === context.node));
}

function budgetOf(options: OptionValues): Budget {
  const amount = (name: string, option: string): bigint | undefined => {
    const written = textOption(options, name);
    return written === undefined ? undefined : parseAmount(option, written);
  };
  const limits: readonly (readonly [BudgetFigure, bigint | undefined])[] = [
    ["params", amount("maxParams", "--max-params")],
    ["macs", amount("maxMacs", "--max-macs")],
    ["peakMemory", amount("maxPeakMemory", "--max-peak-memory")],
  ];
  const expected = amount("expectParams", "--expect-params");
  const max = Object.fromEntries(limits.filter(([, limit]) => limit !== undefined));
  return { max, ...(expected !== undefined && { expect: { params: expected } }) };
}

async function render(
  checked: readonly Checked[],
  isFailure: (finding: Diagnostic) => boolean,
  options: OptionValues,
  io: CliIo,
): Promise<string> {
  switch (textOption(options, "format")) {
    case "json": {
      const { checkJson, printJson } = await import("../../report/json.js");
      return printJson(checkJson(checked, isFailure));
    }
    case "sarif": {
      const [{ toSarif }, { packageVersion }] = await Promise.all([
        import("../../report/sarif.js"),
        import("../package-file.js"),
      ]);
      return toSarif(checked, packageVersion());
    }
    case "github":
      return (await import("../../report/github-annotations.js")).toGithubAnnotations(checked);
    case "junit":
      return (await import("../../report/junit.js")).toJunit(checked, isFailure);
    default:
      return checkText(checked, isFailure, { ...textLayout(options, io) });
  }
}

/** A formula over many open sizes says nothing in one line. */
function macsText(macs: Count): string {
  const text = countText(macs);
  return text.length > 24 ? "a formula of" : text;
}

/** `onnxruntime ≥ 1.15`. */
function runtimeShort({ oldest, lastKnown }: NonNullable<Report["runtime"]>): string {
  return oldest === null ? `onnxruntime > ${lastKnown}` : `onnxruntime ≥ ${oldest}`;
}

/** One line a target, its findings under it, and a last line that counts. */
function checkText(
  checked: readonly Checked[],
  isFailure: (finding: Diagnostic) => boolean,
  { width = 80, paint }: ReturnType<typeof textLayout>,
): string {
  const nameWidth = Math.min(48, Math.max(...checked.map(({ target }) => widthOf(sanitise(target)))));
  const blocks = checked.map(({ target, diagnostics, report }) => {
    const failed = diagnostics.some(isFailure);
    const mark = failed ? (paint?.red("✗") ?? "✗") : (paint?.green("✓") ?? "✓");
    const figures =
      report === undefined ? "" : `${countText(report.totals.params)} params, ${macsText(report.totals.macs)} MACs`;
    const findings = diagnostics.length === 0 && figures !== "" ? [] : [countFindings(diagnostics)];
    const runtime = report?.runtime === undefined ? [] : [runtimeShort(report.runtime)];
    const known = [...(figures === "" ? [] : [figures]), ...runtime].map((fact) => paint?.dim(fact) ?? fact);
    const facts = [...findings, ...known].join(", ");
    const line = `${mark} ${padEnd(sanitise(target), nameWidth)}  ${facts}`;
    const found = findingsText(diagnostics, { width: width - 2, target, ...(paint !== undefined && { paint }) });
    return found === "" ? line : `${line}\n\n${found.replace(/^(?=.)/gm, "  ")}\n`;
  });
  const bad = checked.filter(({ diagnostics }) => diagnostics.some(isFailure)).length;
  const verdict =
    bad === 0
      ? `${plural(checked.length, "network")} checked, all pass`
      : `${bad} of ${plural(checked.length, "network")} fail`;
  return checked.length === 1 ? `${blocks.join("\n").trimEnd()}\n` : `${blocks.join("\n")}\n\n${verdict}\n`;
}
