/** Applies an operator's rule to the types of one node's inputs: the step that the engine and the spec reader share. */
import {
  type Diagnostic,
  type DiagnosticCode,
  type DiagnosticContext,
  type DiagnosticData,
  diagnose,
} from "../diagnostic.js";
import {
  type Algebra,
  type Constraint,
  type Dim,
  DimensionOverflow,
  DimensionTooComplex,
  DivisionByZero,
  decide,
  dims,
  isAtLeast,
  type Relation,
  type Scope,
  text,
} from "../dim/index.js";
import type { AttributeValue, Node } from "../graph/index.js";
import { shapeText } from "../tensor/index.js";
import { readAttributes } from "./attribute.js";
import type {
  Birthplace,
  OperatorDefinition,
  RuleContext,
  RuleInput,
  RuleOutput,
  SizeBounds,
  SubgraphCall,
} from "./definition.js";

/** Where a rule's findings and open questions go. */
export interface RuleSink {
  report(finding: Diagnostic): void;
  constrain(constraint: Constraint): void;
}

/** Infers a graph inside the node that a rule is applied to. */
type RunSubgraph<D> = (call: SubgraphCall<D>) => readonly RuleOutput<D>[] | undefined;
/** A value of more elements is not kept by inference: it is data, not shape arithmetic. */
const ELEMENT_LIMIT = 4096;

class RuleFailed extends Error {}

class OutputsUnknown extends Error {
  constructor(readonly reason: string) {
    super();
  }
}

class Context<D> implements RuleContext<never, D> {
  readonly op: string;
  constructor(
    private readonly definition: OperatorDefinition,
    readonly algebra: Algebra<D>,
    private readonly node: Node,
    readonly attributes: never,
    readonly inputs: readonly (RuleInput<D> | undefined)[],
    readonly scope: Scope,
    private readonly sink: RuleSink,
    private readonly run: RunSubgraph<D> | undefined,
    readonly elementLimit: number,
  ) {
    this.op = definition.op;
  }

  get outputCount(): number {
    return this.node.outputs.length;
  }

  input(index: number): RuleInput<D> {
    const input = this.inputs[index];
    if (input !== undefined) return input;
    const name = this.definition.inputs[index]?.name ?? `${index}`;
    return this.fail("node/arity", { op: this.op, what: "inputs", expected: `an input "${name}"`, actual: "none" });
  }

  shape(index: number): readonly D[] {
    const { shape, name, container } = this.input(index);
    if (container !== undefined) {
      const actual = container.kind;
      return this.fail("type/mismatch", { op: this.op, input: name, expected: "a tensor", actual });
    }
    return shape ?? this.unknown(`the shape of ${name} is unknown`);
  }

  fail<C extends DiagnosticCode>(code: C, data: DiagnosticData<C>, context: DiagnosticContext = {}): never {
    this.sink.report(diagnose(code, data, context).at(placeOf(this.node)));
    throw new RuleFailed();
  }

  unknown(reason: string): never {
    throw new OutputsUnknown(reason);
  }

  requireEqual(a: D, b: D, because: string): boolean {
    return this.#require("equal", a, b, because);
  }

  requireAtLeast(a: D, b: D, because: string): boolean {
    return this.#require("at-least", a, b, because);
  }

  requireDivisible(a: D, b: D, because: string): boolean {
    return this.#require("divisible", a, b, because);
  }

  requireBroadcast(a: D, b: D, because: string): D | undefined {
    const left = this.algebra.dim(a);
    const right = this.algebra.dim(b);
    if (left === right || right === 1) return a;
    if (left === 1) return b;
    if (!this.#require("broadcast", a, b, because)) return undefined;
    // Where one of them cannot be 1 the result is that one, whichever case holds.
    return isAtLeast(left, 2) !== true && isAtLeast(right, 2) === true ? b : a;
  }

  freshSize(output: number, axis: number, reason: string, bounds: SizeBounds = {}): D {
    const value = this.node.outputs[output] || `${this.node.name}.${output}`;
    const origin: Birthplace = { node: this.node.name, op: this.op, output: value, axis, reason };
    return this.algebra.of(this.scope.symbol(`${value}.${axis}`, { min: 0, ...bounds, origin }));
  }

  runSubgraph(call: SubgraphCall<D>): readonly RuleOutput<D>[] | undefined {
    return this.run?.(call);
  }

  #require(relation: Relation, a: D, b: D, because: string): boolean {
    const question = { relation, left: this.algebra.dim(a), right: this.algebra.dim(b) };
    const decided = decide(question);
    if (decided === undefined) this.sink.constrain({ ...question, because, node: this.node.name });
    return decided !== false;
  }

