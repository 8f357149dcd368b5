/** The engine: walks a graph once and gives every value its type, shape and (where known) elements. */
import { type Diagnostic, diagnose, type Result, resultOf } from "../diagnostic.js";
import { type Constraint, ConstraintLog, type Dim } from "../dim/index.js";
import type { Graph, Node } from "../graph/index.js";
import {
  applyShapeRule,
  core,
  definitionOf,
  placeOf,
  type Registry,
  type RuleInput,
  type RuleOutput,
  type RuleSink,
  type SubgraphCall,
} from "../ops/index.js";
import type { KnownValue, TensorType } from "../tensor/index.js";
import { type Attempt, chooseBranches, type Rejected } from "./branches.js";
import { Causes } from "./causes.js";
import { compareDeclared } from "./declared.js";
import { checkElementTypes, findWideFloats } from "./element-types.js";
import { findFrozenSizes } from "./frozen-sizes.js";
import { Provenance } from "./provenance.js";

/** A graph whose every value has been given a type; only inference makes one. */
export interface ShapedGraph {
  readonly graph: Graph;
  readonly registry: Registry;
  /** Type of every value by name: inputs, weights, node outputs. A shape is null where it could not be known. */
  readonly types: ReadonlyMap<string, TensorType>;
  /** Elements of values that are known before the network runs. */
  readonly values: ReadonlyMap<string, KnownValue>;
  /** Equations between sizes that could not be decided and were taken to hold. */
  readonly constraints: readonly Constraint[];
  /** The graphs inside nodes that may run, by node; values of the others have no types. */
  readonly runs: ReadonlyMap<Node, readonly SubgraphRun[]>;
}

/** A graph inside a node as it runs. */
interface SubgraphRun {
  /** The attribute that holds it. */
  readonly name: string;
  /** How often it runs when its node runs once. */
  readonly times: Dim;
  /** False for a branch that only the data takes or leaves. */
  readonly isCertain: boolean;
}

/** Where a size was born that only a declaration speaks of. */
const declaredOrigin = { node: "", op: "declaration", reason: "only the file's declaration says that there is one" };

/** Graphs inside graphs beyond this depth are not looked into. */
const deepest = 64;

/**
 * Infers every shape of a graph. Goes on past errors: a node whose rule failed gives outputs of unknown shape, and
 * what merely follows from that is not reported again.
 */
export function inferShapes(graph: Graph, registry: Registry = core): Result<ShapedGraph> {
  const engine = chooseBranches((rejected) => {
    const attempt = new Engine(graph, registry, rejected);
    for (const node of graph.nodes) attempt.inferNode(node);
    return attempt;
  });
  const shaped = engine.result;
  const findings = engine.told;
  if (graph.declared === undefined) return resultOf(shaped, findings);
  return resultOf(shaped, [
    ...findings,
    ...checkElementTypes(shaped),
    ...compareDeclared(shaped),
    ...findFrozenSizes(shaped),
    ...findWideFloats(shaped),
  ]);
}

/** Findings and constraints of a branch that may not run: they hold only where it does, but for faults of its form. */
class Aside implements RuleSink {
  failed: Diagnostic | undefined;

  constructor(private readonly outer: RuleSink | undefined) {}

  report(finding: Diagnostic): void {
    const isForm = finding.code.startsWith("node/") && finding.code !== "node/branch-fails";
    if (isForm && finding.severity !== "note") this.outer?.report(finding);
    else if (finding.severity === "error") this.failed ??= finding;
  }

  constrain(): void {}
}

/** A node while its rule is applied. */
interface Current {
  readonly node: Node;
  inputs: readonly (RuleInput | undefined)[];
  /** The finding that left one of its inputs without a shape. */
  readonly cause: Diagnostic | undefined;
  /** The first of its own findings that is more than a note. */
  fault: Diagnostic | undefined;
}

