/** What the walk over a file finds wrong or strange, with an upper bound on how much of it is kept. */
import { type Diagnostic, diagnose } from "../diagnostic.js";

/** Findings after which a file is not worth more. */
const mostFindings = 100;

interface UnknownField {
  readonly message: string;
  readonly field: number;
  times: number;
  readonly offset: number;
}

export class WireFindings {
  readonly diagnostics: Diagnostic[] = [];
  /** True when the walk was given up. */
  failed = false;
  private readonly unknown = new Map<string, UnknownField>();

  /** Adds a finding after which the walk goes on, unless there are too many by now: then false. */
  report(finding: Diagnostic): boolean {
    this.diagnostics.push(finding);
    this.failed = this.diagnostics.length >= mostFindings;
    return !this.failed;
  }

  /** Adds a finding that ends the walk. */
  fail(finding: Diagnostic): undefined {
    this.diagnostics.push(finding);
    this.failed = true;
  }

  malformed(where: string, offset: number, reason: string): undefined {
    return this.fail(diagnose("onnx/malformed", { where: where || "the file", offset: String(offset), reason }));
  }

  tooLarge(what: string, actual: number, limit: number): undefined {
    return this.fail(diagnose("onnx/too-large", { what, actual: String(actual), limit: String(limit) }));
  }

  /** Tells of a text that was too long to be kept. */
  noteLeftOut(where: string, bytes: number): boolean {
    return this.report(diagnose("onnx/left-out", { where, bytes: String(bytes) }));
  }

  /** Counts a field that the schema does not have; the fields of one number are told as one. */
  noteUnknown(message: string, field: number, offset: number): void {
    const key = `${message}.${field}`;
    const entry = this.unknown.get(key);
    if (entry !== undefined) entry.times += 1;
    else if (this.unknown.size < mostFindings) this.unknown.set(key, { message, field, times: 1, offset });
  }

  /** Turns the counted fields into findings, at the end of the walk. */
  tellUnknown(): void {
    for (const { message, field, times, offset } of this.unknown.values()) {
      const data = { message, field: String(field), times: String(times), offset: String(offset) };
      this.diagnostics.push(diagnose("onnx/unknown-field", data));
    }
  }
}
