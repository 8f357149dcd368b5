/** A layer: its fields become values, its lowering emits operators, and norm and activation follow. */
import type { Tensor } from "../environment.js";
import { fail, failQuietly } from "../failure.js";
import type { Field } from "../field.js";
import type { Following } from "../following.js";
import type { Frame } from "../frame.js";
import { LayerOrigin } from "../graph-builder.js";
import type { Arity, LayerDefinition } from "../layer.js";
import type { LayerWritten, Lowering } from "../lowering.js";
import type { Place } from "../place.js";
import { Template } from "../template.js";
import { type CommonKeys, failedTensor, ItemStep } from "./item.js";

type Values = Record<string, unknown>;

interface Open {
  readonly key: string;
  readonly field: Field;
  readonly written: unknown;
}

/** Keys as written and where each stands: at the layer, or among the defaults. */
export interface LayerKeys {
  readonly written: LayerWritten;
  /** Defaults for what is not written, with the place of each. */
  readonly defaults: ReadonlyMap<string, { readonly value: unknown; readonly place: Place }>;
}

export class LayerStep extends ItemStep {
  /** Values that are the same everywhere. */
  private readonly constants: Values = {};
  private readonly open: readonly Open[];
  private readonly weights: Template | undefined;
  private readonly hasFollowing: boolean;

  constructor(
    private readonly definition: LayerDefinition,
    private readonly keys: LayerKeys,
    place: Place,
  ) {
    super(keys.written as CommonKeys, place, definition.type);
    this.open = this.sortFields();
    const { weights } = keys.written;
    this.weights = typeof weights === "string" ? new Template(weights) : undefined;
    this.hasFollowing = "activation" in definition.fields;
  }

  /** Puts constant fields into `constants`; the others are resolved each time. */
  private sortFields(): readonly Open[] {
    const open: Open[] = [];
    for (const [key, field] of Object.entries(this.definition.fields)) {
      const written = this.keys.written[key] ?? this.keys.defaults.get(key)?.value;
      if (written === undefined) this.constants[key] = field.fallback;
      else open.push({ key, field, written });
    }
    return open;
  }

  protected emit(lowering: Lowering, frame: Frame, inputs: readonly Tensor[], name: string | undefined): Tensor {
    const local = name ?? frame.freeName(this.kind, lowering.names);
    const full = frame.prefix + local;
    let outputs: readonly Tensor[] = [failedTensor(inputs[0])];
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
        this.keys.written,
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
      lowering.findings.catch(thrown, this.place, full);
    }
    this.define(outputs, full, local, weightName, lowering, frame);
    return outputs[0] ?? failedTensor(inputs[0]);
  }

  /** The values of all fields; undefined where one could not be resolved, after all have been tried. */
  private resolveFields(lowering: Lowering, frame: Frame, name: string): Values | undefined {
    if (this.open.length === 0) return this.constants;
    const values: Values = { ...this.constants };
    let failed = false;
    for (const { key, field, written } of this.open) {
      try {
        values[key] = field.resolve(written, frame.environment);
      } catch (thrown) {
        failed = true;
        const place = this.keys.defaults.get(key)?.place ?? this.place.child(key);
        lowering.findings.catch(thrown, place, name);
      }
    }
    return failed ? undefined : values;
  }

  private sharedWeights(lowering: Lowering, frame: Frame): string | undefined {
    if (this.weights === undefined) return undefined;
    return lowering.names.find(this.weights.fill(frame.environment), frame).weightName;
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
      const step = lowering.compiler.layer(following, this.place.child(key));
      current = step.run(lowering, frame, current, `${local}.${following.type}`) ?? current;
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
    names.definePart(frame.prefix, local, { tensor: main, place: this.place, weightName });
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
