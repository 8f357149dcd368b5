/** Turns the items of a document into steps, each once, however often they are run. */

import { SpecFailure } from "./failure.js";
import type { Item, ItemList, ItemOf } from "./item-schema.js";
import type { LayerDefinition } from "./layer.js";
import { layerOf } from "./layers/index.js";
import type { Block, Compiler, Emitter, LayerWritten, Step } from "./lowering.js";
import type { Place } from "./place.js";
import type { ParameterDocument, SpecDocument } from "./schema.js";
import { JoinStep, ParallelStep, ResidualStep } from "./steps/branches.js";
import { type FieldPlan, planLayer, planType, type Written } from "./steps/field-plan.js";
import { LayerStep } from "./steps/layer.js";
import { ConditionalStep, ListStep, SequenceStep, TrainingStep } from "./steps/list.js";
import { OperatorStep } from "./steps/operator.js";
import { RepeatStep } from "./steps/repeat.js";
import { UseStep } from "./steps/use.js";
import { type Parameter, readParameter } from "./values.js";

/** Global defaults of layers with a kernel. */
const globalDefaults = ["activation", "norm", "init", "bias_init"] as const;

export class DocumentCompiler implements Compiler {
  private readonly blocks = new Map<string, Block>();
  private readonly layers = new WeakMap<object, LayerStep>();
  private readonly bareLayers = new Map<string, LayerStep>();
  private readonly plans = new Map<string, FieldPlan>();
  /** The layers of the whole network. */
  readonly main: Step;

  constructor(
    private readonly document: SpecDocument,
    private readonly root: Place,
  ) {
    this.main = this.list(document.layers, root.child("layers"));
  }

  get blockNames(): readonly string[] {
    return Object.keys(this.document.blocks ?? {});
  }

  block(name: string): Block | undefined {
    const known = this.blocks.get(name);
    if (known !== undefined) return known;
    const blocks = this.document.blocks ?? {};
    const document = Object.hasOwn(blocks, name) ? blocks[name] : undefined;
    if (document === undefined) return undefined;
    const place = this.root.child("blocks").child(name);
    const parameters = Object.entries(document.parameters ?? {}).map(([parameter, written]) => {
      return readParameterAt(parameter, written, place.child("parameters").child(parameter));
    });
    const block: Block = { name, document, parameters, place, body: this.list(document.layers, place.child("layers")) };
    this.blocks.set(name, block);
    return block;
  }

  list(list: ItemList, place: Place): Step {
    return new ListStep(
      list.map((item, index) => this.item(item, place.child(index))),
      place,
    );
  }

  item(item: Item, place: Place): Step {
    if (typeof item === "string") return this.makeLayer({ type: item }, place);
    if ("use" in item) return new UseStep(item as ItemOf<"use">, place);
    if ("op" in item) return new OperatorStep(item as ItemOf<"op">, place);
    if ("type" in item) return this.makeLayer(item as ItemOf<"type">, place);
    if ("residual" in item) return new ResidualStep(item as ItemOf<"residual">, place, this);
    if ("parallel" in item) return new ParallelStep(item as ItemOf<"parallel">, place, this);
    if ("repeat" in item) return new RepeatStep(item as ItemOf<"repeat">, place, this);
    if ("sequence" in item) return new SequenceStep(item as ItemOf<"sequence">, place, this);
    if ("concat" in item) return new JoinStep("concat", (item as ItemOf<"concat">).concat, item, place, this);
    if ("add" in item) return new JoinStep("add", (item as ItemOf<"add">).add, item, place, this);
    if ("multiply" in item) return new JoinStep("multiply", (item as ItemOf<"multiply">).multiply, item, place, this);
    if ("training_only" in item) return new TrainingStep(item as ItemOf<"training_only">, place, this);
    return new ConditionalStep(item as ItemOf<"then">, place, this);
  }

  layer(written: LayerWritten, place: Place): Emitter {
    const bare = isBare(written);
    const known = bare ? this.bareLayers.get(written.type) : this.layers.get(written);
    if (known !== undefined) return known;
    const layer = this.makeLayer(written, place);
    if (bare) this.bareLayers.set(written.type, layer);
    else this.layers.set(written, layer);
    return layer;
  }

  private makeLayer(written: LayerWritten, place: Place): LayerStep {
    const definition = layerOf(written.type);
    if (definition === undefined) throw new TypeError(`a document that was not read: no layer type "${written.type}"`);
    const type = this.typePlan(definition);
    const plan = isBare(written) ? type : planLayer(type, definition.fields, written);
    return new LayerStep(definition, written, plan, place);
  }

  private typePlan(definition: LayerDefinition): FieldPlan {
    const known = this.plans.get(definition.type);
    if (known !== undefined) return known;
    const plan = planType(definition, this.defaultsOf(definition));
    this.plans.set(definition.type, plan);
    return plan;
  }

  /** Defaults of a layer type with their places: those of the type before those of all. */
  private defaultsOf({ type, fields }: LayerDefinition): ReadonlyMap<string, Written> {
    const result = new Map<string, Written>();
    const { defaults } = this.document;
    if (defaults === undefined) return result;
    const place = this.root.child("defaults");
    // Only layers with a kernel have `norm`.
    for (const key of "norm" in fields ? globalDefaults : []) {
      const value = defaults[key];
      if (value !== undefined) result.set(key, { value, place: place.child(key) });
    }
    const ofType: Readonly<Record<string, unknown>> = defaults[type as keyof typeof defaults] ?? {};
    for (const [key, value] of Object.entries(ofType)) result.set(key, { value, place: place.child(type).child(key) });
    return result;
  }
}

function isBare(written: LayerWritten): boolean {
  for (const key in written) if (key !== "type") return false;
  return true;
}

/** A block's parameter; what is wrong with it is placed where it is written, not where the block is used. */
function readParameterAt(name: string, written: ParameterDocument, place: Place): Parameter {
  try {
    return readParameter(name, written, true);
  } catch (thrown) {
    if (!(thrown instanceof SpecFailure) || thrown.finding === undefined) throw thrown;
    throw new SpecFailure(thrown.finding.at(place.context));
  }
}
