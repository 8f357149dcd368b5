/** What a reference in `from`, `concat`, `outputs` and the like means. */
import type { Tensor } from "./environment.js";
import { fail } from "./failure.js";
import type { Frame } from "./frame.js";
import type { Lowering } from "./lowering.js";

/** The tensor of a reference: `previous`, `in`, an input of the block, a layer or block, an input of the network. */
export function findTensor(reference: string, previous: Tensor | undefined, lowering: Lowering, frame: Frame): Tensor {
  if (reference === "previous") return previous ?? noInput(reference);
  if (reference === "in") return frame.environment.in ?? noInput(reference);
  return frame.inputs.get(reference) ?? lowering.names.find(reference, frame).tensor;
}

function noInput(what: string): never {
  const hint = "the network has several inputs: name one with `from:`";
  return fail("spec/misused", { what: `"${what}"`, reason: "nothing stands before it" }, { hint });
}
