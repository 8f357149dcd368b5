/** Lists, sequences, conditionals, and the forms in which branches meet: residual, parallel and the merge shorthands. */
import { broken, type Tensor } from "../environment.js";
import { failQuietly } from "../failure.js";
import { resolveCondition } from "../field.js";
import type { Following } from "../following.js";
import type { Frame } from "../frame.js";
import type { Lowering, Step } from "../lowering.js";
import type { Place } from "../place.js";
import type { ItemOf } from "../schema.js";
import { type CommonKeys, failedTensor, ItemStep } from "./item.js";

/** Items one after the other. */
export class ListStep implements Step {
  constructor(private readonly steps: readonly Step[]) {}

  run(lowering: Lowering, frame: Frame, input: Tensor | undefined): Tensor | undefined {
    let current = input;
    for (const step of this.steps) current = step.run(lowering, frame, current);
    return current;
  }
}

/** `when`, `then`, `else`: one list or another. */
export class ConditionalStep implements Step {
  constructor(
    private readonly condition: boolean | string,
    private readonly then: Step,
    private readonly otherwise: Step | undefined,
    private readonly place: Place,
  ) {}

  run(lowering: Lowering, frame: Frame, input: Tensor | undefined): Tensor | undefined {
    lowering.graph.step();
    frame.environment.previous = input;
    let holds: boolean;
    try {
      holds = resolveCondition(this.condition, frame.environment);
    } catch (thrown) {
      lowering.findings.catch(thrown, this.place.child("when"));
      return failedTensor(input);
    }
    const chosen = holds ? this.then : this.otherwise;
    return chosen === undefined ? input : chosen.run(lowering, frame, input);
  }
}

/** Runs a part inside a frame of its own when it has a name, and defines that name. */
export function runNamed(
  body: (inner: Frame) => Tensor | undefined,
  type: string,
  name: string | undefined,
  lowering: Lowering,
  frame: Frame,
  place: Place,
): Tensor | undefined {
  if (name === undefined) return body(frame);
  const inner = frame.inside(name, type, lowering.names);
  const output = body(inner);
  if (output !== undefined) {
    lowering.names.definePart(frame.prefix, name, { tensor: output, place, weightName: frame.weightPrefix + name });
  }
  return output;
}

/** `sequence`: a list that can be named, left out or marked as a whole. */
export class SequenceStep extends ItemStep {
  constructor(
    keys: CommonKeys,
    private readonly list: Step,
    place: Place,
  ) {
    super(keys, place, "sequence");
  }

  protected emit(
    lowering: Lowering,
    frame: Frame,
    inputs: readonly Tensor[],
    name: string | undefined,
  ): Tensor | undefined {
    return runNamed(
      (inner) => this.list.run(lowering, inner, inputs[0]),
      "sequence",
      name,
      lowering,
      frame,
      this.place,
    );
  }
}

interface Branch {
  readonly name: string | undefined;
  readonly step: Step;
}

/** `residual` and `parallel`: branches from one input that are merged. */
export class BranchesStep extends ItemStep {
  constructor(
    keys: CommonKeys,
    private readonly form: "residual" | "parallel",
    private readonly branches: readonly Branch[],
    private readonly options: {
      readonly merge: "add" | "multiply" | "concat";
      readonly axis?: number | undefined;
      readonly when?: boolean | string | undefined;
      readonly activation?: Following | string | undefined;
    },
    place: Place,
  ) {
    super(keys, place, form);
  }

  protected emit(
    lowering: Lowering,
    frame: Frame,
    inputs: readonly Tensor[],
    name: string | undefined,
  ): Tensor | undefined {
    return runNamed(
      (inner) => this.runBranches(lowering, inner, inputs[0]),
      this.form,
      name,
      lowering,
      frame,
      this.place,
    );
  }

  private runBranches(lowering: Lowering, frame: Frame, input: Tensor | undefined): Tensor | undefined {
    const { when, merge, axis, activation } = this.options;
    frame.environment.previous = input;
    const merges = when === undefined || resolveCondition(when, frame.environment);
    const branches = merges ? this.branches : this.branches.slice(0, 1);
    const outputs = branches.map(({ name, step }) =>
      runNamed((inner) => step.run(lowering, inner, input), "branch", name, lowering, frame, this.place),
    );
    let output = outputs[0];
    if (merges && outputs.length > 1)
      output = mergeTensors(merge, axis, outputs, lowering, frame, this.place.child(this.form), undefined);
    return activate(activation, output, lowering, frame, this.place.child(this.form));
  }
}

/** `concat: [a, b]` and its like: earlier outputs joined. */
export class MergeStep extends ItemStep {
  constructor(
    keys: CommonKeys,
    private readonly merge: "add" | "multiply" | "concat",
    private readonly item: ItemOf<"concat">,
    place: Place,
  ) {
    super(keys, place, merge);
  }

  protected emit(
    lowering: Lowering,
    frame: Frame,
    inputs: readonly Tensor[],
    name: string | undefined,
  ): Tensor | undefined {
    const { axis, activation } = this.item;
    const output = mergeTensors(this.merge, axis, inputs, lowering, frame, this.place, name);
    return activate(activation as Following | string | undefined, output, lowering, frame, this.place);
  }
}

/** Emits the `activation:` behind what branches gave. */
function activate(
  activation: Following | string | undefined,
  output: Tensor | undefined,
  lowering: Lowering,
  frame: Frame,
  place: Place,
): Tensor | undefined {
  const written = typeof activation === "string" ? { type: activation } : activation;
  if (written === undefined || written.type === "none") return output;
  return lowering.compiler.layer(written, place.child("activation")).run(lowering, frame, output);
}

/** Emits the layer that joins tensors. */
function mergeTensors(
  merge: "add" | "multiply" | "concat",
  axis: number | undefined,
  tensors: readonly (Tensor | undefined)[],
  lowering: Lowering,
  frame: Frame,
  place: Place,
  name: string | undefined,
): Tensor | undefined {
  const known = tensors.filter((tensor) => tensor !== undefined);
  if (known.length < tensors.length || known.some((tensor) => tensor.failed)) return failedTensor(known[0]);
  const step = lowering.compiler.layer(
    { type: merge, ...(merge === "concat" && axis !== undefined && { axis }) },
    place,
  );
  if (!(step instanceof ItemStep)) return failQuietly();
  return step.runWith(lowering, frame, known, name);
}

/** Defines `let` values in order; one that fails is broken, and what uses it fails quietly. */
export function defineAll(
  definitions: Readonly<Record<string, unknown>> | undefined,
  evaluate: (raw: unknown, name: string) => Parameters<Frame["environment"]["define"]>[1],
  frame: Pick<Frame, "environment">,
  lowering: Pick<Lowering, "findings">,
  place: Place,
): void {
  for (const [name, raw] of Object.entries(definitions ?? {})) {
    try {
      frame.environment.define(name, evaluate(raw, name));
    } catch (thrown) {
      lowering.findings.catch(thrown, place.child(name));
      frame.environment.define(name, broken);
    }
  }
}
