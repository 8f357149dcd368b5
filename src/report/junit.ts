/** Findings as JUnit XML: one test case a target, failed where a finding is at or above the level asked for. */
import type { Diagnostic } from "../diagnostic.js";
import type { Findings } from "./diagnostic-report.js";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Escaped, without the characters that XML 1.0 cannot hold. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replace(/[&<>"']/g, (found) => entities[found] ?? "");
}

/** `isFailure` says which findings fail a target. */
export function toJunit(targets: readonly Findings[], isFailure: (finding: Diagnostic) => boolean): string {
  const cases = targets.map(({ target, diagnostics }) => {
    const failures = diagnostics.filter(isFailure);
    const name = `    <testcase classname="shapewright" name="${escapeXml(target)}"`;
    if (failures.length === 0) return `${name}/>`;
    const first = failures[0];
    const message = escapeXml(`${first?.code ?? ""}: ${first?.message ?? ""}`);
    const body = failures.map((finding) => escapeXml(String(finding))).join("\n");
    return `${name}>\n      <failure message="${message}">${body}</failure>\n    </testcase>`;
  });
  const failed = targets.filter(({ diagnostics }) => diagnostics.some(isFailure)).length;
  const counts = `tests="${targets.length}" failures="${failed}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="shapewright check" ${counts}>`,
    ...cases,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}