  text(d: D): string {
    return text(this.algebra.dim(d));
  }

  shapeText(shape: readonly D[] | null): string {
    return shapeText(shape === null ? null : shape.map((d) => this.algebra.dim(d)));
  }
}

/** The node's name, document path and position, for a finding about it. */
export function placeOf(node: Node): DiagnosticContext {
  return { node: node.origin?.name ?? node.name, path: node.origin?.path, source: node.origin?.source };
}

/**
 * Types of a node's outputs from the types of its inputs, in the given algebra. Findings go to the sink; after one that
 * ends the rule the outputs have the first input's element type and an unknown shape.
 */
export function applyRule<D>(
  definition: OperatorDefinition,
  algebra: Algebra<D>,
  node: Node,
  inputs: readonly (RuleInput<D> | undefined)[],
  scope: Scope,
  sink: RuleSink,
  run?: RunSubgraph<D>,
  elementLimit = ELEMENT_LIMIT,
): readonly RuleOutput<D>[] {
  let isLacking = false;
  const report = (finding: Diagnostic): void => {
    isLacking ||= finding.code === "node/missing-attribute";
    sink.report(finding.at(placeOf(node)));
  };
  const attributes = readAttributes(definition.attributes, node, report);
  if (!checkArity(definition, node, inputs.length, report) || isLacking) return unknownOutputs(node, inputs);
  try {
    return definition.infer(
      new Context(definition, algebra, node, attributes as never, inputs, scope, sink, run, elementLimit),
    );
  } catch (thrown) {
    if (thrown instanceof OutputsUnknown || thrown instanceof RuleFailed) return unknownOutputs(node, inputs);
    const finding = dimensionFinding(thrown);
    if (finding === undefined) throw thrown;
    report(finding);
    return unknownOutputs(node, inputs);
  }
}

/** Inference's own algebra: known integers and symbols. */
export function applyShapeRule(
  definition: OperatorDefinition,
  node: Node,
  inputs: readonly (RuleInput | undefined)[],
  scope: Scope,
  sink: RuleSink,
  run?: RunSubgraph<Dim>,
): readonly RuleOutput<Dim>[] {
  return applyRule(definition, dims, node, inputs, scope, sink, run);
}

/** The finding behind an error of whole-number arithmetic; undefined for any other error. */
export function dimensionFinding(thrown: unknown): Diagnostic | undefined {
  if (thrown instanceof DimensionOverflow) return diagnose("dim/overflow", { formula: thrown.message });
  if (thrown instanceof DivisionByZero) return diagnose("dim/division-by-zero", { formula: thrown.message });
  if (thrown instanceof DimensionTooComplex)
    return diagnose("dim/too-complex", { what: `a size of more than ${thrown.limit}` });
  return undefined;
}

/** A node's attributes with defaults filled in and no findings: for passes after inference. */
export function attributesOf(
  definition: OperatorDefinition,
  node: Node,
): Readonly<Record<string, AttributeValue | undefined>> {
  return readAttributes(definition.attributes, node, () => {});
}

function unknownOutputs<D>(node: Node, inputs: readonly (RuleInput<D> | undefined)[]): readonly RuleOutput<D>[] {
  const dtype = inputs[0]?.dtype ?? "float32";
  return node.outputs.map(() => ({ dtype, shape: null }));
}

function checkArity(
  definition: OperatorDefinition,
  node: Node,
  actual: number,
  report: (finding: Diagnostic) => void,
): boolean {
  const declared = definition.inputs;
  const variadic = declared.at(-1)?.variadic === true;
  const least = declared.findLastIndex((input) => !input.optional) + 1;
  if (actual >= least && (variadic || actual <= declared.length)) return true;
  const names = declared.map((input) => (input.optional ? `${input.name}?` : input.name)).join(", ");
  const most = least === declared.length ? "" : ` to ${declared.length}`;
  const expected = `${least}${variadic ? " or more" : most}${names === "" ? "" : ` (${names})`}`;
  report(diagnose("node/arity", { op: node.op, what: "inputs", expected, actual: String(actual) }));
  return false;
}
