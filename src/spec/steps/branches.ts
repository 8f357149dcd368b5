/** Structures whose branches meet again: residual, parallel, and joining earlier outputs. */
import type { Tensor } from "../environment.js";
import { resolveCondition } from "../field.js";
import type { Frame } from "../frame.js";
import type { Compiler, Emitter, LayerWritten, Lowering, Step } from "../lowering.js";
import type { Place } from "../place.js";
import type { Item, ItemList, ItemOf } from "../schema.js";
import { type CommonKeys, failedTensor, ItemStep } from "./item.js";
import { runNamed } from "./list.js";

type Activation = ItemOf<"residual">["residual"]["activation"];

/** The merging layer with the keys that were written. */
function mergeLayer(type: string, keys: { axis?: number | undefined; activation?: Activation }, place: Place, compiler: Compiler): Emitter {
  const { axis, activation } = keys;
  const written: LayerWritten = { type, ...(axis !== undefined && { axis }), ...(activation !== undefined && { activation }) };
  return compiler.layer(written, place);
}

/** A structure that, when it has a name, names what is in it. */
abstract class StructureStep extends ItemStep {
  protected emit(lowering: Lowering, frame: Frame, inputs: readonly Tensor[], name: string | undefined): Tensor | undefined {
    if (name === undefined) return this.build(lowering, frame, inputs[0]);
    const body: Step = { run: (_, inner, input) => this.build(lowering, inner, input) };
    return runNamed(body, frame.inside(name, this.kind, lowering.names), lowering, frame, inputs[0], name, this.place);
  }

  protected abstract build(lowering: Lowering, frame: Frame, input: Tensor | undefined): Tensor | undefined;
}

/** `{ residual: { body, shortcut, when, merge, activation } }`. */
export class ResidualStep extends StructureStep {
  private readonly body: Step;
  private readonly shortcut: Step | undefined;
  private readonly merge: Emitter;
  private readonly activation: Emitter | undefined;
  private readonly when: boolean | string;
  private readonly inner: Place;

  constructor(written: ItemOf<"residual">, place: Place, compiler: Compiler) {
    super(written, place, "residual");
    const { body, shortcut, when = true, merge = "add", activation } = written.residual;
    this.inner = place.child("residual");
    this.body = compiler.list(body, this.inner.child("body"));
    this.shortcut = shortcut && compiler.list(shortcut, this.inner.child("shortcut"));
    this.merge = mergeLayer(merge, { activation }, this.inner, compiler);
    const alone = typeof activation === "string" ? { type: activation } : activation;
    this.activation = alone === undefined || alone.type === "none" || alone.type.startsWith("{") ? undefined : compiler.layer(alone, this.inner);
    this.when = when;
  }

  protected build(lowering: Lowering, frame: Frame, input: Tensor | undefined): Tensor | undefined {
    const hasShortcut = this.decide(lowering, frame);
    const body = this.body.run(lowering, frame, input);
    if (!hasShortcut) {
      return body === undefined || this.activation === undefined ? body : this.activation.emitOn(lowering, frame, [body], undefined);
    }
    const shortcut = this.shortcut === undefined ? input : this.shortcut.run(lowering, frame, input);
    const branches = [body ?? failedTensor(input), shortcut ?? failedTensor(input)];
    return this.merge.emitOn(lowering, frame, branches, undefined);
  }

  private decide(lowering: Lowering, frame: Frame): boolean {
    if (typeof this.when === "boolean") return this.when;
    try {
      return resolveCondition(this.when, frame.environment);
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

/** `{ parallel: { branches, merge, axis, activation } }`. */
export class ParallelStep extends StructureStep {
  private readonly branches: readonly Branch[];
  private readonly merge: Emitter;

  constructor(written: ItemOf<"parallel">, place: Place, compiler: Compiler) {
    super(written, place, "parallel");
    const { branches, merge = "concat", ...keys } = written.parallel;
    const inner = place.child("parallel");
    const all = inner.child("branches");
    const compile = (branch: Item | ItemList, key: string | number): Branch => {
      const name = typeof key === "string" ? key : undefined;
      return { name, body: compileBody(branch, all.child(key), compiler), place: all.child(key) };
    };
    this.branches = Array.isArray(branches)
      ? branches.map(compile)
      : Object.entries(branches).map(([name, branch]) => compile(branch, name));
    this.merge = mergeLayer(merge, keys, inner, compiler);
  }

  protected build(lowering: Lowering, frame: Frame, input: Tensor | undefined): Tensor | undefined {
    const outputs = this.branches.map(({ name, body, place }) => {
      if (name === undefined) return body.run(lowering, frame, input) ?? failedTensor(input);
      const inner = frame.inside(name, "branch", lowering.names);
      return runNamed(body, inner, lowering, frame, input, name, place) ?? failedTensor(input);
    });
    return this.merge.emitOn(lowering, frame, outputs, undefined);
  }
}

/** An item, or a list of items. */
export function compileBody(body: Item | ItemList, place: Place, compiler: Compiler): Step {
  return Array.isArray(body) ? compiler.list(body, place) : compiler.item(body, place);
}

/** `{ concat: [...] }`, `{ add: [...] }`, `{ multiply: [...] }`. */
export class JoinStep extends ItemStep {
  private readonly merge: Emitter;

  constructor(type: "concat" | "add" | "multiply", from: readonly string[], keys: CommonKeys & Parameters<typeof mergeLayer>[1], place: Place, compiler: Compiler) {
    super({ ...keys, from }, place, type, type);
    this.merge = mergeLayer(type, keys, place, compiler);
  }

  protected emit(lowering: Lowering, frame: Frame, inputs: readonly Tensor[], name: string | undefined): Tensor {
    return this.merge.emitOn(lowering, frame, inputs, name);
  }
}
