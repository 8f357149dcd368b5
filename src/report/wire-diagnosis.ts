/** The schema of what `diagnose --format json` prints. */
import * as z from "zod";
import { diagnostic, version } from "./wire-parts.js";

const figure = z
  .union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])])
  .meta({ description: "a number; one that is not finite as text" });
const maybeFigure = z.union([figure, z.null()]);
const whole = z.int().min(0);
const compared = z.strictObject({
  measured: figure,
  predicted: maybeFigure.meta({ description: "by mean-field theory; null where it has no rule" }),
});
const maybeCompared = z.union([compared, z.null()]);

const statistics = z.strictObject({
  count: whole,
  mean: figure,
  std: figure,
  meanSquare: figure,
  zeros: z.number().min(0).max(1),
  notFinite: whole,
  histogram: z.strictObject({ low: figure, high: figure, counts: z.array(whole) }),
});

const line = {
  layers: whole,
  loss: figure,
  stdFactor: maybeCompared,
  gradientFactor: maybeCompared,
  gradientShare: maybeFigure,
  saturated: maybeFigure,
  dead: maybeFigure,
  leastUpdate: maybeFigure,
  greatestUpdate: maybeFigure,
  findings: z.array(z.string()),
};

export const diagnosisSchema = z
  .strictObject({
    schemaVersion: version,
    name: z.string(),
    device: z.string(),
    seed: whole,
    generator: z.string().meta({ description: "what random numbers come from" }),
    batch: whole,
    inputs: z.array(z.strictObject({ name: z.string(), shape: z.array(whole) })),
    data: z.string().meta({ description: "what the inputs held" }),
    loss: z.strictObject({ name: z.string(), isDefault: z.boolean(), value: figure }),
    layers: z.array(
      z.strictObject({
        name: z.string(),
        op: z.string(),
        activation: z.union([z.string(), z.null()]),
        product: statistics,
        output: statistics,
        std: compared,
        saturated: maybeFigure,
        dead: z.union([z.strictObject({ dead: whole, units: whole }), z.null()]),
        gradientNorm: maybeCompared,
        gradientFactor: maybeFigure,
        weight: z.strictObject({
          name: z.string(),
          elements: whole,
          norm: figure,
          gradientNorm: maybeFigure,
          gradientToWeight: maybeFigure,
          units: whole,
          distinctWeights: whole,
          distinctGradients: z.union([whole, z.null()]),
        }),
      }),
    ),
    trend: z.strictObject({ std: maybeCompared, gradient: maybeCompared }),
    gradientNorm: figure,
    definitions: z.record(z.string(), z.string()),
    variants: z.optional(z.array(z.strictObject({ name: z.string(), ...line }))),
    sweep: z.optional(
      z.strictObject({
        parameter: z.string(),
        points: z.array(z.strictObject({ value: z.int(), ...line })),
        factor: maybeCompared,
      }),
    ),
    diagnostics: z.array(diagnostic),
  })
  .meta({ title: "Diagnosis", description: "How signals and gradients of an untrained network go, layer by layer." });
