/** Structures whose branches meet again: residual, parallel, and joining earlier outputs. */
import type { Tensor } from "../environment.js";
import { resolveCondition } from "../field.js";
import type { Frame } from "../frame.js";
import type { Item, ItemList, ItemOf } from "../item-schema.js";
import type { Compiler, Emitter, LayerWritten, Lowering, Step } from "../lowering.js";
import type { Place } from "../place.js";
import type { RawValue } from "../value-schema.js";
import { checkValueName, resolveList } from "../values.js";
import { type CommonKeys, failedTensor, ItemStep } from "./item.js";
import { runNamed } from "./list.js";

type Activation = ItemOf<"residual">["residual"]["activation"];

/** The merging layer with the keys that were written. */
function mergeLayer(
  type: string,
  keys: { axis?: number | undefined; activation?: Activation },
  place: Place,
  compiler: Compiler,
): Emitter {
  const { axis, activation } = keys;
  const written: LayerWritten = {
    type,
    ...(axis !== undefined && { axis }),
    ...(activation !== undefined && { activation }),
  };
  return compiler.layer(written, place);
}

/** A structure that, when it has a name, names what is in it. */
abstract class StructureStep extends ItemStep {
  protected emit(
    lowering: Lowering,
    frame: Frame,
    inputs: readonly Tensor[],
    name: string | undefined,
  ): Tensor | undefined {
    if (name === undefined) return this.build(lowering, frame, inputs[0]);
    const body = { run: (_: Lowering, inner: Frame, input: Tensor | undefined) => this.build(lowering, inner, input) };
    return runNamed(body, frame.inside(name, this.kind, lowering.names), lowering, frame, inputs[0], name, this.place);
  }

  protected abstract build(lowering: Lowering, frame: Frame, input: Tensor | undefined): Tensor | undefined;
}

/** `{ residual: { body, shortcut, when, merge, activation } }`. */
export class ResidualStep extends StructureStep {
  private readonly body: Step;
  private readonly shortcut: Step | undefined;
  private readonly merge: Emitter;
  private readonly alone: Emitter | undefined;
  private readonly hasShortcut: boolean | string;
  private readonly inner: Place;

  constructor(written: ItemOf<"residual">, place: Place, compiler: Compiler) {
    super(written, place, "residual");
    const { body, shortcut, when = true, merge = "add", activation } = written.residual;
    this.inner = place.child("residual");
    this.body = compiler.list(body, this.inner.child("body"));
    this.shortcut = shortcut && compiler.list(shortcut, this.inner.child("shortcut"));
    this.merge = mergeLayer(merge, { activation }, this.inner, compiler);
    this.alone = activation === undefined ? undefined : compiler.layer({ type: "identity", activation }, this.inner);
    this.hasShortcut = when;
  }

  protected build(lowering: Lowering, frame: Frame, input: Tensor | undefined): Tensor | undefined {
    const hasShortcut = this.decide(lowering, frame);
    const body = this.body.run(lowering, frame, input);
    if (!hasShortcut) {
      return body === undefined || this.alone === undefined
        ? body
        : this.alone.emitOn(lowering, frame, [body], undefined);
    }
    const shortcut = this.shortcut === undefined ? input : this.shortcut.run(lowering, frame, input);
    const branches = [body ?? failedTensor(input), shortcut ?? failedTensor(input)];
    return this.merge.emitOn(lowering, frame, branches, undefined);
  }

  private decide(lowering: Lowering, frame: Frame): boolean {
    if (typeof this.hasShortcut === "boolean") return this.hasShortcut;
    try {
      return resolveCondition(this.hasShortcut, frame.environment);
    } catch (thrown) {
      lowering.findings.catch(thrown, this.inner.child("when"));
      return false;
    }
  }
}

interface Branch {
  readonly name: string | undefined;
  readonly body: Step;
  readonly place: Place;
}

/** `{ parallel: { branches, merge, axis, activation } }`, or `{ over, as, branch }` for branches made from a list. */
export class ParallelStep extends StructureStep {
  private readonly branches: readonly Branch[];
  private readonly generated: Generated | undefined;
  private readonly merge: Emitter;

  constructor(written: ItemOf<"parallel">, place: Place, compiler: Compiler) {
    super(written, place, "parallel");
    const { branches = [], branch, over, as = "item", merge = "concat", ...keys } = written.parallel;
    const inner = place.child("parallel");
    const all = inner.child("branches");
    const compile = (body: Item | ItemList, key: string | number): Branch => {
      const name = typeof key === "string" ? key : undefined;
      return { name, body: compileBody(body, all.child(key), compiler), place: all.child(key) };
    };
    this.branches = Array.isArray(branches)
      ? branches.map(compile)
      : Object.entries(branches).map(([name, body]) => compile(body, name));
    this.generated = branch && {
      body: compileBody(branch, inner.child("branch"), compiler),
      over: over ?? [],
      as,
      place: inner,
    };
    this.merge = mergeLayer(merge, keys, inner, compiler);
  }

  protected build(lowering: Lowering, frame: Frame, input: Tensor | undefined): Tensor | undefined {
    const outputs = this.branches.map(({ name, body, place }) => {
      if (name === undefined) return body.run(lowering, frame, input) ?? failedTensor(input);
      const inner = frame.inside(name, "branch", lowering.names);
      return runNamed(body, inner, lowering, frame, input, name, place) ?? failedTensor(input);
    });
    if (this.generated !== undefined) outputs.push(...this.generate(this.generated, lowering, frame, input));
    return this.merge.emitOn(lowering, frame, outputs, undefined);
  }

  private generate(
    { body, over, as, place }: Generated,
    lowering: Lowering,
    frame: Frame,
    input: Tensor | undefined,
  ): readonly Tensor[] {
    checkValueName(as);
    const values = resolveList(over, frame.environment, place.child("over"));
    return values.map((value, index) => {
      const environment = frame.environment.nested();
      environment.define("i", index);
      environment.define(as, value);
      return body.run(lowering, frame.repeated(environment, values.length), input) ?? failedTensor(input);
    });
  }
}

/** Branches that differ in one value. */
interface Generated {
  readonly body: Step;
  readonly over: string | readonly RawValue[];
  readonly as: string;
  readonly place: Place;
}

/** An item, or a list of items. */
export function compileBody(body: Item | ItemList, place: Place, compiler: Compiler): Step {
  return Array.isArray(body) ? compiler.list(body, place) : compiler.item(body, place);
}

/** `{ concat: [...] }`, `{ add: [...] }`, `{ multiply: [...] }`. */
export class JoinStep extends ItemStep {
  private readonly merge: Emitter;

  constructor(
    type: "concat" | "add" | "multiply",
    from: readonly string[],
    keys: CommonKeys & Parameters<typeof mergeLayer>[1],
    place: Place,
    compiler: Compiler,
  ) {
    super({ ...keys, from }, place, type, type);
    this.merge = mergeLayer(type, keys, place, compiler);
  }

  protected emit(lowering: Lowering, frame: Frame, inputs: readonly Tensor[], name: string | undefined): Tensor {
    return this.merge.emitOn(lowering, frame, inputs, name);
  }
}
