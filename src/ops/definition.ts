/** What an operator is: attributes, inputs, one shape rule, costs and window; each operator's folder exports one. */
import type { DiagnosticCode, DiagnosticContext, DiagnosticData } from "../diagnostic.js";
import type { Algebra, Dim, Formula, Scope } from "../dim/index.js";
import type { Container, DType, KnownValue, TensorType } from "../tensor/index.js";
import type { AttributeDeclarations, AttributesOf } from "./attribute.js";

/** What an input is for: decides whether a tensor that reaches it is a parameter. */
export type InputRole = "data" | "weight" | "bias" | "buffer" | "control";

export interface InputDeclaration {
  readonly name: string;
  /** `data` unless said otherwise. */
  readonly role?: InputRole;
  readonly optional?: true;
  /** Takes all remaining inputs (only the last input may). */
  readonly variadic?: true;
  /** Axes of a weight in the order in which tables multiply them, given its rank and the attributes; natural order if absent. */
  readonly order?: (rank: number, attributes: Readonly<Record<string, unknown>>) => readonly number[];
}

/** An input as a rule sees it. */
export interface RuleInput<D = Dim> {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly D[] | null;
  /** Elements, where they are known before the network runs. */
  readonly value?: KnownValue | undefined;
  /** Set where the input is no tensor but holds some: a sequence, an optional, a map. */
  readonly container?: Container<D> | undefined;
}

/** An output as a rule gives it. */
export interface RuleOutput<D = Dim> {
  readonly dtype: DType;
  readonly shape: readonly D[] | null;
  readonly value?: KnownValue | undefined;
  readonly container?: Container<D> | undefined;
}

/**
 * Everything a shape rule may use. `D` is the algebra's number: a known integer or symbol for inference, a
 * derivation for printing how a size came about.
 */
export interface RuleContext<A extends AttributeDeclarations = AttributeDeclarations, D = Dim> {
  readonly op: string;
  readonly algebra: Algebra<D>;
  readonly attributes: AttributesOf<A>;
  readonly inputs: readonly (RuleInput<D> | undefined)[];
  readonly outputCount: number;
  /** Values of more elements are not kept (4,096 unless somebody wants them all, as the reference executor does). */
  readonly elementLimit: number;
  /** Where a data-dependent size gets its symbol. */
  readonly scope: Scope;
  /** The input at an index; ends the rule with a finding when it is missing. */
  input(index: number): RuleInput<D>;
  /** The input's shape; ends the rule quietly (outputs unknown) when it is not known. */
  shape(index: number): readonly D[];
  /** Ends the rule with an error. */
  fail<C extends DiagnosticCode>(code: C, data: DiagnosticData<C>, context?: DiagnosticContext): never;
  /** Ends the rule: the outputs cannot be known, for this reason. */
  unknown(reason: string): never;
  /** Decides `a = b`; open questions are logged as constraints and taken to hold. False means: they differ. */
  requireEqual(a: D, b: D, because: string): boolean;
  /** Decides `a >= b` in the same way. */
  requireAtLeast(a: D, b: D, because: string): boolean;
  /** Decides whether `a` is a multiple of `b` in the same way. */
  requireDivisible(a: D, b: D, because: string): boolean;
  /**
   * The size that two axes broadcast to; undefined where they cannot. Two open sizes are logged as a broadcast
   * constraint (equal, or one of them 1), and the result goes on as if they were equal.
   */
  requireBroadcast(a: D, b: D, because: string): D | undefined;
  /** A symbol for a size that only the data decides; it remembers where and why it was born. */
  freshSize(output: number, axis: number, reason: string, bounds?: SizeBounds): D;
  /** Infers a graph inside the node; undefined where there is none, or where it cannot run on these inputs. */
  runSubgraph(call: SubgraphCall<D>): readonly RuleOutput<D>[] | undefined;
  /** A size as text. */
  text(d: D): string;
  shapeText(shape: readonly D[] | null): string;
}

