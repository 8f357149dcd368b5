/** Gradients of pooling to a given output size. */
import { defineGradient } from "../gradient-kernel.js";
import { spreadMaximum, spreadMean, spreadPlanes } from "../pool/gradient.js";
import { inputOf } from "../reference-data.js";
import { type AdaptiveAttributes, adaptiveViews } from "./reference.js";

function adaptiveGradient(spread: typeof spreadMaximum) {
  return defineGradient<AdaptiveAttributes>((call) => {
    const views = adaptiveViews(inputOf(call, 0).shape, call.attributes.output_size);
    return [spreadPlanes(call, views, spread)];
  });
}

export const adaptiveAveragePoolGradient = adaptiveGradient(spreadMean(false));
export const adaptiveMaxPoolGradient = adaptiveGradient(spreadMaximum);
