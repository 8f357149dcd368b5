// What a broken model is: how it is broken, and what has to be found in it.

/** One finding that has to be there. */
export interface Expected {
  readonly code: string;
  /** Node or tensor that it is about. */
  readonly at?: string;
  /** What its text, arithmetic, inputs or hint must say. */
  readonly says?: readonly string[];
}

export interface BrokenModel {
  /** Name of its file, without the ending. */
  readonly name: string;
  /** How it is broken, in a sentence. */
  readonly how: string;
  readonly bytes: Uint8Array;
  /** All its errors and warnings, in any order; of notes those that matter. */
  readonly expected: readonly Expected[];
  /** Shapes that are fed, where these are what is wrong. */
  readonly inputs?: Readonly<Record<string, readonly number[]>>;
}

export function broken(
  name: string,
  how: string,
  bytes: Uint8Array,
  expected: Expected | readonly Expected[],
  inputs?: BrokenModel["inputs"],
): BrokenModel {
  const list = Array.isArray(expected) ? (expected as readonly Expected[]) : [expected as Expected];
  return { name, how, bytes, expected: list, ...(inputs !== undefined && { inputs }) };
}

/** `code@node`, then what it says. */
export function finding(key: string, ...says: readonly string[]): Expected {
  const at = key.indexOf("@");
  return at < 0 ? { code: key, says } : { code: key.slice(0, at), at: key.slice(at + 1), says };
}
