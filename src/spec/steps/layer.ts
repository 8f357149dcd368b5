/** A layer: its fields become values, its lowering emits operators, and norm and activation follow. */
import { diagnose } from "../../diagnostic.js";
import type { Tensor } from "../environment.js";
import { fail, failQuietly } from "../failure.js";
import type { Following } from "../following.js";
import type { Frame } from "../frame.js";
import { LayerOrigin, placeOfFailure } from "../graph-builder.js";
import type { Arity, LayerDefinition } from "../layer.js";
import type { Emitter, LayerWritten, Lowering } from "../lowering.js";
import type { Place } from "../place.js";
import { Template } from "../template.js";
import type { FieldPlan, Values } from "./field-plan.js";
import { type CommonKeys, failedTensor, ItemStep } from "./item.js";

export class LayerStep extends ItemStep implements Emitter {
  private readonly weights: Template | undefined;
  private readonly hasFollowing: boolean;

  constructor(
    private readonly definition: LayerDefinition,
    private readonly written: LayerWritten,
    private readonly plan: FieldPlan,
    place: Place,
  ) {
    super(written as CommonKeys, place, definition.type);
    const { weights } = written;
    this.weights = typeof weights === "string" ? new Template(weights) : undefined;
    this.hasFollowing = "activation" in definition.fields;
  }

  protected emit(lowering: Lowering, frame: Frame, inputs: readonly Tensor[], name: string | undefined): Tensor {
    return this.emitOn(lowering, frame, inputs, name);
  }

  emitOn(lowering: Lowering, frame: Frame, inputs: readonly Tensor[], name: string | undefined): Tensor {
    const local = name ?? frame.freeName(this.kind, lowering.names);
    const full = frame.prefix + local;
    let outputs: readonly Tensor[] = [failedTensor(inputs.find((input) => input.failed) ?? inputs[0])];
    let weightName = frame.weightPrefix + local;
    try {
      const fields = this.resolveFields(lowering, frame, full);
      const shared = this.sharedWeights(lowering, frame);
      weightName = shared ?? weightName;
      this.checkArity(inputs.length);
      if (fields === undefined || inputs.some((input) => input.failed)) failQuietly();
      const origin = new LayerOrigin(
        full,
        this.definition.type,
        frame.modules,
        fields,
        frame.trainingOnly,
        this.place,
        this.written,
      );
      lowering.builder.begin(
        origin,
        inputs,
        weightName,
        shared !== undefined || frame.shared,
        fields.trainable === false,
      );
      const lowered = this.definition.lower(fields, lowering.builder);
      outputs = Array.isArray(lowered) ? lowered : [lowered as Tensor];
      if (this.hasFollowing) outputs = [this.follow(fields, outputs[0] ?? failQuietly(), lowering, frame, local)];
    } catch (thrown) {
      lowering.findings.catch(thrown, placeOfFailure(thrown, this.place, this.written), full);
    }
    this.define(outputs, full, local, weightName, lowering, frame);
    return outputs[0] ?? failedTensor(inputs[0]);
  }

  /** The values of all fields; undefined where one could not be resolved, after all have been tried. */
  private resolveFields(lowering: Lowering, frame: Frame, name: string): Values | undefined {
    const { constants, open, missing } = this.plan;
    if (open.length === 0 && missing.length === 0) return constants;
    const values: Values = { ...constants };
    let failed = missing.length > 0;
    for (const key of missing) {
      const where = this.definition.type;
      lowering.findings.report(diagnose("spec/missing-key", { key, where }, { node: name, ...this.place.context }));
    }
    for (const { key, field, value, place } of open) {
      try {
        values[key] = field.resolve(value, frame.environment, key);
      } catch (thrown) {
        failed = true;
        lowering.findings.catch(thrown, place ?? this.place.child(key), name);
      }
    }
    return failed ? undefined : values;
  }

  private sharedWeights(lowering: Lowering, frame: Frame): string | undefined {
    if (this.weights === undefined) return undefined;
    return lowering.names.need(this.weights.fill(frame.environment), frame.prefix).weightName;
  }

  private checkArity(actual: number): void {
    const { takes, type } = this.definition;
    const [least, most] = arities[takes];
    if (actual >= least && actual <= most) return;
    if (takes === 0) return;
    const expected = least === most ? `${least}` : most === Infinity ? `at least ${least}` : `${least} to ${most}`;
    fail("spec/branch-count", { what: type, expected, actual: `${actual}` }, { hint: "name its inputs with `from:`" });
  }

  /** Norm, then activation, each a layer of its own named after this one. */
  private follow(fields: Values, output: Tensor, lowering: Lowering, frame: Frame, local: string): Tensor {
    let current = output;
    for (const key of ["norm", "activation"]) {
      const following = fields[key] as Following | undefined;
      if (following === undefined || following.type === "none") continue;
      const layer = lowering.compiler.layer(following, this.place.child(key));
      current = layer.emitOn(lowering, frame, [current], `${local}.${following.type}`);
    }
    return current;
  }

  private define(
    outputs: readonly Tensor[],
    full: string,
    local: string,
    weightName: string,
    lowering: Lowering,
    frame: Frame,
  ): void {
    const { names } = lowering;
    const main = outputs[0];
    if (main === undefined) return;
    names.define(full, { tensor: main, place: this.place, weightName });
    names.defineGroups(frame.prefix, local, main);
    if (outputs.length === 1) return;
    outputs.forEach((tensor, index) => {
      const output = this.definition.outputs?.[index] ?? `${index}`;
      names.define(`${full}.${output}`, { tensor, place: this.place, weightName });
    });
  }
}

const arities: Readonly<Record<Arity, readonly [number, number]>> = {
  0: [0, Infinity],
  1: [1, 1],
  2: [2, 2],
  many: [1, Infinity],
  "one to three": [1, 3],
};