class Engine implements Attempt {
  readonly findings: Diagnostic[] = [];
  readonly forks: Node[] = [];
  readonly #types = new Map<string, TensorType>();
  readonly #values = new Map<string, KnownValue>();
  readonly #constraints = new ConstraintLog();
  readonly #runs = new Map<Node, SubgraphRun[]>();
  readonly #causes = new Causes();
  #provenance: Provenance | undefined;
  #depth = 0;
  /** Where findings and constraints go: the network's own, or those of a branch that may not run. */
  #outlet: RuleSink = {
    report: (finding) => this.findings.push(finding),
    constrain: (constraint) => this.#constraints.add(constraint),
  };
  /** The node that is looked at. */
  #current: Current | undefined;
  readonly #sink: RuleSink = {
    report: (finding) => this.#report(finding),
    constrain: (constraint) => this.#outlet.constrain(constraint),
  };

  constructor(
    private readonly graph: Graph,
    private readonly registry: Registry,
    private readonly rejected: Rejected,
  ) {
    for (const { name, type, value } of graph.inputs) {
      this.#types.set(name, type);
      if (value !== undefined) this.#values.set(name, value);
    }
    for (const weight of graph.weights.values()) {
      this.#types.set(weight.name, weight);
      if (weight.value !== undefined) this.#values.set(weight.name, weight.value);
    }
  }

  get result(): ShapedGraph {
    const { graph, registry } = this;
    return {
      graph,
      registry,
      types: this.#types,
      values: this.#values,
      constraints: this.#constraints.all,
      runs: this.#runs,
    };
  }

  /** The findings, with what comes of them. */
  get told(): readonly Diagnostic[] {
    return this.#causes.tell(this.findings);
  }

  #provenanceOf(): Provenance {
    this.#provenance ??= new Provenance(this.graph, this.registry);
    return this.#provenance;
  }

  #report(finding: Diagnostic): void {
    const current = this.#current;
    if (current === undefined) {
      this.#outlet.report(finding);
      return;
    }
    const isFault = finding.severity !== "note";
    const told =
      current.cause === undefined || !isFault ? this.#explain(finding, current) : finding.following(current.cause);
    if (isFault) current.fault ??= told;
    this.#outlet.report(told);
  }

  /** An error of a file's node says what its inputs are; a specification has its own lines to look at. */
  #explain(finding: Diagnostic, { node, inputs }: Current): Diagnostic {
    if (finding.severity !== "error" || this.graph.declared === undefined || inputs.length === 0) return finding;
    return finding.at({ inputs: this.#provenanceOf().linesOf(node, inputs) });
  }

  inferNode(node: Node): void {
    const outer = this.#current;
    const current: Current = { node, inputs: [], cause: this.#causes.of(node.inputs), fault: undefined };
    this.#current = current;
    this.#inferOutputs(node, current);
    const cause = current.cause ?? current.fault;
    if (cause !== undefined) {
      for (const name of node.outputs) {
        const type = this.#types.get(name);
        if (name !== "" && (type === undefined || (type.shape === null && !type.container)))
          this.#causes.add(name, cause);
      }
    }
    this.#current = outer;
  }

  #inferOutputs(node: Node, current: Current): void {
    const definition = definitionOf(this.registry, node.op, node.domain);
    const inputs = node.inputs.map((name) => this.#inputOf(name, node));
    current.inputs = inputs;
    if (definition === undefined) {
      this.#sink.report(diagnose("node/unknown-operator", { op: node.op }, placeOf(node)));
      for (const name of node.outputs) this.#set(name, { dtype: inputs[0]?.dtype ?? "float32", shape: null });
      return;
    }
    const run = node.subgraphs === undefined ? undefined : (call: SubgraphCall<Dim>) => this.#runSubgraph(node, call);
    const outputs = applyShapeRule(definition, node, inputs, this.graph.scope, this.#sink, run);
    node.outputs.forEach((name, index) => {
      const output = outputs[index];
      if (name !== "" && output !== undefined) this.#set(name, output);
    });
    if (this.#runs.get(node)?.length === 2 && outputs.some(({ shape }) => shape === null)) this.forks.push(node);
  }

  #inputOf(name: string, node: Node): RuleInput | undefined {
    if (name === "") return undefined;
    const type = this.#types.get(name);
    if (type === undefined) {
      const written = this.graph.missing?.get(name) ?? name;
      const context = { ...placeOf(node), ...this.#provenanceOf().explainMissing(written) };
      this.#sink.report(diagnose("node/undefined-input", { input: written }, context));
      return { name, dtype: "float32", shape: null };
    }
    return { name, dtype: type.dtype, shape: type.shape, value: this.#values.get(name), container: type.container };
  }

  #set(name: string, output: RuleOutput): void {
    const isOpen = output.shape === null && output.container === undefined;
    if (!isOpen) this.#causes.clear(name);
    this.#types.set(name, isOpen ? this.#declaredOr(name, output) : output);
    if (output.value !== undefined) this.#values.set(name, output.value);
    else if (this.#depth > 0) this.#values.delete(name);
  }

  /** What the file declares of a value that no rule gives a shape. */
  #declaredOr(name: string, output: RuleOutput): TensorType {
    const declared = this.graph.declared?.get(name);
    if (declared === undefined || declared.shape === null) return output;
    const sizeAt = (axis: number): Dim =>
      this.graph.scope.symbol(`${name}.${axis}`, { min: 0, origin: { ...declaredOrigin, output: name, axis } });
    return { dtype: declared.dtype ?? output.dtype, shape: declared.shape.map((size, axis) => size ?? sizeAt(axis)) };
  }

  /** Infers a graph inside a node; undefined where there is none, or where it cannot run on these inputs. */
  #runSubgraph(node: Node, { name, inputs, mode, times }: SubgraphCall<Dim>): readonly RuleOutput[] | undefined {
    const body = node.subgraphs?.[name];
    if (body === undefined) return undefined;
    if (this.#depth >= deepest) {
      this.#sink.report(diagnose("onnx/too-deep", { where: "the network", limit: String(deepest) }, placeOf(node)));
      return undefined;
    }
    const excluded = mode === "perhaps" ? this.rejected.get(node) : undefined;
    if (excluded?.branch === name) {
      this.#sink.report(diagnose("node/branch-fails", excluded, placeOf(node)));
      return undefined;
    }
    const outer = this.#outlet;
    const aside = mode === "certain" ? undefined : new Aside(mode === "trial" ? undefined : outer);
    if (aside !== undefined) this.#outlet = aside;
    this.#depth += 1;
    body.inputs.forEach((input, index) => {
      if (input !== "") this.#set(input, inputs[index] ?? { dtype: "float32", shape: null });
    });
    for (const inner of body.nodes) this.inferNode(inner);
    const outputs = body.outputs.map(
      (output) => this.#inputOf(output, node) ?? { dtype: "float32" as const, shape: null },
    );
    this.#depth -= 1;
    this.#outlet = outer;
    if (mode === "trial") return outputs;
    if (aside?.failed !== undefined) {
      const why = { branch: name, reason: aside.failed.message };
      this.#sink.report(diagnose("node/branch-fails", why, placeOf(node)));
      return undefined;
    }
    const runs = (this.#runs.get(node) ?? []).filter((run) => run.name !== name);
    this.#runs.set(node, [...runs, { name, times: times ?? 1, isCertain: mode === "certain" }]);
    return outputs;
  }
}
