/** What inference can tell of a file beyond its shapes: element types, declarations, sizes that a constant froze. */
import type { Diagnostic } from "../diagnostic.js";
import { compareDeclared } from "./declared.js";
import { checkElementTypes, findWideFloats } from "./element-types.js";
import { findFrozenSizes } from "./frozen-sizes.js";
import type { ShapedGraph } from "./infer.js";

/** For graphs that were read from a file, which declares types: none of it is asked of a specification. */
export function checkFile(shaped: ShapedGraph): readonly Diagnostic[] {
  const mistyped = checkElementTypes(shaped);
  return [
    ...mistyped,
    ...compareDeclared(shaped, new Set(mistyped.map(({ context }) => context.node))),
    ...findFrozenSizes(shaped),
    ...findWideFloats(shaped),
  ];
}
