/** Keeps which finding left values without a shape, so that what merely follows from it is told under it. */
import type { Diagnostic } from "../diagnostic.js";

export class Causes {
  readonly #causes = new Map<string, Diagnostic>();
  readonly #counts = new Map<Diagnostic, number>();

  /** The finding behind the first of these values that has one. */
  of(values: readonly string[]): Diagnostic | undefined {
    if (this.#causes.size === 0) return undefined;
    for (const value of values) {
      const cause = this.#causes.get(value);
      if (cause !== undefined) return cause;
    }
    return undefined;
  }

  add(value: string, cause: Diagnostic): void {
    if (this.#causes.has(value)) return;
    this.#causes.set(value, cause);
    this.#counts.set(cause, (this.#counts.get(cause) ?? 0) + 1);
  }

  /** A value that got a shape after all: in a body that runs again. */
  clear(value: string): void {
    if (this.#causes.size > 0) this.#causes.delete(value);
  }

  /** The findings, each with how many values it leaves without a shape. */
  tell(findings: readonly Diagnostic[]): readonly Diagnostic[] {
    if (this.#counts.size === 0) return findings;
    return findings.map((finding) => {
      const count = this.#counts.get(finding);
      if (count === undefined) return finding;
      const values = count === 1 ? "the shape of 1 value is" : `the shapes of ${count} values are`;
      return finding.at({ consequence: `${values} unknown because of it` });
    });
  }
}
