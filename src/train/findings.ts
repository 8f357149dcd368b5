/** What a diagnosis means, in the lecture's terms: vanishing, exploding, saturation, dead units, symmetry, not finite. */
import { type Diagnostic, diagnose } from "../diagnostic.js";
import type { Compared, LayerDiagnosis, Trend } from "./diagnosis.js";

/** Gradients of the first layers this much smaller than those of the last vanish; as much greater ones explode. */
export const vanishingShare = 0.01;
/** Activations whose spread grows this much from the first layer to the last hidden one explode. */
const explodingGrowth = 100;
/** A layer with this share of saturated elements, or of dead units, is named. */
export const saturatedShare = 0.5;
export const deadShare = 0.5;

function short(value: number): string {
  if (value === 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e4)) return String(Number(value.toPrecision(2)));
  return value.toExponential(1);
}

/** `factor 0.24 a layer (theory: 0.25)`. */
function factorText(trend: Compared | null): string {
  if (trend === null) return "no trend";
  const theory = trend.predicted === null ? "" : ` (theory: ${short(trend.predicted)})`;
  return `×${short(trend.measured)} a layer${theory}`;
}

function namesText(layers: readonly LayerDiagnosis[]): string {
  const names = layers.map(({ name }) => name);
  return names.length > 4 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
}

/** All findings, the gravest first. */
export function findProblems(layers: readonly LayerDiagnosis[], trend: Trend, loss: number): readonly Diagnostic[] {
  const broken = findNotFinite(layers, loss);
  if (broken !== undefined) return [broken, ...findSymmetry(layers)];
  return [
    ...findSymmetry(layers),
    ...findGradientTrend(layers, trend),
    ...findGrowth(layers, trend),
    ...findFlat(layers),
  ];
}

function findNotFinite(layers: readonly LayerDiagnosis[], loss: number): Diagnostic | undefined {
  const first = layers.find(({ product, output }) => product.notFinite + output.notFinite > 0);
  const hint = "draw smaller weights (he or xavier), or normalise between layers";
  if (first !== undefined) {
    const { product, output } = first;
    const count = product.notFinite || output.notFinite;
    return diagnose(
      "diagnose/not-finite",
      { layer: first.name, count: `${count}`, of: `${product.count}` },
      { node: first.name, hint },
    );
  }
  const back = layers.findLast(({ gradientNorm }) => gradientNorm !== null && !Number.isFinite(gradientNorm.measured));
  if (back !== undefined)
    return diagnose("diagnose/not-finite-gradient", { layer: back.name }, { node: back.name, hint });
  return Number.isFinite(loss) ? undefined : diagnose("diagnose/not-finite-loss", { loss: `${loss}` }, { hint });
}

/** Units with the same weights that get the same gradient stay the same for ever. */
function findSymmetry(layers: readonly LayerDiagnosis[]): readonly Diagnostic[] {
  const alike = layers.filter(
    ({ weight }) => weight.units > 1 && weight.distinctWeights === 1 && (weight.distinctGradients ?? 1) === 1,
  );
  const [first] = alike;
  if (first === undefined) return [];
  const { units, gradientNorm } = first.weight;
  const gradient = gradientNorm === 0 || gradientNorm === null ? "no gradient at all" : "the same gradient";
  const data = { layers: namesText(alike), layer: first.name, units: `${units}`, gradient };
  const hint = "break the symmetry: draw the weights at random (he behind ReLU, xavier behind tanh and sigmoid)";
  return [diagnose("diagnose/symmetry", data, { node: first.name, hint })];
}

