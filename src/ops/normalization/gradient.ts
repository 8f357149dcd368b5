/** Gradients of normalisations: through the statistics of the group, then of scale and bias where they are repeated. */
import type { RunTensor } from "../../tensor/index.js";
import { wrapAxis } from "../axis.js";
import { broadcastPlace } from "../element-wise.js";
import { defineGradient, type GradientCall, gradientOf, sumTo } from "../gradient-kernel.js";
import { elementCount, identityMaps, offsetsOf } from "../index-map.js";
import { inputOf, type Reals, realsOf } from "../reference-data.js";
import {
  axesFrom,
  type Measure,
  normalise,
  perChannel,
  pNorm,
  rootMeanSquare,
  standard,
  variancesEpsilon,
} from "./reference.js";

/**
 * What the statistics take from a group's slopes g, given its normalised elements n. Standard: mean(g) + n·mean(g·n);
 * root mean square: n·mean(g·n); p-norm: sign(n)·|n|^(p - 1)·Σ g·n (all by the chain rule).
 */
interface Taken {
  readonly hasMean: boolean;
  readonly isSum: boolean;
  readonly along: (n: number) => number;
}

const standardTakes: Taken = { hasMean: true, isSum: false, along: (n) => n };
const squareTakes: Taken = { hasMean: false, isSum: false, along: (n) => n };
const normTakes = (p: number): Taken => ({
  hasMean: false,
  isSum: true,
  along: (n) => Math.sign(n) * Math.abs(n) ** (p - 1),
});

interface Grouping {
  /** How the input's elements are viewed, and which of those axes a group spans. */
  readonly shape: readonly number[];
  readonly within: readonly number[];
  readonly measure: Measure;
  readonly taken: Taken;
}

function backward(
  call: Pick<GradientCall, "inputs" | "outputs" | "gradients">,
  { shape, within, measure, taken }: Grouping,
  scale?: RunTensor,
  bias?: RunTensor,
): readonly (Reals | undefined)[] {
  const input = inputOf(call, 0);
  const from = gradientOf(call);
  const { values, statistics } = normalise(input, shape, within, measure);
  const scaled = Float64Array.from(from);
  if (scale !== undefined) {
    const [factor, place] = [realsOf(scale), broadcastPlace(scale.shape, input.shape)];
    for (let i = 0; i < scaled.length; i++) scaled[i] = (from[i] as number) * (factor[place(i)] as number);
  }
  const maps = identityMaps(shape);
  const starts = offsetsOf(maps.filter((_, axis) => !within.includes(axis)));
  const inner = offsetsOf(maps.filter((_, axis) => within.includes(axis)));
  const to = new Float64Array(from.length);
  starts.forEach((start, group) => {
    let [sum, dot] = [0, 0];
    for (const offset of inner) {
      sum += scaled[start + offset] as number;
      dot += (scaled[start + offset] as number) * (values[start + offset] as number);
    }
    const average = taken.hasMean ? sum / inner.length : 0;
    const share = taken.isSum ? dot : dot / inner.length;
    const factor = statistics[group]?.factor ?? 0;
    for (const offset of inner) {
      const at = start + offset;
      to[at] = factor * ((scaled[at] as number) - average - taken.along(values[at] as number) * share);
    }
  });
  const byScale =
    scale &&
    sumTo(
      values.map((n, i) => n * (from[i] as number)),
      input.shape,
      scale.shape,
    );
  return [to, byScale, bias && sumTo(from, input.shape, bias.shape)];
}

interface Attributes {
  readonly axis: number;
  readonly epsilon: number;
}

export const layerNormalizationGradient = defineGradient<Attributes>((call) => {
  const { shape } = inputOf(call, 0);
  const within = axesFrom(call.attributes.axis, shape.length);
  const measure = standard(call.attributes.epsilon);
  return backward(call, { shape, within, measure, taken: standardTakes }, call.inputs[1], call.inputs[2]);
});

export const rmsNormalizationGradient = defineGradient<Attributes>((call) => {
  const { shape } = inputOf(call, 0);
  const within = axesFrom(call.attributes.axis, shape.length);
  const measure = rootMeanSquare(call.attributes.epsilon);
  return backward(call, { shape, within, measure, taken: squareTakes }, call.inputs[1]);
});

function overGroups(groupsOf: (channels: number, attributes: { readonly num_groups: number }) => number) {
  return defineGradient<{ readonly num_groups: number; readonly epsilon: number }>((call) => {
    const input = inputOf(call, 0);
    const [batch = 1, channels = 1] = input.shape;
    const groups = groupsOf(channels, call.attributes);
    const shape = [batch, groups, elementCount(input.shape) / (batch * groups)];
    const measure = standard(call.attributes.epsilon);
    const [scale, bias] = [call.inputs[1], call.inputs[2]].map((each) => perChannel(each, input.shape.length));
    return backward(call, { shape, within: [2], measure, taken: standardTakes }, scale, bias);
  });
}

export const groupNormalizationGradient = overGroups((_, { num_groups }) => num_groups);
export const instanceNormalizationGradient = overGroups((channels) => channels);

export const meanVarianceNormalizationGradient = defineGradient<{ readonly axes: readonly number[] }>((call) => {
  const { shape } = inputOf(call, 0);
  const within = call.attributes.axes.map((axis) => wrapAxis(axis, shape.length));
  return backward(call, { shape, within, measure: standard(variancesEpsilon), taken: standardTakes });
});

export const lpNormalizationGradient = defineGradient<{ readonly axis: number; readonly p: number }>((call) => {
  const { shape } = inputOf(call, 0);
  const { axis, p } = call.attributes;
  const within = [wrapAxis(axis, shape.length)];
  return backward(call, { shape, within, measure: pNorm(p), taken: normTakes(p) });
});
