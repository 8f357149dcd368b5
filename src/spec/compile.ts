/** Turns the items of a document into steps, each once. */
import { closestName } from "../ops/index.js";
import { fail } from "./failure.js";
import type { LayerDefinition } from "./layer.js";
import { layerOf, layerTypes } from "./layers/index.js";
import type { Block, Compiler, LayerWritten, Step } from "./lowering.js";
import type { Place } from "./place.js";
import type { Item, ItemList, ItemOf, SpecDocument } from "./schema.js";
import { LayerStep } from "./steps/layer.js";
import { OperatorStep } from "./steps/operator.js";
import { RepeatStep } from "./steps/repeat.js";
import { BranchesStep, ConditionalStep, ListStep, MergeStep, SequenceStep } from "./steps/structure.js";
import { UseStep } from "./steps/use.js";

/** The item that hands on what it gets. */
const identity: Step = { run: (_lowering, _frame, input) => input };

const globalDefaults = ["activation", "norm", "init", "bias_init"] as const;

export class DocumentCompiler implements Compiler {
  private readonly blocks = new Map<string, Block>();
  private readonly defaults = new Map<
    string,
    ReadonlyMap<string, { readonly value: unknown; readonly place: Place }>
  >();
  readonly blockNames: readonly string[];

  constructor(
    private readonly document: SpecDocument,
    private readonly root: Place,
  ) {
    this.blockNames = Object.keys(document.blocks ?? {});
  }

  block(name: string): Block | undefined {
    const known = this.blocks.get(name);
    if (known !== undefined) return known;
    const { blocks = {} } = this.document;
    const document = Object.hasOwn(blocks, name) ? blocks[name] : undefined;
    if (document === undefined) return undefined;
    const place = this.root.child("blocks").child(name);
    const block: Block = { name, document, place, body: this.list(document.layers, place.child("layers")) };
    this.blocks.set(name, block);
    return block;
  }

  list(list: ItemList, place: Place): Step {
    return new ListStep(list.map((item, index) => this.item(item, place.child(index))));
  }

  layer(written: LayerWritten, place: Place): Step {
    const definition = layerOf(written.type);
    if (definition === undefined) {
      return fail("spec/unknown-layer", { type: written.type }, { hint: closestName(written.type, layerTypes) });
    }
    return new LayerStep(definition, { written, defaults: this.defaultsOf(definition) }, place);
  }

  item(item: Item, place: Place): Step {
    if (typeof item === "string") return item === ("identity" as string) ? identity : this.layer({ type: item }, place);
    if ("type" in item && typeof item.type === "string") return this.layer(item as LayerWritten, place);
    if ("residual" in item) return this.residual(item as ItemOf<"residual">, place);
    if ("parallel" in item) return this.parallel(item as ItemOf<"parallel">, place);
    if ("repeat" in item) {
      const repeat = item as ItemOf<"repeat">;
      return new RepeatStep(repeat, this.itemOrList(repeat.repeat.body, place.child("repeat").child("body")), place);
    }
    if ("use" in item) return new UseStep(item as ItemOf<"use">, place);
    if ("op" in item) return new OperatorStep(item as ItemOf<"op">, place);
    if ("sequence" in item) {
      const sequence = item as ItemOf<"sequence">;
      return new SequenceStep(sequence, this.list(sequence.sequence, place.child("sequence")), place);
    }
    if ("then" in item) return this.conditional(item as ItemOf<"then">, place);
    return this.merge(item as ItemOf<"concat">, place);
  }

  private itemOrList(item: Item | ItemList, place: Place): Step {
    return Array.isArray(item) ? this.list(item, place) : this.item(item, place);
  }

  private conditional(item: ItemOf<"then">, place: Place): Step {
    const otherwise = item.else === undefined ? undefined : this.list(item.else, place.child("else"));
    return new ConditionalStep(item.when, this.list(item.then, place.child("then")), otherwise, place);
  }

  private residual(item: ItemOf<"residual">, place: Place): Step {
    const { body, shortcut, merge = "add", ...options } = item.residual;
    const inside = place.child("residual");
    const branches = [
      { name: undefined, step: this.list(body, inside.child("body")) },
      { name: undefined, step: shortcut === undefined ? identity : this.list(shortcut, inside.child("shortcut")) },
    ];
    return new BranchesStep(
      item,
      "residual",
      branches,
      { merge, ...options } as ConstructorParameters<typeof BranchesStep>[3],
      place,
    );
  }

  private parallel(item: ItemOf<"parallel">, place: Place): Step {
    const { branches, merge = "concat", ...options } = item.parallel;
    const inside = place.child("parallel").child("branches");
    const steps = Array.isArray(branches)
      ? branches.map((branch, i) => ({ name: undefined, step: this.itemOrList(branch, inside.child(i)) }))
      : Object.entries(branches).map(([name, branch]) => ({ name, step: this.itemOrList(branch, inside.child(name)) }));
    return new BranchesStep(
      item,
      "parallel",
      steps,
      { merge, ...options } as ConstructorParameters<typeof BranchesStep>[3],
      place,
    );
  }

  private merge(item: ItemOf<"concat">, place: Place): Step {
    for (const key of ["concat", "add", "multiply"] as const) {
      if (Object.hasOwn(item, key)) {
        const from = (item as Readonly<Record<string, unknown>>)[key] as readonly string[];
        return new MergeStep({ ...item, from }, key, item, place);
      }
    }
    return fail("spec/wrong-type", { expected: "a layer", actual: JSON.stringify(item) });
  }

  /** Defaults of a layer's type, then those for all layers that have such a field. */
  private defaultsOf(
    definition: LayerDefinition,
  ): ReadonlyMap<string, { readonly value: unknown; readonly place: Place }> {
    const known = this.defaults.get(definition.type);
    if (known !== undefined) return known;
    const result = new Map<string, { value: unknown; place: Place }>();
    const { defaults = {} } = this.document;
    const place = this.root.child("defaults");
    const written: Readonly<Record<string, unknown>> = defaults;
    for (const key of globalDefaults) {
      if (Object.hasOwn(written, key) && Object.hasOwn(definition.fields, key))
        result.set(key, { value: written[key], place: place.child(key) });
    }
    const own = Object.hasOwn(written, definition.type) ? (written[definition.type] as Record<string, unknown>) : {};
    for (const [key, value] of Object.entries(own))
      result.set(key, { value, place: place.child(definition.type).child(key) });
    this.defaults.set(definition.type, result);
    return result;
  }
}
