/** What the text of a code is, and how one is declared. */
import type { Severity } from "./diagnostic.js";

/** How a finding of one code reads, from the facts that it is made of. */
export interface Text<D> {
  readonly severity: Severity;
  readonly text: (data: D) => string;
}

export const error = <D>(text: (data: D) => string): Text<D> => ({ severity: "error", text });
export const warning = <D>(text: (data: D) => string): Text<D> => ({ severity: "warning", text });
export const note = <D>(text: (data: D) => string): Text<D> => ({ severity: "note", text });
