/** What a layer type is: its fields, and how it becomes operators. */
import type { Tensor } from "./environment.js";
import type { Fields, ValuesOf } from "./field.js";
import type { LayerBuilder } from "./layer-builder.js";

/** How many tensors a layer takes. */
export type Arity = 0 | 1 | 2 | "many" | "one to three";

/** A layer type. Every layer of the language is one such record, in the file of its family. */
export interface LayerDefinition<T extends string = string, F extends Fields = Fields> {
  readonly type: T;
  /** One sentence. */
  readonly summary: string;
  readonly fields: F;
  readonly takes: Arity;
  /** Names of its outputs where it has several; `name.output` refers to one. */
  readonly outputs?: readonly string[];
  /** Emits the operators. The first output is what the next layer gets. */
  lower(fields: ValuesOf<Fields>, b: LayerBuilder): Tensor | readonly Tensor[];
}

interface Declaration<T extends string, F extends Fields> {
  readonly type: T;
  readonly summary: string;
  readonly fields: F;
  readonly takes?: Arity;
  readonly outputs?: readonly string[];
  readonly lower: (fields: ValuesOf<F>, b: LayerBuilder) => Tensor | readonly Tensor[];
}

/** Gives `lower` the types of its own fields, then forgets them so that all layers fit one record. */
export function defineLayer<const T extends string, const F extends Fields>(
  declaration: Declaration<T, F>,
): LayerDefinition<T, F> {
  return { takes: 1, ...declaration } as LayerDefinition<T, F>;
}
