/** Collects the nodes and weights of a graph; every operator's rule is applied as soon as the node exists. */
import { Diagnostic, type DiagnosticCode } from "../diagnostic.js";
import type { Scope } from "../dim/index.js";
import type { AttributeValue, Module, Node, Origin, Weight } from "../graph/index.js";
import { applyShapeRule, definitionOf, type Registry, type RuleSink } from "../ops/index.js";
import { type Shape, shapeText } from "../tensor/index.js";
import type { Tensor } from "./environment.js";
import { fail, SpecFailure } from "./failure.js";
import type { Findings } from "./findings.js";
import type { Place } from "./place.js";

/** The layer that nodes come from. Its path and position are found when asked for. */
export class LayerOrigin implements Origin {
  constructor(
    readonly name: string,
    readonly type: string,
    readonly modules: readonly Module[],
    readonly attributes: Readonly<Record<string, unknown>>,
    readonly trainingOnly: boolean,
    private readonly place: Place,
    private readonly written: object,
  ) {}

  get path(): string {
    return this.place.path;
  }

  get source(): NonNullable<Origin["source"]> {
    return this.place.source as NonNullable<Origin["source"]>;
  }

  /** The place of what a finding of this code is about. */
  placeOfCode(code: DiagnosticCode): Place {
    return placeOfCode(code, this.place, this.written);
  }
}

/** Which keys of a layer a rule's finding is about. */
const keysOfCode: Readonly<Partial<Record<DiagnosticCode, readonly string[]>>> = {
  "shape/kernel-exceeds-input": ["kernel"],
  "shape/groups": ["groups", "filters"],
  "shape/axis": ["axis", "axes"],
  "shape/permutation": ["axes"],
  "shape/elements": ["shape"],
};

/** The place of the key that a finding is about, where it was written; else the layer's own. */
function placeOfCode(code: DiagnosticCode, place: Place, written: object): Place {
  const key = keysOfCode[code]?.find((candidate) => Object.hasOwn(written, candidate));
  return key === undefined ? place : place.child(key);
}

/** As {@link placeOfCode}, for what ended the lowering of a layer. */
export function placeOfFailure(thrown: unknown, place: Place, written: object): Place {
  const finding = thrown instanceof SpecFailure ? thrown.finding : undefined;
  return finding === undefined ? place : placeOfCode(finding.code, place, written);
}

/** Hands errors of rules on, with the place of the key they are about. The rest is for inference to report. */
class RuleErrors implements RuleSink {
  origin: LayerOrigin | undefined;

  constructor(private readonly findings: Findings) {}

  report(finding: Diagnostic): void {
    if (finding.severity !== "error") return;
    const place = this.origin?.placeOfCode(finding.code).context;
    this.findings.report(
      new Diagnostic(finding.code, finding.severity, finding.data, { ...finding.context, ...place }),
    );
  }

  constrain(): void {}
}

/** Thrown when the network outgrows its limit. */
export class TooManyNodes extends Error {}

const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((size, axis) => size === b[axis]);

export class GraphBuilder {
  readonly nodes: Node[] = [];
  readonly weights = new Map<string, Weight>();
  private readonly nodeNames = new Set<string>();
  private readonly ruleErrors: RuleErrors;
  private steps = 0;

  constructor(
    readonly registry: Registry,
    readonly scope: Scope,
    readonly findings: Findings,
    readonly maxNodes: number,
  ) {
    this.ruleErrors = new RuleErrors(findings);
  }

  /** Counts a node, a layer or a repetition, so that a small document cannot keep us busy for long. */
  step(): void {
    this.steps += 1;
    if (this.steps > this.maxNodes) throw new TooManyNodes();
  }

  /** Makes a weight; a shared one must exist already, with the same shape. */
  weight(weight: Weight, shared: boolean): Tensor {
    const known = this.weights.get(weight.name);
    if (known === undefined && !shared) {
      this.weights.set(weight.name, weight);
      return weight;
    }
    if (known === undefined) return fail("spec/unknown-name", { name: weight.name, what: "weight to share" });
    if (!shared) return fail("spec/duplicate-name", { name: weight.name, first: "another weight" });
    if (sameShape(known.shape, weight.shape)) return known;
    const [left, right] = [shapeText(known.shape), shapeText(weight.shape)];
    const hint = "layers that share weights must take inputs of the same size";
    return fail("shape/mismatch", { op: `sharing ${weight.name}`, left, right }, { hint });
  }

  /** Adds a node; its outputs are typed by the operator's rule. */
  node(
    name: string,
    op: string,
    inputs: readonly (Tensor | undefined)[],
    attributes: Readonly<Record<string, AttributeValue>>,
    outputs: readonly string[],
    origin: LayerOrigin,
    domain?: string,
  ): readonly Tensor[] {
    this.steps += 1;
    if (this.nodeNames.has(name) || this.weights.has(name))
      fail("spec/duplicate-name", { name, first: "another node" });
    this.nodeNames.add(name);
    const node: Node = {
      name,
      op,
      ...(domain !== undefined && { domain }),
      attributes,
      inputs: inputs.map((input) => input?.name ?? ""),
      outputs,
      origin,
    };
    this.nodes.push(node);
    const definition = definitionOf(this.registry, op, domain);
    const dtype = inputs[0]?.dtype ?? "float32";
    if (definition === undefined) return outputs.map((output) => ({ name: output, dtype, shape: null }));
    const before = this.findings.errors;
    this.ruleErrors.origin = origin;
    const types = applyShapeRule(definition, node, inputs, this.scope, this.ruleErrors);
    const failed = this.findings.errors > before;
    return outputs.map((output, index): Tensor => {
      const type = types[index];
      if (failed || type === undefined) return { name: output, dtype, shape: null, failed: true };
      return { name: output, dtype: type.dtype, shape: type.shape, value: type.value };
    });
  }
}
