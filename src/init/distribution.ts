/** What an initialiser draws from: a distribution with its mean, variance and range, found from the choice and the fans. */
import type { InitialiserChoice } from "../graph/index.js";
import { gainOf, isNonLinearity } from "./activation.js";
import type { InitialiserName } from "./choice.js";
import type { Fans } from "./fan.js";

/** What a weight's elements are drawn from. */
export type Distribution =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "normal"; readonly mean: number; readonly std: number }
  /** `std` is that of the normal distribution before what lies beyond two of them is drawn again. */
  | { readonly kind: "truncated_normal"; readonly mean: number; readonly std: number }
  | { readonly kind: "uniform"; readonly low: number; readonly high: number }
  /** A matrix with orthonormal rows or columns (the fewer), times `gain`. */
  | { readonly kind: "orthogonal"; readonly gain: number }
  /** What passes its input on, times `gain`: the unit matrix, or a kernel of zeros with a 1 in the middle. */
  | { readonly kind: "identity"; readonly gain: number };

/** Mean, variance and range of each element. */
export interface Moments {
  readonly mean: number;
  readonly variance: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Variance of a standard normal distribution cut off at ±2: 1 - 4·φ(2)/(2·Φ(2) - 1) with φ(2) = 0.05399096651 and
 * Φ(2) = 0.97724986805 (Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions 1, 1994, 13.10).
 */
export const truncatedVariance = 0.773741305;

/** Standard deviations beyond which a truncated normal distribution is drawn again. */
export const truncation = 2;

/** Which number of connections a variance is divided by. */
export type FanMode = "in" | "out" | "average";

/** variance = scale / fan: the families of LeCun, Glorot and He. */
interface Scaling {
  readonly scale: number;
  readonly fan: FanMode;
  readonly shape: "normal" | "uniform";
}

const scaling = (scale: number, fan: FanMode, shape: Scaling["shape"]): Scaling => ({ scale, fan, shape });

/** Sources: LeCun et al., 1998 (4.6); Glorot and Bengio, 2010 (12, 16); He et al., 2015 (10, 14). */
const scalings: Readonly<Record<string, Scaling>> = {
  lecun_normal: scaling(1, "in", "normal"),
  lecun_uniform: scaling(1, "in", "uniform"),
  glorot_normal: scaling(1, "average", "normal"),
  glorot_uniform: scaling(1, "average", "uniform"),
  he_normal: scaling(2, "in", "normal"),
  he_uniform: scaling(2, "in", "uniform"),
};

/** Initialisers that have two names; the second is the one used here. */
export const aliases: Readonly<Record<string, InitialiserName>> = {
  xavier_normal: "glorot_normal",
  xavier_uniform: "glorot_uniform",
  kaiming_normal: "he_normal",
  kaiming_uniform: "he_uniform",
};

function numberOf(choice: InitialiserChoice, option: string, absent: number): number {
  const value = choice[option];
  return typeof value === "number" ? value : absent;
}

function fanOf(fans: Fans, mode: FanMode): number {
  if (mode === "in") return fans.fanIn;
  return mode === "out" ? fans.fanOut : (fans.fanIn + fans.fanOut) / 2;
}

/**
 * The distribution of a choice. Besides the options of its schema, the families that scale by a fan take `fan`
 * (`in`, `out`, `average`), and `nonlinearity` with `slope`, whose gain then replaces the family's own factor.
 *
 * @throws RangeError for a name that is none, a negative deviation, or an empty range.
 */
export function distributionOf(choice: InitialiserChoice, fans: Fans): Distribution {
  const type = aliases[choice.type] ?? choice.type;
  const family = Object.hasOwn(scalings, type) ? scalings[type] : undefined;
  if (family !== undefined) return scaledDistribution(choice, family, fans);
  switch (type) {
    case "zeros":
      return { kind: "constant", value: 0 };
    case "ones":
      return { kind: "constant", value: 1 };
    case "constant":
      return { kind: "constant", value: numberOf(choice, "value", 0) };
    case "normal":
    case "truncated_normal": {
      const std = numberOf(choice, "std", 0.05);
      if (std < 0) throw new RangeError(`${type} has the standard deviation ${std}`);
      return { kind: type, mean: numberOf(choice, "mean", 0), std };
    }
    case "uniform": {
      const [low, high] = [numberOf(choice, "low", -0.05), numberOf(choice, "high", 0.05)];
      if (low > high) throw new RangeError(`uniform has the range ${low} to ${high}`);
      return { kind: "uniform", low, high };
    }
    case "orthogonal":
    case "identity":
      return { kind: type, gain: numberOf(choice, "gain", 1) };
    case "dirac":
      return { kind: "identity", gain: numberOf(choice, "gain", 1) };
    default:
      throw new RangeError(`there is no initialiser named "${choice.type}"`);
  }
}

function scaledDistribution(choice: InitialiserChoice, family: Scaling, fans: Fans): Distribution {
  const { fan, nonlinearity } = choice;
  const mode = fan === "in" || fan === "out" || fan === "average" ? fan : family.fan;
  const scale =
    typeof nonlinearity === "string" && isNonLinearity(nonlinearity)
      ? gainOf(nonlinearity, numberOf(choice, "slope", 0.01)) ** 2
      : family.scale;
  const std = numberOf(choice, "gain", 1) * Math.sqrt(scale / Math.max(1, fanOf(fans, mode)));
  if (family.shape === "normal") return { kind: "normal", mean: 0, std: Math.abs(std) };
  // A uniform distribution over ±a has the variance a²/3.
  const limit = Math.abs(std) * Math.sqrt(3);
  return { kind: "uniform", low: -limit, high: limit };
}

/** Mean, variance and range of an element. Those of `identity` depend on the shape: of a square matrix of `rows` rows. */
export function momentsOf(
  distribution: Distribution,
  matrix: { readonly rows: number; readonly columns: number },
): Moments {
  switch (distribution.kind) {
    case "constant": {
      const { value } = distribution;
      return { mean: value, variance: 0, low: value, high: value };
    }
    case "normal":
      return {
        mean: distribution.mean,
        variance: distribution.std ** 2,
        low: Number.NEGATIVE_INFINITY,
        high: Number.POSITIVE_INFINITY,
      };
    case "truncated_normal": {
      const { mean, std } = distribution;
      const reach = truncation * std;
      return { mean, variance: truncatedVariance * std ** 2, low: mean - reach, high: mean + reach };
    }
    case "uniform": {
      const { low, high } = distribution;
      return { mean: (low + high) / 2, variance: (high - low) ** 2 / 12, low, high };
    }
    case "orthogonal": {
      // The fewer vectors have length 1 over as many elements as the greater side: each has the mean square 1/that.
      const { gain } = distribution;
      const size = Math.abs(gain);
      return { mean: 0, variance: gain ** 2 / Math.max(1, matrix.rows, matrix.columns), low: -size, high: size };
    }
    case "identity": {
      const { gain } = distribution;
      const share = 1 / Math.max(1, matrix.rows, matrix.columns);
      const mean = gain * share;
      return { mean, variance: gain ** 2 * share - mean ** 2, low: Math.min(0, gain), high: Math.max(0, gain) };
    }
  }
}

/** The distribution in words: `normal, std 0.0589`, `uniform ±0.3`. */
export function distributionText(distribution: Distribution): string {
  const short = (value: number): string => String(Number(value.toPrecision(3)));
  switch (distribution.kind) {
    case "constant":
      return distribution.value === 0 ? "zeros" : distribution.value === 1 ? "ones" : short(distribution.value);
    case "normal":
    case "truncated_normal": {
      const { mean, std } = distribution;
      const name = distribution.kind === "normal" ? "normal" : "truncated normal";
      return `${name}${mean === 0 ? "" : `, mean ${short(mean)}`}, std ${short(std)}`;
    }
    case "uniform": {
      const { low, high } = distribution;
      return low === -high ? `uniform ±${short(high)}` : `uniform ${short(low)} to ${short(high)}`;
    }
    case "orthogonal":
    case "identity":
      return distribution.gain === 1 ? distribution.kind : `${distribution.kind} × ${short(distribution.gain)}`;
  }
}
