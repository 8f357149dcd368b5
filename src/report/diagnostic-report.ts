/** Findings as text: code, place, arithmetic and hint, with what merely follows from another finding folded under it. */
import type { Report } from "../analysis/report.js";
import type { Diagnostic, Severity } from "../diagnostic.js";
import { plural } from "./number.js";
import { type Paint, plain } from "./paint.js";
import { sanitise, wrap } from "./plain-text.js";

/** Findings about one target, as every format takes them. */
export interface Findings {
  /** What was checked: a file or a zoo name. */
  readonly target: string;
  readonly diagnostics: readonly Diagnostic[];
  /** What was made of it, if anything. */
  readonly report?: Pick<Report, "runtime"> | undefined;
}

const colours: Readonly<Record<Severity, "red" | "yellow" | "cyan">> = {
  error: "red",
  warning: "yellow",
  note: "cyan",
};

const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** Findings that follow from another beyond these are only counted. */
const mostFollowers = 3;

/** Errors first, then warnings, then notes; within each in the order in which they were found. */
function sortFindings(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...diagnostics].sort((a, b) => rank[a.severity] - rank[b.severity]);
}

/** Several findings with one code, message and hint: the first, and the places of the others. */
export interface FoldedFinding {
  readonly finding: Diagnostic;
  readonly others: readonly string[];
  /** What follows from it, each in a line. */
  readonly followers?: readonly string[];
}

/**
 * Folds findings that say the same about other places, such as one unknown operator in a hundred nodes, and puts what
 * follows from another finding under that one.
 */
export function foldFindings(diagnostics: readonly Diagnostic[]): readonly FoldedFinding[] {
  const folded = new Map<string, { finding: Diagnostic; others: string[]; followers: readonly string[] }>();
  const causes = new Set(diagnostics.map(({ key }) => key));
  const followers = new Map<string, string[]>();
  const isUnder = ({ context }: Diagnostic): boolean => context.follows !== undefined && causes.has(context.follows);
  for (const finding of diagnostics) {
    if (!isUnder(finding)) continue;
    const list = followers.get(finding.context.follows ?? "") ?? [];
    followers.set(finding.context.follows ?? "", [
      ...list,
      [placeOf(finding), finding.message].filter((part) => part !== "").join(": "),
    ]);
  }
  for (const finding of sortFindings(diagnostics.filter((finding) => !isUnder(finding)))) {
    const key = JSON.stringify([finding.code, finding.message, finding.context.formula, finding.context.hint]);
    const known = folded.get(key);
    if (known === undefined) folded.set(key, { finding, others: [], followers: followers.get(finding.key) ?? [] });
    else known.others.push(placeOf(finding));
  }
  return [...folded.values()];
}

/** The most telling name of a finding's place. */
function placeOf({ context }: Diagnostic): string {
  return (
    context.node ??
    context.tensor ??
    context.path ??
    (context.source === undefined ? "" : `line ${context.source.line}`)
  );
}

/** `file:line:column`, as far as known. */
function positionText({ context }: Diagnostic, target?: string): string {
  const { source } = context;
  const file = source?.file ?? target;
  if (source === undefined) return "";
  return [file, source.line, source.column].filter((part) => part !== undefined).join(":");
}

export interface FindingTextOptions {
  readonly paint?: Paint;
  readonly width?: number;
  /** File to name where a finding has a position but no file. */
  readonly target?: string;
}

/**
 * One finding over several lines:
 *
 *     error[shape/kernel-exceeds-input] conv5: kernel 7 does not fit padded input 5
 *       --> architectures/mini.yaml:31:14   layers[4].kernel
 *        | floor((5 + 2·0 - 7)/2) + 1 = 0
 *        = hint: pad by 1 on each side
 */
export function findingText(
  { finding, others, followers = [] }: FoldedFinding,
  options: FindingTextOptions = {},
): string {
  const { paint = plain, width = 80, target } = options;
  const { code, severity, context } = finding;
  const colour = paint[colours[severity]];
  const name = context.node ?? context.tensor;
  const head = `${severity}[${code}]`;
  const message = wrap(sanitise(`${head} ${name === undefined ? "" : `${name}: `}${finding.message}`), width, "  ");
  const lines = [
    paint.bold((message[0] ?? head).replace(head, () => colour(head))),
    ...message.slice(1).map(paint.bold),
  ];
  const position = positionText(finding, target);
  const place = [position, context.path ?? ""].filter((part) => part !== "").join("   ");
  if (place !== "") lines.push(`  ${paint.dim("-->")} ${sanitise(place)}`);
  const bar = paint.dim("|");
  const add = (mark: string, text: string): void => {
    const [first = "", ...rest] = wrap(sanitise(text), width - 5);
    lines.push(`   ${mark} ${first}`, ...rest.map((line) => `     ${line}`));
  };
  if (context.expected !== undefined) add(bar, `expected ${context.expected}`);
  if (context.actual !== undefined) add(bar, `found    ${context.actual}`);
  if (context.formula !== undefined) add(bar, context.formula);
  for (const input of context.inputs ?? []) add(bar, input);
  if (context.because !== undefined) add(bar, `because ${context.because}`);
  if (others.length > 0) {
    const shown = others.filter((other) => other !== "").slice(0, 5);
    const more = others.length - shown.length;
    add(paint.dim("="), `the same at ${[...shown, ...(more > 0 ? [`${more} more`] : [])].join(", ")}`);
  }
  if (context.consequence !== undefined) add(paint.dim("="), context.consequence);
  for (const follower of followers.slice(0, mostFollowers)) add(paint.dim("="), `so too ${follower}`);
  const more = followers.length - mostFollowers;
  if (more > 0) add(paint.dim("="), `${plural(more, "finding")} more that follow from it`);
  if (context.hint !== undefined) add(paint.dim("="), `hint: ${context.hint}`);
  return lines.join("\n");
}

/** All findings with a blank line between; empty without any. */
export function findingsText(diagnostics: readonly Diagnostic[], options: FindingTextOptions = {}): string {
  return foldFindings(diagnostics)
    .map((folded) => findingText(folded, options))
    .join("\n\n");
}

/** `2 errors, 1 note`; `no findings`. What follows from another finding is not counted. */
export function countFindings(diagnostics: readonly Diagnostic[]): string {
  const parts = (["error", "warning", "note"] as const).flatMap((severity) => {
    const count = diagnostics.filter(
      (finding) => finding.severity === severity && finding.context.follows === undefined,
    ).length;
    return count === 0 ? [] : [plural(count, severity)];
  });
  return parts.length === 0 ? "no findings" : parts.join(", ");
}
