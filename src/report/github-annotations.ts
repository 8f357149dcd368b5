/** Findings as workflow commands of GitHub Actions: one line each, shown beside the changed lines. */
import type { Severity } from "../diagnostic.js";
import type { Findings } from "./diagnostic-report.js";

const commands: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", note: "notice" };

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** One line a finding, each ended by a line break; empty without findings. */
export function toGithubAnnotations(targets: readonly Findings[]): string {
  return targets
    .flatMap(({ target, diagnostics }) =>
      diagnostics.map(({ code, severity, context, message }) => {
        const { source } = context;
        const properties = {
          file: source?.file ?? target,
          ...(source !== undefined && { line: String(source.line), col: String(source.column) }),
          title: code,
        };
        const listed = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
        const name = context.node ?? context.tensor;
        const lines = [
          `${name === undefined ? "" : `${name}: `}${message}`,
          context.formula,
          ...(context.inputs ?? []),
        ];
        lines.push(context.consequence, context.hint);
        const text = lines.filter((line) => line !== undefined).join("\n");
        return `::${commands[severity]} ${listed.join(",")}::${escapeData(text)}\n`;
      }),
    )
    .join("");
}
