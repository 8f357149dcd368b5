/** Reads JSON quickly: the engine's own parser, then one pass over the text for duplicate keys, depth and positions. */
import { type Diagnostic, diagnose, type Source } from "../diagnostic.js";
import { deepestDocument } from "./document-size.js";
import type { Path } from "./place.js";

/** A value in the text: where it (or its key) begins, and the keys on the way to it. */
type Visit = (path: readonly (string | number)[], offset: number, isRepeated: boolean) => "stop" | undefined;

/** Repeated mistakes that are listed. */
const mostFindings = 5;

/** The value of a JSON text, or undefined where it is none (it may still be YAML). */
export function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Keys that appear twice, the key `__proto__`, and nesting that is too deep, in a text that is JSON. */
export function checkJson(text: string, at: (offset: number) => Source): readonly Diagnostic[] {
  const findings: Diagnostic[] = [];
  visitJson(text, (path, offset, isRepeated) => {
    const key = path.at(-1);
    if (path.length > deepestDocument) {
      findings.push(diagnose("spec/too-deep", { limit: `${deepestDocument}` }, { source: at(offset) }));
      return "stop";
    }
    if (key === "__proto__") {
      findings.push(diagnose("yaml/not-allowed", { feature: "the key __proto__" }, { source: at(offset) }));
    } else if (isRepeated) {
      findings.push(diagnose("yaml/duplicate-key", { key: String(key) }, { source: at(offset) }));
    }
    return findings.length < mostFindings ? undefined : "stop";
  });
  return findings;
}

/** Where the value at a path (or its key) begins; of a path that leads nowhere, what is around it. */
export function findInJson(text: string, wanted: Path): number {
  let best = 0;
  let deepest = -1;
  visitJson(text, (path, offset) => {
    if (path.length <= deepest || !path.every((key, index) => key === wanted[index])) return undefined;
    best = offset;
    deepest = path.length;
    return path.length === wanted.length ? "stop" : undefined;
  });
  return best;
}

interface Level {
  /** Keys so far; undefined in a list. */
  readonly keys: Set<string> | undefined;
  /** Position in the list, or whether a key comes next. */
  next: number;
}

/** Calls `visit` for every value of a text that is valid JSON. Does not recurse. */
function visitJson(text: string, visit: Visit): void {
  const path: (string | number)[] = [];
  const levels: Level[] = [];
  const token = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g;
  let keyOffset: number | undefined;
  let isRepeated = false;
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const [word] = found;
    const level = levels.at(-1);
    if (word === ":" || word === ",") continue;
    if (word === "}" || word === "]") {
      levels.pop();
      path.pop();
      continue;
    }
    if (level?.keys !== undefined && keyOffset === undefined) {
      const key = String(JSON.parse(word));
      isRepeated = level.keys.has(key);
      level.keys.add(key);
      keyOffset = found.index;
      path.push(key);
      continue;
    }
    if (level !== undefined && level.keys === undefined) path.push(level.next++);
    if (visit(path, keyOffset ?? found.index, isRepeated) === "stop") return;
    keyOffset = undefined;
    isRepeated = false;
    if (word === "{") levels.push({ keys: new Set(), next: 0 });
    else if (word === "[") levels.push({ keys: undefined, next: 0 });
    else path.pop();
  }
}
