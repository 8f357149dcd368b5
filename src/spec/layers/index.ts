/** Every layer type by the word a specification uses. */
import type { Field, Fields } from "../field.js";
import type { LayerDefinition } from "../layer.js";
import { activations } from "./activation.js";
import { abs, add, divide, identity, matmul, multiply, scale, shift, subtract } from "./arithmetic.js";
import { multiHeadAttention } from "./attention.js";
import { convolutions } from "./convolution.js";
import { dense, flatten } from "./dense.js";
import { dropout, stochasticDepth } from "./dropout.js";
import { embedding, parameter } from "./learnt-tensor.js";
import { movements } from "./movement.js";
import { localResponseNorm, norms } from "./normalisation.js";
import { poolings } from "./pooling.js";
import { recurrents } from "./recurrent.js";
import { reductions } from "./reduction.js";

const all = [
  ...convolutions,
  dense,
  ...poolings,
  ...norms,
  localResponseNorm,
  ...activations,
  dropout,
  stochasticDepth,
  add,
  subtract,
  multiply,
  divide,
  matmul,
  abs,
  scale,
  shift,
  flatten,
  ...movements,
  ...reductions,
  embedding,
  parameter,
  multiHeadAttention,
  ...recurrents,
  identity,
] as const;

/** Any one layer type. */
export type Layer = (typeof all)[number];
export type LayerType = Layer["type"];

/** All layer types, in the order of the documentation. */
export const layers: readonly [Layer, ...Layer[]] = all;

const byType: ReadonlyMap<string, LayerDefinition> = new Map(all.map((layer) => [layer.type, layer]));

/** The layer type of this name. */
export function layerOf(type: string): LayerDefinition | undefined {
  return byType.get(type);
}

/** Names of all layer types. */
export const layerTypes: readonly [LayerType, ...LayerType[]] = [all[0].type, ...all.slice(1).map(({ type }) => type)];

type NeededKeys<F extends Fields> = { [K in keyof F]: F[K]["needed"] extends true ? K : never }[keyof F];
type Bare<L> = L extends Layer ? ([NeededKeys<L["fields"]>] extends [never] ? L["type"] : never) : never;

/** Layer types that may be written as their bare name. */
export type BareLayerType = Bare<Layer>;

const isBare = (layer: Layer): boolean => Object.values<Field>(layer.fields).every(({ needed }) => !needed);

/** Names of the layer types that need no keys. */
export const bareLayerTypes = all.filter(isBare).map(({ type }) => type) as [BareLayerType, ...BareLayerType[]];
