/** What a layer type is: its fields, and how it becomes operators. */
import type { Tensor } from "./environment.js";
import type { Fields, ValuesOf, WrittenFields } from "./field.js";
import type { LayerBuilder } from "./layer-builder.js";

/** How many tensors a layer takes. */
export type Arity = 0 | 1 | 2 | "many" | "one to three";

/** A layer type. Every layer of the language is one such record, in the file of its family. */
export interface LayerDefinition<T extends string = string, F extends Fields = Fields> {
  readonly type: T;
  readonly fields: F;
  readonly takes: Arity;
  /** Names of its outputs where it has several; `name.output` refers to one. */
  readonly outputs?: readonly string[];
  /** Emits the operators. The first output is what the next layer gets. */
  lower(fields: ValuesOf<Fields>, b: LayerBuilder): Tensor | readonly Tensor[];
}

/** What may be written for a layer, of a union of definitions for any of them; `Extra` are keys they take besides. */
export type WrittenLayer<D, Extra = unknown> =
  D extends LayerDefinition<infer T, infer F> ? Flat<{ type: T } & WrittenFields<F> & Extra> : never;

type Flat<T> = { [K in keyof T]: T[K] };

interface Declaration<T extends string, F extends Fields> {
  readonly type: T;
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
