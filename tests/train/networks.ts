// Networks as the tests of training need them, from documents and from the zoo, at a given batch.
import { inferShapes, type ShapedGraph } from "../../src/infer/index.js";
import { lowerSpec, readSpec } from "../../src/spec/index.js";
import { createTrainer, type Trainer, type TrainerOptions } from "../../src/train/index.js";
import { readArchitecture } from "../../src/zoo.js";

function shape(spec: Parameters<typeof lowerSpec>[0], batch: number, variant?: string): ShapedGraph {
  const lowered = lowerSpec(spec, { variant, dims: { N: batch } });
  if (!lowered.ok) throw new Error(lowered.diagnostics.join("\n"));
  const shaped = inferShapes(lowered.value);
  if (!shaped.ok) throw new Error(shaped.diagnostics.join("\n"));
  return shaped.value;
}

/** A network from its layers. */
export function shapeLayers(layers: readonly unknown[], input: readonly number[], batch: number): ShapedGraph {
  const spec = readSpec({ name: "net", input: { shape: input }, layers });
  if (!spec.ok) throw new Error(spec.diagnostics.join("\n"));
  return shape(spec.value, batch);
}

/** A network of the zoo by name. */
export function shapeArchitecture(name: string, batch: number): ShapedGraph {
  const read = readArchitecture(name);
  if (!read.ok) throw new Error(read.diagnostics.join("\n"));
  return shape(read.value.spec, batch, read.value.variant);
}

export function trainerOf(shaped: ShapedGraph, options: TrainerOptions = {}): Trainer {
  const made = createTrainer(shaped, options);
  if (!made.ok) throw new Error(made.diagnostics.join("\n"));
  return made.value;
}
