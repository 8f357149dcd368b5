/** The factors "one per element of this shape", which element-wise, bias and normalisation costs share. */
import type { Dim, Factor, Formula } from "../dim/index.js";

/** One factor per axis; the first is the batch. */
export function elementFactors(shape: readonly Dim[]): Factor[] {
  return shape.map((value, axis) => ({ role: axis === 0 ? "batch" : "element", value }));
}

/** `times` operations for every element of the shape. */
export function perElement(shape: readonly Dim[], times = 1): Formula {
  const factors = elementFactors(shape);
  return [{ factors: times === 1 ? factors : [...factors, { role: "each", value: times }] }];
}