/** How a rule asks for the inference of a graph inside its node. */
export interface SubgraphCall<D = Dim> {
  /** The attribute that holds it. */
  readonly name: string;
  readonly inputs: readonly RuleOutput<D>[];
  /**
   * `certain`: it runs, its findings are the network's. `perhaps`: only the data decides, its findings are kept apart
   * and what holds inside is no constraint. `trial`: nothing is kept but what it gives.
   */
  readonly mode: "certain" | "perhaps" | "trial";
  /** How often it runs; once if absent. */
  readonly times?: D;
}

export interface SizeBounds {
  /** 0 unless said otherwise. */
  readonly min?: number;
  readonly max?: number;
}

/** Origin of a symbol that a rule made: where a size that depends on data was born. */
export interface Birthplace {
  readonly node: string;
  readonly op: string;
  /** Value name of the output. */
  readonly output: string;
  readonly axis: number;
  readonly reason: string;
}

/** A rule's context as shared parts of rules see it: whatever the attributes are. */
export type AnyRuleContext<D> = Omit<RuleContext<AttributeDeclarations, D>, "attributes">;

/** Kinds of scalar operations beyond multiply-accumulates, as the FLOP count lists them. */
export type FlopKind =
  | "bias"
  | "normalisation"
  | "pooling"
  | "activation"
  | "element-wise"
  | "reduction"
  | "transcendental";

/** What one execution of a node costs. */
export interface NodeCost {
  /** Multiply-accumulates. */
  readonly macs?: Formula | undefined;
  /** Scalar floating-point operations besides 2 per MAC. `transcendental` ones count 1 each. */
  readonly flops?: Readonly<Partial<Record<FlopKind, Formula>>> | undefined;
}

/** Known types of a node's inputs and outputs; a rule that needs more returns `undefined` for "cannot be counted". */
export interface CostContext<A extends AttributeDeclarations = AttributeDeclarations> {
  readonly attributes: AttributesOf<A>;
  readonly inputs: readonly (TensorType | undefined)[];
  readonly outputs: readonly (TensorType | undefined)[];
  /** Shape of an input or output; throws {@link Uncountable} when it is unknown. */
  inputShape(index: number): readonly Dim[];
  outputShape(index: number): readonly Dim[];
}

/** Thrown by a cost rule whose shapes are not known. */
export class Uncountable extends Error {}

/** A sliding window along one axis of the data input (axis counted from the outermost). */
export interface WindowAxis {
  readonly axis: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padBegin: number;
  readonly padEnd: number;
}

/**
 * Which inputs an output element depends on: `pointwise` the element at the same place, `global` all of them,
 * or sliding windows (transposed ones spread instead of gather). Along `joined` axes it depends on all positions;
 * axes without a window are pointwise.
 */
export type Reach =
  | "pointwise"
  | "global"
  | { readonly windows: readonly WindowAxis[]; readonly transposed?: true; readonly joined?: readonly number[] };

/** What a reach is decided from. */
export interface ReachInput extends TensorType {
  readonly value?: KnownValue | undefined;
}

export interface OperatorDefinition<A extends AttributeDeclarations = AttributeDeclarations> {
  readonly op: string;
  /** Operator set: empty for ONNX's own, `shapewright` for ours. */
  readonly domain?: string;
  /** Opset version of the canonical form. */
  readonly since: number;
  readonly attributes: A;
  readonly inputs: readonly InputDeclaration[];
  /** Output names; a trailing `...` name means any number. */
  readonly outputs: readonly string[];
  /** The shape rule, generic over the algebra. */
  infer<D>(context: RuleContext<A, D>): readonly RuleOutput<D>[];
  /** The cost; absent for operators that only move or rename data. */
  cost?(context: CostContext<A>): NodeCost;
  /** Reach of output 0 into input 0; `pointwise` if absent. Without the inputs' values it may say more than is so, never less. */
  reach?(attributes: AttributesOf<A>, inputs: readonly (ReachInput | undefined)[]): Reach;
}

/** Gives a definition its attribute types, then forgets them so that definitions fit one registry. */
export function defineOperator<const A extends AttributeDeclarations>(
  definition: OperatorDefinition<A>,
): OperatorDefinition {
  return definition as OperatorDefinition;
}
