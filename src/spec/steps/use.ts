/** An instance of a block: its parameters, its own names, and weights that may be another instance's. */
import { closestName } from "../../ops/index.js";
import type { Tensor } from "../environment.js";
import { fail } from "../failure.js";
import type { Frame } from "../frame.js";
import type { ItemOf } from "../item-schema.js";
import type { Block, Lowering } from "../lowering.js";
import type { Place } from "../place.js";
import { Template } from "../template.js";
import { defineParameters, defineValues, keysOfUse } from "../values.js";
import { ItemStep } from "./item.js";
import { runNamed } from "./list.js";

export class UseStep extends ItemStep {
  private readonly block: Template;
  private readonly weights: Template | undefined;
  private readonly given: Readonly<Record<string, unknown>>;

  constructor(written: ItemOf<"use">, place: Place) {
    super(written, place, "block");
    this.block = new Template(written.use);
    this.weights = written.weights === undefined ? undefined : new Template(written.weights);
    this.given = Object.fromEntries(Object.entries(written).filter(([key]) => !keysOfUse.has(key)));
  }

  protected emit(
    lowering: Lowering,
    frame: Frame,
    inputs: readonly Tensor[],
    given: string | undefined,
  ): Tensor | undefined {
    const block = this.find(lowering, frame);
    const environment = lowering.global.nested();
    environment.in = inputs[0];
    environment.previous = inputs[0];
    defineParameters(
      block.parameters,
      this.given,
      frame.environment,
      environment,
      this.place,
      `block ${block.name}`,
      lowering.findings,
    );
    defineValues(block.document.let, block.place.child("let"), environment, lowering.findings);
    const name = given ?? frame.freeName(block.name, lowering.names);
    const weightName =
      this.weights && lowering.names.need(this.weights.fill(frame.environment), frame.prefix).weightName;
    const inner = frame.inside(name, block.name, lowering.names, {
      environment,
      block: block.name,
      inputs: namedInputs(block, inputs),
      ...(weightName !== undefined && { weightName }),
    });
    lowering.names.noteInstance(block.name, frame.prefix + name);
    return runNamed(block.body, inner, lowering, frame, inputs[0], name, this.place);
  }

  private find(lowering: Lowering, frame: Frame): Block {
    const name = this.block.fill(frame.environment);
    const block = lowering.compiler.block(name);
    if (block === undefined) {
      const hint = closestName(name, lowering.compiler.blockNames);
      return fail("spec/unknown-name", { name, what: "block" }, { hint, ...this.place.child("use").context });
    }
    if (frame.blocks.includes(name)) {
      const cycle = [...frame.blocks.slice(frame.blocks.indexOf(name)), name].join(" > ");
      return fail("spec/cycle", { cycle }, this.place.child("use").context);
    }
    return block;
  }
}

/** The tensors that arrive, by the names that the block gives them. */
function namedInputs({ name, document }: Block, inputs: readonly Tensor[]): ReadonlyMap<string, Tensor> {
  const names = document.inputs ?? [];
  const expected = Math.max(1, names.length);
  if (inputs.length !== expected) {
    const hint =
      names.length > 0 ? `from: [${names.join(", ")}]` : "list the names of its inputs under `inputs:` of the block";
    fail("spec/branch-count", { what: `block ${name}`, expected: `${expected}`, actual: `${inputs.length}` }, { hint });
  }
  return new Map(names.flatMap((input, index) => (inputs[index] === undefined ? [] : [[input, inputs[index]]])));
}
