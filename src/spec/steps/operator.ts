/** `{ op: Abs }`: any operator by name, with its attributes and constant inputs. */
import type { AttributeValue } from "../../graph/index.js";
import { closestName, core, definitionOf } from "../../ops/index.js";
import type { DType, KnownValue } from "../../tensor/index.js";
import type { Tensor } from "../environment.js";
import { fail, failQuietly } from "../failure.js";
import { resolveDim, resolveInteger } from "../field.js";
import type { Frame } from "../frame.js";
import { LayerOrigin } from "../graph-builder.js";
import type { ItemOf } from "../item-schema.js";
import type { Lowering } from "../lowering.js";
import type { Place } from "../place.js";
import { findTensor } from "../reference.js";
import { Template } from "../template.js";
import { failedTensor, ItemStep } from "./item.js";

type Written = ItemOf<"op">;
type Input = NonNullable<Written["inputs"]>[number];

const ownKeys = new Set(["op", "domain", "inputs", "outputs", "name", "from", "when", "training_only", "weights"]);

export class OperatorStep extends ItemStep {
  private readonly attributes: Readonly<Record<string, unknown>>;

  constructor(
    private readonly written: Written,
    place: Place,
  ) {
    super(written, place, written.op.toLowerCase());
    this.attributes = Object.fromEntries(Object.entries(written).filter(([key]) => !ownKeys.has(key)));
  }

  protected emit(lowering: Lowering, frame: Frame, inputs: readonly Tensor[], name: string | undefined): Tensor {
    const local = name ?? frame.freeName(this.kind, lowering.names);
    const full = frame.prefix + local;
    let outputs: readonly Tensor[] = [];
    try {
      outputs = this.build(lowering, frame, inputs, full, frame.weightPrefix + local);
    } catch (thrown) {
      lowering.findings.catch(thrown, this.place, full);
    }
    const main = outputs[0] ?? failedTensor(inputs[0]);
    lowering.names.define(full, { tensor: main, place: this.place, weightName: frame.weightPrefix + local });
    lowering.names.defineGroups(frame.prefix, local, main);
    if (outputs.length > 1) {
      outputs.forEach((tensor, index) => {
        lowering.names.define(`${full}.${index}`, { tensor, place: this.place, weightName: full });
      });
    }
    return main;
  }

  private build(
    lowering: Lowering,
    frame: Frame,
    inputs: readonly Tensor[],
    full: string,
    weightName: string,
  ): readonly Tensor[] {
    const { op, domain, outputs = 1 } = this.written;
    const { graph, builder } = lowering;
    if (definitionOf(graph.registry, op, domain) === undefined) {
      const all =
        graph.registry === core ? "all of ONNX's operators are the registry that shapewright/onnx exports" : undefined;
      const hint = closestName(op, Object.keys(graph.registry)) ?? all;
      fail("spec/unknown-operator", { op }, { hint, ...this.place.child("op").context });
    }
    const attributes = this.resolveAttributes(lowering, frame, domain);
    const origin = new LayerOrigin(full, op, frame.modules, attributes, frame.trainingOnly, this.place, this.written);
    builder.begin(origin, inputs, weightName, frame.shared, false);
    const all =
      this.written.inputs?.map((input, index) => this.input(input, index, lowering, frame, inputs[0], full)) ?? inputs;
    if (all.some((input) => input.failed)) failQuietly();
    const count = resolveInteger(outputs, frame.environment, { what: "outputs", min: 1, max: 64 });
    return builder.anyNode(op, domain, all, count, attributes);
  }

  /** Texts are expressions where the attribute is a number, and themselves where it is a text. */
  private resolveAttributes(
    lowering: Lowering,
    frame: Frame,
    domain: string | undefined,
  ): Record<string, AttributeValue> {
    const declared = definitionOf(lowering.graph.registry, this.written.op, domain)?.attributes ?? {};
    const resolve = (name: string, value: unknown): AttributeValue => {
      const kind = Object.hasOwn(declared, name) ? declared[name]?.kind : undefined;
      const isText = kind === "string" || kind === "strings";
      if (typeof value === "boolean") return value ? 1 : 0;
      if (typeof value !== "string" || isText) return value as AttributeValue;
      return resolveInteger(value, frame.environment, { what: name, min: -Number.MAX_SAFE_INTEGER });
    };
    const entries = Object.entries(this.attributes).map(([name, value]) => {
      try {
        return [name, Array.isArray(value) ? value.map((item) => resolve(name, item)) : resolve(name, value)] as const;
      } catch (thrown) {
        lowering.findings.catch(thrown, this.place.child(name));
        return failQuietly();
      }
    });
    return Object.fromEntries(entries) as Record<string, AttributeValue>;
  }

  private input(
    input: Input,
    index: number,
    lowering: Lowering,
    frame: Frame,
    previous: Tensor | undefined,
    layer: string,
  ): Tensor {
    if (typeof input === "string") {
      const asker = { layer, place: this.place.child("inputs").child(index) };
      return findTensor(new Template(input).fill(frame.environment), previous, lowering, frame, asker);
    }
    if ("constant" in input)
      return lowering.builder.constant(`constant${index}`, knownValue(input.constant, input.dtype ?? "int64"));
    const shape = input.parameter.map((size) => resolveDim(size, frame.environment, { what: "a size", min: 1 }));
    const initialiser = typeof input.init === "string" ? { type: input.init } : input.init;
    return lowering.builder.weight(`parameter${index}`, shape, { initialiser });
  }
}

function knownValue(written: number | readonly (number | boolean)[], dtype: DType): KnownValue {
  return typeof written === "number"
    ? { dtype, shape: [], data: [written] }
    : { dtype, shape: [written.length], data: written };
}
