/** What went wrong (or is worth knowing): diagnostics as data, whose texts are made only when somebody reads them. */
import { texts } from "./diagnostic-texts.js";

/** A stable name of a finding, such as `shape/kernel-exceeds-input`; part of the API. */
export type DiagnosticCode = keyof typeof texts;

export type Severity = "error" | "warning" | "note";

/** The facts that a code's text is made of. */
export type DiagnosticData<C extends DiagnosticCode> = Parameters<(typeof texts)[C]["text"]>[0];

/** A place in a text file; line and column count from 1. */
export interface Source {
  readonly file?: string;
  readonly line: number;
  readonly column: number;
}

/** Where a finding belongs and what explains it; every field is optional and printed when present. */
export interface DiagnosticContext {
  /** Name of the layer or node. */
  readonly node?: string | undefined;
  readonly tensor?: string | undefined;
  /** Path inside the document, such as `layers[4].kernel`. */
  readonly path?: string | undefined;
  readonly source?: Source | undefined;
  readonly expected?: string | undefined;
  readonly actual?: string | undefined;
  /** The arithmetic with its numbers. */
  readonly formula?: string | undefined;
  /** Where the facts came from. */
  readonly because?: string | undefined;
  /** The node's inputs: each with its type and where that came from. */
  readonly inputs?: readonly string[] | undefined;
  /** What comes of it. */
  readonly consequence?: string | undefined;
  /** The finding that this one merely follows from, as `code@node`: it may go when that one is mended. */
  readonly follows?: string | undefined;
  /** What to do about it. */
  readonly hint?: string | undefined;
}

/** One finding. Build it with {@link diagnose}; its text is {@link Diagnostic.message}. */
export class Diagnostic {
  constructor(
    readonly code: DiagnosticCode,
    readonly severity: Severity,
    readonly data: Readonly<Record<string, unknown>>,
    readonly context: DiagnosticContext,
  ) {}

  /** The finding in one sentence, without its place. */
  get message(): string {
    const text: (data: never) => string = texts[this.code].text;
    return text(this.data as never);
  }

  /** The same finding with more context; fields already known win. */
  at(context: DiagnosticContext): Diagnostic {
    return new Diagnostic(this.code, this.severity, this.data, { ...context, ...definedOf(this.context) });
  }

  /** The same finding as one that follows from `cause`: worth a note, as it may go with its cause. */
  following(cause: Diagnostic): Diagnostic {
    const follows = cause.context.follows ?? cause.key;
    return new Diagnostic(this.code, "note", this.data, { ...this.context, follows });
  }

  /** `code@node`: how other findings and `--ignore` name it. */
  get key(): string {
    return `${this.code}@${this.context.node ?? this.context.tensor ?? ""}`;
  }

  toString(): string {
    const place = this.context.node ?? this.context.tensor ?? this.context.path;
    const hint = this.context.hint === undefined ? "" : ` (hint: ${this.context.hint})`;
    return `${this.severity}[${this.code}] ${place === undefined ? "" : `${place}: `}${this.message}${hint}`;
  }

  toJSON(): Record<string, unknown> {
    return { code: this.code, severity: this.severity, message: this.message, ...definedOf(this.context) };
  }
}

/** Makes a finding; the compiler asks for exactly the data that the code's text needs. */
export function diagnose<C extends DiagnosticCode>(
  code: C,
  data: DiagnosticData<C>,
  context: DiagnosticContext = {},
): Diagnostic {
  return new Diagnostic(code, texts[code].severity, data as Readonly<Record<string, unknown>>, context);
}

/** A value and what was found on the way to it; after an error, `value` holds what could be made, if anything. */
export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly value?: T; readonly diagnostics: readonly Diagnostic[] };

/** Wraps a value: ok unless a finding is an error. */
export function resultOf<T>(value: T, diagnostics: readonly Diagnostic[]): Result<T> {
  return diagnostics.some((finding) => finding.severity === "error")
    ? { ok: false, value, diagnostics }
    : { ok: true, value, diagnostics };
}

function definedOf(context: DiagnosticContext): DiagnosticContext {
  return Object.fromEntries(Object.entries(context).filter(([, value]) => value !== undefined));
}
