/** What a reference in `from`, `concat`, `outputs` and the like means. */
import type { Tensor } from "./environment.js";
import { fail } from "./failure.js";
import type { Frame } from "./frame.js";
import type { Lowering } from "./lowering.js";
import type { Place } from "./place.js";

/** Who refers, and where it says so. */
interface Asker {
  readonly layer: string;
  readonly place: Place;
}

/**
 * The tensor of a reference: `previous`, `in`, an input of the block, a layer or block, an input of the network.
 * One that finds nothing gives a failed tensor; what is wrong with it is reported when all names are known.
 */
export function findTensor(
  reference: string,
  previous: Tensor | undefined,
  lowering: Lowering,
  frame: Frame,
  asker: Asker,
): Tensor {
  if (reference === "previous") return previous ?? noInput(reference);
  if (reference === "in") return frame.environment.in ?? noInput(reference);
  const found = frame.inputs.get(reference) ?? lowering.names.find(reference, frame.prefix)?.tensor;
  if (found !== undefined) return found;
  const missing = { reference, prefix: frame.prefix, ...asker };
  lowering.missing.push(missing);
  return { name: "", dtype: previous?.dtype ?? "float32", shape: null, failed: true, cause: missing };
}

function noInput(what: string): never {
  const hint = "the network has several inputs: name one with `from:`";
  return fail("spec/misused", { what: `"${what}"`, reason: "nothing stands before it" }, { hint });
}
