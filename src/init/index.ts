/** Initialisers: their names and options, what they draw from, and the drawing. */
export {
  type ActivationFacts,
  type ActivationName,
  activationFacts,
  factsOfActivation,
  gainOf,
  isNonLinearity,
  type NonLinearity,
} from "./activation.js";
export {
  type InitialiserInput,
  type InitialiserName,
  initialiserNames,
  initialiserSchema,
} from "./choice.js";
export { initialiserSummaries, optionTexts } from "./choice-texts.js";
export {
  type Distribution,
  distributionOf,
  distributionText,
  type FanMode,
  type Moments,
  momentsOf,
  truncatedVariance,
} from "./distribution.js";
export { type DrawOptions, drawingFault, drawWeight } from "./draw.js";
export { factsOfInitialiser, type InitialiserFacts, initialiserFacts, mainName } from "./facts.js";
export { type Fans, findUses, type Layout, layoutOf, type Use } from "./fan.js";
export { initialiserTexts } from "./layer-text.js";
export { drawPlanned, planWeights, type WeightPlan } from "./plan.js";
export { generatorName, type RandomStream, randomStream } from "./stream.js";
