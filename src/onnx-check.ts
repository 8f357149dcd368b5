/** Explains findings on an ONNX file with what inference can tell: which node fixed a size, how a size comes about. */
import { deriveLayer } from "./analysis/derive.js";
import { validInputs } from "./analysis/valid-inputs.js";
import type { Diagnostic } from "./diagnostic.js";
import { derivationText } from "./dim/index.js";
import type { ShapedGraph } from "./infer/index.js";
import type { ImportOptions } from "./onnx/index.js";

/** What is made of a model with other options. */
interface Inspection {
  readonly shaped: ShapedGraph | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export type Inspect = (options: ImportOptions) => Inspection;

/** Declarations beyond this many are not explained: each costs a look at the whole network. */
const mostDerivations = 20;

/** Adds the arithmetic of the size that is not as the file declares it. */
export function explainDeclared(shaped: ShapedGraph, findings: readonly Diagnostic[]): readonly Diagnostic[] {
  let count = 0;
  return findings.map((finding) => {
    const { code, context, data } = finding;
    if (code !== "onnx/declared-shape" || typeof data.axis !== "number" || count >= mostDerivations) return finding;
    count += 1;
    const derived = context.node === undefined ? undefined : deriveLayer(shaped, context.node);
    const outputs = derived?.nodes.flatMap((node) => node.outputs) ?? [];
    const size = outputs.find(({ name }) => name === context.tensor)?.axes.find(({ axis }) => axis === data.axis);
    return size?.derivation.operation === undefined
      ? finding
      : finding.at({ formula: derivationText(size.derivation) });
  });
}

const faultsOfInputs: ReadonlySet<string> = new Set(["onnx/input-shape", "onnx/symbol-conflict"]);

/**
 * Says of fed shapes that do not fit which node fixed the size and which sizes the network would take; what fails
 * inside the network at these shapes, and not at the declared ones, follows from that.
 */
export function explainInputs(
  findings: readonly Diagnostic[],
  options: ImportOptions,
  inspect: Inspect,
): readonly Diagnostic[] {
  const [first] = findings.filter(({ code }) => faultsOfInputs.has(code));
  if (first === undefined) return findings;
  const declared = inspect(withoutInputs(options));
  const known = new Set(declared.diagnostics.map(String));
  return findings.map((finding) => {
    if (finding.code === "onnx/input-shape") return explainInput(finding, options, inspect, declared, known);
    const isNew = finding.severity !== "note" && !faultsOfInputs.has(finding.code) && !known.has(String(finding));
    return isNew ? finding.following(first) : finding;
  });
}

function withoutInputs({ inputs: _, ...rest }: ImportOptions): ImportOptions {
  return rest;
}

function explainInput(
  finding: Diagnostic,
  options: ImportOptions,
  inspect: Inspect,
  declared: Inspection,
  known: ReadonlySet<string>,
): Diagnostic {
  const { axis, size, fixed, input } = finding.data;
  if (typeof axis !== "number" || typeof size !== "number" || typeof input !== "string") return finding;
  const shape = declared.shaped?.graph.inputs.find(({ name }) => name === input)?.type.shape;
  if (shape === undefined || shape === null) return finding;
  // The axes that are not at fault keep their declared size: an open one stays open.
  const fed = shape.map((each, at) => (at === axis ? size : each));
  const only = inspect({ ...withoutInputs(options), openInputs: new Map([[input, fed]]) });
  const failing = only.diagnostics.find((each) => each.severity === "error" && !known.has(String(each)));
  if (failing === undefined) {
    const because = "only the declaration says so: no node needs it";
    return finding.at({
      because,
      hint: `declare axis ${axis} open (a dim_param in place of ${fixed}), or feed ${fixed}`,
    });
  }
  const { context, formula } = { context: failing.context, formula: failing.context.formula };
  const because = `${context.node ?? context.tensor ?? "a node"} fixed it: ${failing.message}`;
  const valid =
    declared.shaped && validInputs(declared.shaped).axes.find((one) => one.input === input && one.axis === axis);
  const takes = valid?.decided === true ? ` (its nodes take ${valid.text})` : "";
  const hint = `feed ${fixed} along axis ${axis}${takes}, or export the network with that axis open`;
  return finding.at({ because, formula, hint });
}
