/** The JSON forms of every command as Zod schemas; `schemas/*.schema.json` is generated from them. */
import * as z from "zod";
import { diagnosisSchema } from "./wire-diagnosis.js";
import { diagnostic, version } from "./wire-parts.js";

const count = z.union([z.int().min(0), z.string().regex(/^\d+$/), z.strictObject({ expr: z.string() })]).meta({
  description: "An integer up to 2^53 - 1, a decimal string beyond it, { expr } where it depends on symbols.",
});
const maybeCount = z.union([count, z.null()]);

const dim = z
  .union([z.int().min(0), z.string(), z.null()])
  .meta({ description: "An integer, the formula of a symbolic size, null for an unknown one." });

const tensorType = z.strictObject({
  dtype: z.string(),
  shape: z.union([z.array(dim), z.null()]).meta({ description: "null where even the rank is unknown" }),
});

const range = z.strictObject({
  least: z.union([z.number(), z.null()]),
  greatest: z.union([z.number(), z.null()]).meta({ description: "null where it has no bound" }),
});

const validInputs = z.strictObject({
  decided: z.boolean(),
  text: z.string(),
  axes: z.array(
    z.strictObject({
      input: z.string(),
      axis: z.int().min(0),
      symbol: z.string(),
      text: z.string(),
      decided: z.boolean(),
      least: z.union([z.int(), z.null()]),
      greatest: z.union([z.int(), z.null()]),
    }),
  ),
});

const axes = z.union([z.array(z.int()), z.null()]);

const layer = z.strictObject({
  name: z.string(),
  type: z.string(),
  path: z.array(z.string()).meta({ description: "names of the enclosing modules, outermost first" }),
  op: z.union([z.string(), z.null()]).meta({ description: "the first of its ONNX operators" }),
  ops: z.array(z.string()),
  inputs: z.array(tensorType),
  outputs: z.array(tensorType),
  kernel: axes,
  stride: axes,
  padding: z.union([z.array(z.array(z.int())), z.null()]).meta({ description: "[begin, end] per axis" }),
  dilation: axes,
  params: count,
  trainableParams: count,
  buffers: count,
  macs: maybeCount,
  flops: maybeCount,
  weightBytes: count,
  activationBytes: maybeCount,
  trainingOnly: z.boolean(),
  sharedWith: z.union([z.string(), z.null()]),
  receptiveField: z.union([
    z.array(z.strictObject({ axis: z.int(), size: range, jump: range, start: range })),
    z.null(),
  ]),
  formulas: z.strictObject({ params: z.string(), macs: z.union([z.string(), z.null()]) }),
});

/** `summary --format json`, and the overview's. */
export const reportSchema = z
  .strictObject({
    schemaVersion: version,
    name: z.string(),
    title: z.union([z.string(), z.null()]),
    source: z.union([z.string(), z.null()]),
    batch: dim,
    inputs: z.array(z.strictObject({ name: z.string(), type: tensorType })),
    outputs: z.array(z.strictObject({ name: z.string(), type: tensorType, trainingOnly: z.boolean() })),
    totals: z.strictObject({
      params: count,
      trainableParams: count,
      trainingOnlyParams: count,
      buffers: count,
      macs: count,
      trainingOnlyMacs: count,
      flops: count,
      flopsByKind: z.record(z.string(), count),
      weightBytes: count,
      activationBytes: count,
      peakActivationBytes: maybeCount,
    }),
    layerCounts: z.record(z.string(), z.int().min(0)),
    coverage: z.strictObject({
      complete: z.boolean(),
      counted: z.int().min(0),
      total: z.int().min(0),
      uncounted: z.array(z.strictObject({ node: z.string(), op: z.string(), reason: z.string() })),
    }),
    definitions: z.record(z.string(), z.string()),
    validInputs: z.union([validInputs, z.null()]),
    layers: z.array(layer),
    constraints: z.array(
      z.strictObject({ text: z.string(), because: z.string(), node: z.union([z.string(), z.null()]) }),
    ),
    unknowns: z.array(z.strictObject({ symbol: z.string(), birthplace: z.string() })),
    tensors: z
      .record(z.string(), z.strictObject({ kind: z.string(), dtype: z.string(), shape: tensorType.shape.shape }))
      .optional(),
    diagnostics: z.array(diagnostic),
  })
  .meta({ title: "Report", description: "What shapewright finds out about one network." });

