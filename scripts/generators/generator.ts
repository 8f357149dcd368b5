// What a generated file is: its path, and a function that gives the text it should have.

export interface Generator {
  /** Path from the repository root. */
  readonly file: string;
  /** What the whole file should have; `current` is the text it has now, for files that are generated in part. */
  content(current: string): string | Uint8Array | Promise<string | Uint8Array>;
}

/**
 * `text` with what stands between `<!-- generated NAME -->` and `<!-- /generated NAME -->` replaced by `body`.
 * Throws when the markers are missing, so that a table cannot silently stop being generated.
 */
export function replaceSection(text: string, name: string, body: string): string {
  const open = `<!-- generated ${name} -->`;
  const close = `<!-- /generated ${name} -->`;
  const start = text.indexOf(open);
  const end = text.indexOf(close, start);
  if (start < 0 || end < 0) throw new Error(`no section "${open}" ... "${close}" to write into`);
  return `${text.slice(0, start + open.length)}\n${body.trimEnd()}\n${text.slice(end)}`;
}
