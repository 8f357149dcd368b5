/** Refuses documents that are too deep or too large before anything recurses into them. */
import { type Diagnostic, diagnose } from "../diagnostic.js";
import type { Place } from "./place.js";

/** Levels of nesting that a document may have. */
export const deepestDocument = 64;
/** Values (of any kind) that a document may have. */
const mostValues = 5_000_000;

interface Level {
  readonly values: readonly unknown[];
  next: number;
}

/** A finding where the document is too deep (a circle of objects is), or has too many values. Does not recurse. */
export function checkDocumentSize(document: unknown, root: Place): Diagnostic | undefined {
  const levels: Level[] = [{ values: [document], next: 0 }];
  let count = 0;
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    if (level.next >= level.values.length) {
      levels.pop();
      continue;
    }
    const value = level.values[level.next];
    level.next += 1;
    count += 1;
    if (count > mostValues) {
      return diagnose(
        "input/too-large",
        { what: "the document", actual: `more than ${mostValues} values`, limit: `${mostValues}` },
        root.context,
      );
    }
    if (typeof value !== "object" || value === null) continue;
    if (levels.length > deepestDocument)
      return diagnose("spec/too-deep", { limit: `${deepestDocument}` }, root.context);
    levels.push({ values: Array.isArray(value) ? value : Object.values(value), next: 0 });
  }
  return undefined;
}