/** `list --format json`. */
const listSchema = z
  .array(
    z.strictObject({
      name: z.string(),
      title: z.string(),
      input: z.string(),
      params: count,
      trainingOnlyParams: count,
      macs: count,
      source: z.record(z.string(), z.union([z.string(), z.number().meta({ description: "the year" })])),
    }),
  )
  .meta({ title: "Zoo", description: "The architectures that come with shapewright." });

/** `check --format json`. */
const checkSchema = z
  .strictObject({
    schemaVersion: version,
    ok: z.boolean(),
    targets: z.array(z.strictObject({ target: z.string(), ok: z.boolean(), diagnostics: z.array(diagnostic) })),
  })
  .meta({ title: "Check", description: "The findings in each target that was checked." });

/** `explain --format json`. */
const explainSchema = z
  .strictObject({
    schemaVersion: version,
    name: z.string(),
    layers: z.array(
      z.strictObject({
        name: z.string(),
        type: z.string(),
        inputs: z.array(tensorType),
        outputs: z.array(tensorType),
        sizes: z.array(z.strictObject({ node: z.string(), op: z.string(), axis: z.int().min(0), text: z.string() })),
        formulas: layer.shape.formulas,
        params: count,
        macs: maybeCount,
        receptiveField: layer.shape.receptiveField,
      }),
    ),
  })
  .meta({ title: "Explanation", description: "How each size and count of a network comes about." });

const elements = z.strictObject({ counted: count, allocated: z.int().min(0) });

/** `verify --format json`. */
export const verifySchema = z
  .strictObject({
    schemaVersion: version,
    name: z.string(),
    device: z.string().meta({ description: "what was held against the reference; reference where nothing was" }),
    seed: z.int().min(0),
    ok: z.boolean(),
    notRun: z.int().min(0).meta({ description: "nodes that did not run, because one before them failed" }),
    params: elements,
    buffers: elements,
    macs: z.strictObject({ counted: count, executed: z.int().min(0) }),
    memory: z.strictObject({
      peakBytes: z.int().min(0),
      arenaBytes: z.int().min(0),
      unfusedPeakBytes: z.int().min(0),
    }),
    nodes: z.array(
      z.strictObject({
        name: z.string(),
        op: z.string(),
        step: z.string(),
        outputs: z.array(
          z.strictObject({
            name: z.string(),
            expected: z.string(),
            actual: z.string(),
            notFinite: z.int().min(0),
          }),
        ),
        counted: maybeCount,
        executed: z.int().min(0),
        comparison: z.union([
          z.strictObject({
            elements: z.int().min(0),
            greatestError: z.union([z.number(), z.null()]),
            greatestShare: z
              .union([z.number(), z.null()])
              .meta({ description: "of the allowed error; more than 1 is wrong, null is infinite" }),
          }),
          z.null(),
        ]),
        ok: z.boolean(),
      }),
    ),
    diagnostics: z.array(diagnostic),
  })
  .meta({ title: "Verification", description: "What running a network found, node by node." });

const wireSchemas = {
  report: reportSchema,
  list: listSchema,
  check: checkSchema,
  explain: explainSchema,
  verify: verifySchema,
  diagnosis: diagnosisSchema,
};

/** Their JSON Schemas (draft 2020-12) by the name of the file in `schemas/`; the architecture's is made in `src/spec`. */
export function wireJsonSchemas(): Readonly<Record<keyof typeof wireSchemas, object>> {
  const schemas = Object.entries(wireSchemas).map(([name, schema]) => {
    const $id = `https://shapewright.dev/schemas/${name}.schema.json`;
    return [name, { ...z.toJSONSchema(schema, { target: "draft-2020-12" }), $id }];
  });
  return Object.fromEntries(schemas);
}
