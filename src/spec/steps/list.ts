/** Lists of items: a sequence, a named sequence, and one list or another. */
import type { Tensor } from "../environment.js";
import { resolveCondition } from "../field.js";
import type { Frame } from "../frame.js";
import type { Compiler, Lowering, Step } from "../lowering.js";
import type { Place } from "../place.js";
import type { ItemOf } from "../schema.js";
import { failedTensor, ItemStep } from "./item.js";

/** One item after the other. */
export class ListStep implements Step {
  constructor(private readonly steps: readonly Step[]) {}

  run(lowering: Lowering, frame: Frame, input: Tensor | undefined): Tensor | undefined {
    let current = input;
    for (const step of this.steps) current = step.run(lowering, frame, current);
    return current;
  }
}

/** `{ sequence: [...] }`: with a name, its layers are named inside it. */
export class SequenceStep extends ItemStep {
  private readonly body: Step;

  constructor(written: ItemOf<"sequence">, place: Place, compiler: Compiler) {
    super(written, place, "sequence");
    this.body = compiler.list(written.sequence, place.child("sequence"));
  }

  protected emit(lowering: Lowering, frame: Frame, inputs: readonly Tensor[], name: string | undefined): Tensor | undefined {
    if (name === undefined) return this.body.run(lowering, frame, inputs[0]);
    return runNamed(this.body, frame.inside(name, "sequence", lowering.names), lowering, frame, inputs[0], name, this.place);
  }
}

/** Runs a part in its own frame and gives its output the part's name. */
export function runNamed(
  body: Step,
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

/** `{ when, then, else }`. */
export class ConditionalStep implements Step {
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

  run(lowering: Lowering, frame: Frame, input: Tensor | undefined): Tensor | undefined {
    lowering.graph.step();
    frame.environment.previous = input;
    let holds: boolean;
    try {
      holds = resolveCondition(this.written.when, frame.environment);
    } catch (thrown) {
      lowering.findings.catch(thrown, this.place.child("when"));
      return failedTensor(input);
    }
    if (holds) return this.yes.run(lowering, frame, input);
    return this.no === undefined ? input : this.no.run(lowering, frame, input);
  }
}
