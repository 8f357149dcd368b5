/** Collects findings, each said once. */
import type { Diagnostic } from "../diagnostic.js";
import { SpecFailure } from "./failure.js";
import type { Place } from "./place.js";

export class Findings {
  readonly all: Diagnostic[] = [];
  private readonly seen = new Set<string>();
  /** How many errors were reported, repeated ones included. */
  errors = 0;

  /** Adds a finding; a layer in a loop that says the same again is not listed again. */
  report(finding: Diagnostic): void {
    if (finding.severity === "error") this.errors += 1;
    const { path, node } = finding.context;
    const key = path === undefined ? `${finding.code}|${node ?? ""}|${finding.message}` : `${finding.code}|${path}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    this.all.push(finding);
  }

  /** Reports what ended some reading, at a place; anything else that was thrown goes on. */
  catch(thrown: unknown, place: Place, node?: string): void {
    if (!(thrown instanceof SpecFailure)) throw thrown;
    if (thrown.finding !== undefined) this.report(thrown.finding.at({ node, ...place.context }));
  }
}
