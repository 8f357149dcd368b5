/** Findings as SARIF 2.1.0 (OASIS), the form that code-scanning services read. */
import type { Diagnostic, Severity } from "../diagnostic.js";
import type { Findings } from "./diagnostic-report.js";

const levels: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  error: "error",
  warning: "warning",
  note: "note",
};

/** A path as a URI reference: forward slashes, everything else that has a meaning there percent-encoded. */
function uriOf(path: string): string {
  return path
    .replaceAll("\\", "/")
    .split("/")
    .map(encodeURIComponent)
    .join("/")
    .replace(/^([A-Za-z])%3A\//, "file:///$1:/");
}

function resultOf(finding: Diagnostic, target: string, ruleIndex: number): object {
  const { code, severity, context, message } = finding;
  const detail = [
    context.formula,
    ...(context.inputs ?? []),
    context.because,
    context.consequence,
    context.hint === undefined ? undefined : `hint: ${context.hint}`,
  ];
  const name = context.node ?? context.tensor;
  const { source } = context;
  const region = source === undefined ? {} : { region: { startLine: source.line, startColumn: source.column } };
  return {
    ruleId: code,
    ruleIndex,
    level: levels[severity],
    message: {
      text: [`${name === undefined ? "" : `${name}: `}${message}`, ...detail.filter((part) => part !== undefined)].join(
        "\n",
      ),
    },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(source?.file ?? target) }, ...region },
        ...(name === undefined
          ? {}
          : {
              logicalLocations: [{ name, kind: "element", ...(context.path && { fullyQualifiedName: context.path }) }],
            }),
      },
    ],
  };
}

/** One run of the tool over all targets. `version` is the tool's. */
export function toSarif(targets: readonly Findings[], version: string): string {
  const codes = [...new Set(targets.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code)))].sort();
  const results = targets.flatMap(({ target, diagnostics }) =>
    diagnostics.map((finding) => resultOf(finding, target, codes.indexOf(finding.code))),
  );
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "shapewright", version, rules: codes.map((id) => ({ id })) } },
        columnKind: "unicodeCodePoints",
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}