function findGradientTrend(layers: readonly LayerDiagnosis[], trend: Trend): readonly Diagnostic[] {
  const known = layers.filter(({ gradientNorm }) => gradientNorm !== null);
  const [first, last] = [known[0], known.at(-1)];
  const [early, late] = [first?.gradientNorm?.measured, last?.gradientNorm?.measured];
  if (first === undefined || last === undefined || first === last || early === undefined || late === undefined)
    return [];
  const share = early / late;
  const isQuiet = share >= vanishingShare && share <= 1 / vanishingShare;
  if (isQuiet || late === 0) return [];
  const data = {
    first: first.name,
    last: last.name,
    early: short(early),
    late: short(late),
    share: short(share < 1 ? late / early : share),
    factor: factorText(trend.gradient),
  };
  if (share < vanishingShare)
    return [diagnose("diagnose/vanishing", data, { node: first.name, hint: cureOfVanishing(layers) })];
  return [diagnose("diagnose/exploding", data, { node: first.name, hint: cureOfExploding(layers) })];
}

function cureOfVanishing(layers: readonly LayerDiagnosis[]): string {
  const squeezes = layers.some(({ activation }) => activation === "Sigmoid" || activation === "Tanh");
  return squeezes
    ? "use relu with he, or tanh with xavier; or batch_norm between layers; or residual connections: --try relu,he"
    : "draw greater weights (he), normalise (batch_norm), or add residual connections: --try he,batch_norm,residual";
}

function cureOfExploding(layers: readonly LayerDiagnosis[]): string {
  const isNormal = layers.some(({ output }) => output.std > 100);
  return isNormal
    ? "draw smaller weights (he or xavier) or normalise (batch_norm); clip gradients meanwhile: --try he,batch_norm,clip"
    : "draw smaller weights (he or xavier), clip gradients, or make the network shallower: --try he,clip,shallower";
}

function findGrowth(layers: readonly LayerDiagnosis[], trend: Trend): readonly Diagnostic[] {
  const hidden = layers.slice(0, -1);
  const [first, last] = [hidden[0], hidden.at(-1)];
  if (first === undefined || last === undefined || first.std.measured === 0) return [];
  const growth = last.std.measured / first.std.measured;
  const data = {
    first: first.name,
    last: last.name,
    early: short(first.std.measured),
    late: short(last.std.measured),
    factor: factorText(trend.std),
  };
  if (growth > explodingGrowth) {
    const hint = cureOfExploding(layers);
    return [diagnose("diagnose/activations-explode", data, { node: last.name, hint })];
  }
  if (growth < 1 / explodingGrowth) {
    const hint = "draw weights of variance 2/fan-in behind ReLU (he), 1/fan-in behind tanh (lecun, xavier): --try he";
    return [diagnose("diagnose/activations-vanish", data, { node: last.name, hint })];
  }
  return [];
}

function findFlat(layers: readonly LayerDiagnosis[]): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  const saturated = layers.filter((layer) => (layer.saturated ?? 0) >= saturatedShare);
  const [worst] = [...saturated].sort((a, b) => (b.saturated ?? 0) - (a.saturated ?? 0));
  if (worst !== undefined) {
    const data = { layers: namesText(saturated), layer: worst.name, share: percent(worst.saturated ?? 0) };
    const hint =
      "draw smaller weights (xavier), scale the inputs to variance 1, or use relu: --try xavier,relu,batch_norm";
    found.push(diagnose("diagnose/saturation", data, { node: worst.name, hint }));
  }
  const shareOf = ({ dead }: LayerDiagnosis): number => (dead === null ? 0 : dead.dead / Math.max(1, dead.units));
  const dying = layers.filter((layer) => shareOf(layer) >= deadShare);
  const [deadest] = [...dying].sort((a, b) => shareOf(b) - shareOf(a));
  if (deadest?.dead != null) {
    const { dead, units } = deadest.dead;
    const data = { layers: namesText(dying), layer: deadest.name, dead: `${dead}`, units: `${units}` };
    const hint = "use leaky_relu or elu, draw the weights by he, or normalise: --try leaky_relu,he,batch_norm";
    found.push(diagnose("diagnose/dead-units", data, { node: deadest.name, hint }));
  }
  return found;
}
