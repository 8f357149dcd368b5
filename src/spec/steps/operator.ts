/** `op`: any ONNX operator by name, the escape hatch. */
import type { AttributeValue } from "../../graph/index.js";
import { closestName, core } from "../../ops/index.js";
import { integers, type Scalar } from "../../tensor/index.js";
import type { Tensor } from "../environment.js";
import { fail, failQuietly } from "../failure.js";
import { resolveDim, resolveInteger } from "../field.js";
import type { Frame } from "../frame.js";
import { LayerOrigin } from "../graph-builder.js";
import type { Lowering } from "../lowering.js";
import type { Place } from "../place.js";
import { findTensor } from "../reference.js";
import type { ItemOf } from "../schema.js";
import { ItemStep } from "./item.js";

const ownKeys: ReadonlySet<string> = new Set([
  "op",
  "domain",
  "inputs",
  "outputs",
  "name",
  "from",
  "when",
  "training_only",
  "weights",
]);

export class OperatorStep extends ItemStep {
  constructor(
    private readonly item: ItemOf<"op">,
    place: Place,
  ) {
    super(item, place, item.op.toLowerCase());
  }

  protected emit(
    lowering: Lowering,
    frame: Frame,
    inputs: readonly Tensor[],
    name: string | undefined,
  ): Tensor | undefined {
    const { op, domain, inputs: written } = this.item;
    const key = domain ? `${domain}.${op}` : op;
    if (!Object.hasOwn(lowering.graph.registry, key)) {
      return fail("spec/unknown-operator", { op: key }, { hint: closestName(key, Object.keys(core)) });
    }
    const attributes = Object.fromEntries(
      Object.entries(this.item).filter(([attribute]) => !ownKeys.has(attribute)),
    ) as Record<string, AttributeValue>;
    const local = name ?? frame.freeName(this.kind, lowering.names);
    const full = frame.prefix + local;
    const origin = new LayerOrigin(full, op, frame.modules, attributes, frame.trainingOnly, this.place, this.item);
    lowering.builder.begin(origin, inputs, frame.weightPrefix + local, frame.shared, false);
    const tensors =
      written === undefined ? inputs : written.map((input, i) => this.operand(input, i, inputs[0], lowering, frame));
    if (tensors.some((tensor) => tensor.failed)) failQuietly();
    const count =
      this.item.outputs === undefined
        ? 1
        : resolveInteger(this.item.outputs, frame.environment, { what: "outputs", min: 1 });
    const outputs = lowering.builder.anyNode(op, domain, tensors, count, attributes);
    const main = outputs[0] ?? failQuietly();
    const entry = { place: this.place, weightName: frame.weightPrefix + local };
    lowering.names.definePart(frame.prefix, local, { tensor: main, ...entry });
    if (outputs.length > 1) outputs.forEach((tensor, i) => lowering.names.define(`${full}.${i}`, { tensor, ...entry }));
    return main;
  }

  private operand(
    input: NonNullable<ItemOf<"op">["inputs"]>[number],
    index: number,
    previous: Tensor | undefined,
    lowering: Lowering,
    frame: Frame,
  ): Tensor {
    if (typeof input === "string") return findTensor(input, previous, lowering, frame);
    if ("parameter" in input) {
      const shape = input.parameter.map((size) => resolveDim(size, frame.environment, { what: "it", min: 1 }));
      return lowering.builder.weight(`input${index}`, shape);
    }
    const data: readonly Scalar[] = Array.isArray(input.constant) ? input.constant : [input.constant];
    const { shape } = integers(Array.isArray(input.constant) ? data.map(() => 0) : 0);
    return lowering.builder.constant(`input${index}`, { dtype: input.dtype ?? "int64", shape, data });
  }
}
