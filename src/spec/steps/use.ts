/** `use`: an instance of a block, with its own parameters and names. */
import { closestName } from "../../ops/index.js";
import { broken, type Tensor } from "../environment.js";
import { fail } from "../failure.js";
import type { Frame } from "../frame.js";
import type { Lowering } from "../lowering.js";
import type { Place } from "../place.js";
import type { ItemOf, ParameterDocument } from "../schema.js";
import { Template } from "../template.js";
import { resolveParameter, resolveValue } from "../value.js";
import { ItemStep } from "./item.js";
import { defineAll } from "./structure.js";

const ownKeys: ReadonlySet<string> = new Set(["use", "name", "from", "when", "training_only", "weights"]);

export class UseStep extends ItemStep {
  constructor(
    private readonly item: ItemOf<"use">,
    place: Place,
  ) {
    super(item, place, item.use);
  }

  protected emit(
    lowering: Lowering,
    frame: Frame,
    inputs: readonly Tensor[],
    name: string | undefined,
  ): Tensor | undefined {
    const block = lowering.compiler.block(this.item.use);
    if (block === undefined) {
      const hint = closestName(this.item.use, lowering.compiler.blockNames);
      return fail("spec/unknown-name", { name: this.item.use, what: "block" }, { hint });
    }
    if (frame.blocks.includes(block.name)) fail("spec/cycle", { cycle: [...frame.blocks, block.name].join(" -> ") });
    const environment = lowering.global.nested();
    environment.in = inputs[0];
    environment.previous = inputs[0];
    this.defineParameters(block.document.parameters ?? {}, lowering, frame, environment);
    defineAll(
      block.document.let,
      (raw) => resolveValue(raw, environment),
      { environment },
      lowering,
      block.place.child("let"),
    );
    const named = new Map(
      (block.document.inputs ?? []).flatMap((input, i) =>
        inputs[i] === undefined ? [] : [[input, inputs[i]] as const],
      ),
    );
    const shared =
      this.item.weights === undefined
        ? undefined
        : lowering.names.find(new Template(this.item.weights).fill(frame.environment), frame).weightName;
    const changes = {
      environment,
      block: block.name,
      inputs: named,
      ...(shared !== undefined && { weightName: shared }),
    };
    const local = name ?? frame.freeName(this.kind, lowering.names);
    const inner = frame.inside(local, block.name, lowering.names, changes);
    lowering.names.noteInstance(block.name, frame.prefix + local);
    const output = block.body.run(lowering, inner, inputs[0]);
    if (output === undefined) return output;
    const weightName = shared ?? frame.weightPrefix + local;
    lowering.names.definePart(frame.prefix, local, { tensor: output, place: this.place, weightName });
    return output;
  }

  private defineParameters(
    declared: Readonly<Record<string, ParameterDocument>>,
    lowering: Lowering,
    frame: Frame,
    environment: Frame["environment"],
  ): void {
    for (const [name, parameter] of Object.entries(declared)) {
      try {
        environment.define(
          name,
          resolveParameter(parameter, Object.hasOwn(this.item, name) ? this.item[name] : undefined, frame.environment),
        );
      } catch (thrown) {
        lowering.findings.catch(thrown, this.place.child(name));
        environment.define(name, broken);
      }
    }
    for (const key of Object.keys(this.item)) {
      if (ownKeys.has(key) || Object.hasOwn(declared, key)) continue;
      const hint = closestName(key, Object.keys(declared));
      fail("spec/unknown-key", { key, where: `the block ${this.item.use}` }, { hint });
    }
  }
}
