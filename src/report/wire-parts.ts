/** What several JSON forms have in common: the version of the schemas, findings. */
import * as z from "zod";

export const version = z.literal(1);

const source = z.strictObject({ file: z.string().optional(), line: z.int().min(1), column: z.int().min(1) });

/** One finding. */
export const diagnostic = z.strictObject({
  code: z.string().regex(/^[a-z]+\/[a-z0-9-]+$/),
  severity: z.enum(["error", "warning", "note"]),
  message: z.string(),
  node: z.string().optional(),
  tensor: z.string().optional(),
  path: z.string().optional(),
  source: source.optional(),
  expected: z.string().optional(),
  actual: z.string().optional(),
  formula: z.string().optional(),
  because: z.string().optional(),
  hint: z.string().optional(),
});
