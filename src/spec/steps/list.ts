/** Lists of items: a sequence, a named sequence, one list or another, and what only training uses. */
import type { Tensor } from "../environment.js";
import { resolveCondition } from "../field.js";
import type { Frame } from "../frame.js";
import type { ItemOf } from "../item-schema.js";
import type { Compiler, Lowering, Step } from "../lowering.js";
import type { Place } from "../place.js";
import { failedTensor, ItemStep } from "./item.js";

/** One item after the other. Given a name, a single item without one takes it; several are named inside it. */
export class ListStep implements Step {
  readonly isNamed = false;

  constructor(
    private readonly steps: readonly Step[],
    private readonly place: Place,
  ) {}

  run(lowering: Lowering, frame: Frame, input: Tensor | undefined, name?: string): Tensor | undefined {
    if (name !== undefined) return this.runAs(name, lowering, frame, input);
    let current = input;
    for (const step of this.steps) current = step.run(lowering, frame, current);
    return current;
  }

  private runAs(name: string, lowering: Lowering, frame: Frame, input: Tensor | undefined): Tensor | undefined {
    const [only, second] = this.steps;
    if (only !== undefined && second === undefined && !only.isNamed) return only.run(lowering, frame, input, name);
    return runNamed(this, frame.inside(name, "sequence", lowering.names), lowering, frame, input, name, this.place);
  }
}

/** Runs a part in its own frame and gives its output the part's name. */
export function runNamed(
  body: Pick<Step, "run">,
  inner: Frame,
  lowering: Lowering,
  outer: Frame,
  input: Tensor | undefined,
  name: string,
  place: Place,
): Tensor | undefined {
  const output = body.run(lowering, inner, input);
  const tensor = output ?? failedTensor(input);
  lowering.names.define(outer.prefix + name, { tensor, place, weightName: inner.weightPrefix.slice(0, -1) });
  lowering.names.defineGroups(outer.prefix, name, tensor);
  return output;
}

/** `{ sequence: [...] }`: with a name, its layers are named inside it. */
export class SequenceStep extends ItemStep {
  private readonly body: Step;

  constructor(written: ItemOf<"sequence">, place: Place, compiler: Compiler) {
    super(written, place, "sequence");
    this.body = compiler.list(written.sequence, place.child("sequence"));
  }

  protected emit(
    lowering: Lowering,
    frame: Frame,
    inputs: readonly Tensor[],
    name: string | undefined,
  ): Tensor | undefined {
    if (name === undefined) return this.body.run(lowering, frame, inputs[0]);
    return runNamed(
      this.body,
      frame.inside(name, this.kind, lowering.names),
      lowering,
      frame,
      inputs[0],
      name,
      this.place,
    );
  }
}

/** `{ training_only: [...] }`: a side branch that only training uses; what follows continues before it. */
export class TrainingStep extends ItemStep {
  private readonly body: Step;

  constructor(written: ItemOf<"training_only">, place: Place, compiler: Compiler) {
    super(written, place, "training_only");
    this.body = compiler.list(written.training_only, place.child("training_only"));
  }

  protected emit(lowering: Lowering, frame: Frame, inputs: readonly Tensor[]): Tensor | undefined {
    if (!lowering.trainingParts) return inputs[0];
    const output = this.body.run(lowering, frame.inTraining(), inputs[0]);
    if (output !== undefined && !output.failed)
      lowering.trainingOutputs.push({ name: output.name, value: output.name });
    return inputs[0];
  }
}

/** `{ when, then, else }`. */
export class ConditionalStep implements Step {
  readonly isNamed = false;
  private readonly yes: Step;
  private readonly no: Step | undefined;

  constructor(
    private readonly written: ItemOf<"then">,
    private readonly place: Place,
    compiler: Compiler,
  ) {
    this.yes = compiler.list(written.then, place.child("then"));
    this.no = written.else === undefined ? undefined : compiler.list(written.else, place.child("else"));
  }

  run(lowering: Lowering, frame: Frame, input: Tensor | undefined, name?: string): Tensor | undefined {
    lowering.graph.step();
    frame.environment.previous = input;
    let holds: boolean;
    try {
      holds = resolveCondition(this.written.when, frame.environment);
    } catch (thrown) {
      lowering.findings.catch(thrown, this.place.child("when"));
      return failedTensor(input);
    }
    if (holds) return this.yes.run(lowering, frame, input, name);
    return this.no === undefined ? input : this.no.run(lowering, frame, input, name);
  }
}
