/** The versions that a file says it is of: whether they exist, are known here, and which onnxruntime has them. */
import { type Diagnostic, diagnose } from "../../diagnostic.js";
import type { Model } from "../model.js";

/** Of ONNX 1.23. */
const newestIrVersion = 13;

/** Opsets of ONNX 1.23 by domain. */
const newestOpsets: ReadonlyMap<string, number> = new Map([
  ["", 28],
  ["ai.onnx.ml", 5],
]);

/** onnxruntime's published compatibility matrix: release, opset of ai.onnx, opset of ai.onnx.ml, IR version. */
const runtimes: readonly (readonly [release: string, opset: number, ml: number, ir: number])[] = [
  // https://onnxruntime.ai/docs/reference/compatibility.html, oldest first; releases that add nothing are left out.
  ["0.1", 8, 1, 3],
  ["0.3", 9, 1, 3],
  ["0.4", 10, 1, 5],
  ["1.0", 11, 2, 6],
  ["1.3", 12, 2, 7],
  ["1.6", 13, 2, 7],
  ["1.8", 14, 2, 7],
  ["1.9", 15, 2, 8],
  ["1.11", 16, 2, 8],
  ["1.12", 17, 3, 8],
  ["1.14", 18, 3, 8],
  ["1.15", 19, 3, 8],
  ["1.16", 19, 3, 9],
  ["1.17", 20, 4, 9],
  ["1.18", 21, 4, 10],
];

/** What opset and IR version ask of onnxruntime; the operators' kernels are another matter. */
export interface RuntimeNeed {
  /** The oldest release that has them; null where the published matrix ends before. */
  readonly oldest: string | null;
  /** The last release whose versions are known here. */
  readonly lastKnown: string;
}

/** ONNX's own domain has two names. */
export function domainOf(domain: string): string {
  return domain === "ai.onnx" ? "" : domain;
}

export function runtimeNeedOf({ irVersion, opsetImports }: Pick<Model, "irVersion" | "opsetImports">): RuntimeNeed {
  const opsetOf = (wanted: string): number =>
    Math.max(0, ...opsetImports.filter(({ domain }) => domainOf(domain) === wanted).map(({ version }) => version));
  const [opset, ml] = [opsetOf(""), opsetOf("ai.onnx.ml")];
  const found = runtimes.find((row) => row[1] >= opset && row[2] >= ml && row[3] >= irVersion);
  return { oldest: found?.[0] ?? null, lastKnown: "1.20" };
}

/** Findings on the versions that the file names. */
export function checkVersions({ irVersion, opsetImports }: Model): readonly Diagnostic[] {
  const findings: Diagnostic[] = [];
  const newer = (what: string, version: number, newest: number, where: string): void => {
    const hint = "look for a newer release of shapewright, or export for an older version";
    const data = { what, version: String(version), newest: String(newest) };
    findings.push(diagnose("onnx/newer-version", data, { path: where, hint }));
  };
  if (irVersion < 1) {
    const hint = "a file begins with the version of ONNX's format, which tools set when they save it";
    findings.push(diagnose("onnx/ir-version", { version: String(irVersion) }, { path: "ir_version", hint }));
  }
  if (irVersion > newestIrVersion) newer("IR version", irVersion, newestIrVersion, "ir_version");
  const seen = new Map<string, number>();
  for (const { domain: written, version } of opsetImports) {
    const domain = domainOf(written);
    const called = domain === "" ? "ai.onnx" : domain;
    const other = seen.get(domain);
    if (other !== undefined) {
      const data = { domain: called, versions: `${other} and ${version}` };
      findings.push(diagnose("onnx/duplicate-opset", data, { path: "opset_import", hint: "keep one of them" }));
    }
    seen.set(domain, version);
    const newest = newestOpsets.get(domain);
    if (version < 1) {
      findings.push(
        diagnose("onnx/opset-version", { domain: called, version: String(version) }, { path: "opset_import" }),
      );
    } else if (newest !== undefined && version > newest) newer(`opset ${called}`, version, newest, "opset_import");
  }
  return findings;
}
