/** What every step of lowering shares: the graph being built, names, blocks, defaults, findings. */
import type { Environment, Tensor } from "./environment.js";
import type { Findings } from "./findings.js";
import type { Frame } from "./frame.js";
import type { GraphBuilder } from "./graph-builder.js";
import type { Item, ItemList } from "./item-schema.js";
import type { LayerBuilder } from "./layer-builder.js";
import type { Missing, Names } from "./names.js";
import type { Place } from "./place.js";
import type { BlockDocument } from "./schema.js";
import type { Parameter } from "./values.js";

/** One compiled item of a document. Runs any number of times. */
export interface Step {
  /** Whether it has a name of its own. */
  readonly isNamed: boolean;
  /** Emits it behind `input`; the result is what the next item gets. `name` overrules its own. */
  run(lowering: Lowering, frame: Frame, input: Tensor | undefined, name?: string): Tensor | undefined;
}

/** A compiled layer, to be put behind given tensors. */
export interface Emitter {
  emitOn(lowering: Lowering, frame: Frame, inputs: readonly Tensor[], name: string | undefined): Tensor;
}

/** A block of the document, compiled. */
export interface Block {
  readonly name: string;
  readonly document: BlockDocument;
  readonly parameters: readonly Parameter[];
  readonly place: Place;
  readonly body: Step;
}

/** Turns items into steps, each once for each document. */
export interface Compiler {
  item(item: Item, place: Place): Step;
  list(list: ItemList, place: Place): Step;
  /** A layer that the document does not have as an item of its own: a merge, an activation behind a layer. */
  layer(written: LayerWritten, place: Place): Emitter;
  block(name: string): Block | undefined;
  readonly blockNames: readonly string[];
}

/** A layer's type with its keys as written. */
export interface LayerWritten {
  readonly type: string;
  readonly [key: string]: unknown;
}

export interface Lowering {
  readonly compiler: Compiler & { readonly main: Step };
  readonly graph: GraphBuilder;
  readonly builder: LayerBuilder;
  readonly names: Names;
  readonly findings: Findings;
  /** What blocks see besides their parameters. */
  readonly global: Environment;
  /** Whether parts that only training uses are built. */
  readonly trainingParts: boolean;
  /** References that found nothing. */
  readonly missing: Missing[];
  readonly trainingOutputs: { readonly name: string; readonly value: string }[];
}
