/** Tensors drawn from a seed: weights by the specification's initialisers, inputs by their element type. */
import type { Graph, Weight } from "../graph/index.js";
import { drawPlanned, planWeights, type RandomStream, randomStream } from "../init/index.js";
import { elementCount } from "../ops/index-map.js";
import { tensorOf, tensorOfValue } from "../ops/reference-data.js";
import { dtypes, isFloat, type RunTensor, type RunType, shapeText } from "../tensor/index.js";
import type { Tensors, WeightSource } from "./executor.js";
import type { Plan } from "./plan.js";
import { failRun } from "./run-failure.js";

/**
 * Where a graph's weights come from: their known elements, or a draw of their initialiser (the usual one of their place
 * where none is chosen). The same seed gives the same elements, whatever else is drawn.
 */
export function seededWeights(graph: Graph, seed: number): WeightSource {
  const plans = planWeights(graph);
  return (weight) => {
    const given = weight.value === undefined ? undefined : tensorOfValue(weight.value);
    if (given !== undefined) return given;
    const { fill } = weight;
    if (fill !== undefined) return filled(weight, fill);
    const plan = plans.get(weight.name);
    if (plan === undefined) return failRun("run/missing-tensor", { tensor: weight.name });
    return tensorOfPieces({ dtype: weight.dtype, shape: plan.shape }, drawPlanned(plan, seed));
  };
}

/** A tensor all of whose elements are one. */
function filled({ name, dtype, shape }: Weight, fill: number): RunTensor {
  const sizes = shape.filter((size) => typeof size === "number");
  if (sizes.length !== shape.length) return failRun("run/size-unknown", { tensor: name, shape: shapeText(shape) });
  return tensorOf({ dtype, shape: sizes }, () => fill);
}

function tensorOfPieces(type: RunType, pieces: Iterable<Float32Array>): RunTensor {
  const data = new Float32Array(elementCount(type.shape));
  let at = 0;
  for (const piece of pieces) {
    data.set(piece, at);
    at += piece.length;
  }
  return type.dtype === "float32" ? { ...type, data } : tensorOf(type, (i) => data[i] ?? 0);
}

/** Floats of mean 0 and variance 1; whole numbers and truth values of 0 and 1, which index whatever has two elements. */
function drawElement({ dtype }: RunType, stream: RandomStream): number {
  return isFloat(dtype) ? stream.normal() : Math.floor(2 * stream.uniform());
}

/** An input for each of the plan's; throws RunFailure for strings. */
export function seededInputs(plan: Plan, seed: number): Tensors {
  return new Map(
    plan.inputs.map((name) => {
      const type = plan.values.get(name);
      if (type === undefined || dtypes[type.dtype].kind === "string") {
        return failRun("run/missing-tensor", { tensor: name });
      }
      const stream = randomStream(seed, `input ${name}`);
      return [name, tensorOf({ dtype: type.dtype, shape: type.shape }, () => drawElement(type, stream))];
    }),
  );
}
