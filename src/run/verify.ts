/** Runs a network and holds what comes out against what was inferred and counted, node by node; the result is plain data. */
import { analyseGraph } from "../analysis/analyse.js";
import { costOf } from "../analysis/node-cost.js";
import { type NodeView, nameOf, viewNodes } from "../analysis/node-view.js";
import { type Diagnostic, diagnose, type Result } from "../diagnostic.js";
import { type Count, DimensionError, sumCounts, totalOf } from "../dim/index.js";
import type { Node, Weight } from "../graph/index.js";
import type { ShapedGraph } from "../infer/index.js";
import { placeOf, Uncountable } from "../ops/index.js";
import { type RunTensor, shapeText } from "../tensor/index.js";
import { type Comparison, compareStep, type DeviceUnderTest } from "./compare.js";
import { runPlan, type StepRun } from "./execute-reference.js";
import type { Tensors, WeightSource } from "./executor.js";
import { countNotFinite } from "./finite.js";
import type { Plan } from "./plan.js";
import { planGraph } from "./plan-graph.js";
import { RunFailure } from "./run-failure.js";
import { seededInputs, seededWeights } from "./seeded.js";
import { giveTurn } from "./turn.js";

/** One tensor that a node gave. */
interface TensorCheck {
  readonly name: string;
  /** Inferred shape and the one that came out, as text. */
  readonly expected: string;
  readonly actual: string;
  /** Elements that are NaN or infinite. */
  readonly notFinite: number;
}

/** What was found at one node. */
export interface NodeCheck {
  /** The layer's name, or the node's own. */
  readonly name: string;
  readonly op: string;
  /** Name of the step that the node runs in. */
  readonly step: string;
  readonly outputs: readonly TensorCheck[];
  /** Multiplications by the formula; null where they cannot be counted. */
  readonly counted: Count | null;
  /** Multiplications that the reference executed. */
  readonly executed: number;
  /** How far a device is from the reference; at the last node of each step. */
  readonly comparison?: Comparison;
  readonly ok: boolean;
}

/** Elements of weights: counted, and those of the tensors that were there when it ran. */
interface ElementsCheck {
  readonly counted: Count;
  readonly allocated: number;
}

export interface VerifyReport {
  readonly name: string;
  /** What was held against the reference; `reference` where nothing was. */
  readonly device: string;
  readonly seed: number;
  readonly nodes: readonly NodeCheck[];
  readonly params: ElementsCheck;
  readonly buffers: ElementsCheck;
  /** Of nodes that can be counted. */
  readonly macs: { readonly counted: Count; readonly executed: number };
  readonly memory: { readonly peakBytes: number; readonly arenaBytes: number; readonly unfusedPeakBytes: number };
  /** Nodes of the plan that did not run, because one before them failed. */
  readonly notRun: number;
  /** Whether everything ran and nothing was found at the level of an error. */
  readonly ok: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

export interface VerifyOptions {
  /** Of weights and inputs that are not given; 1 if absent. */
  readonly seed?: number;
  readonly inputs?: Tensors;
  readonly weightOf?: WeightSource;
  /** Runs every step too and is held against the float64 reference. */
  readonly device?: DeviceUnderTest;
  /** False to run one node a step. */
  readonly fuse?: boolean;
  /** Called after every step with the number of steps done and all of them. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Called with what was found at each node, once it has run. */
  readonly onNode?: (check: NodeCheck) => void;
  /** Ends the verification between two steps. */
  readonly signal?: AbortSignal;
}

/**
 * Verifies a graph: every tensor's shape, the number of weight elements, executed against counted multiplications,
 * NaN and infinity, and (with a device) every step's values on the same inputs. Fails where there is no plan; what is
 * wrong with the network is in the report.
 */
export async function verifyGraph(shaped: ShapedGraph, options: VerifyOptions = {}): Promise<Result<VerifyReport>> {
  const { seed = 1, device, fuse = true } = options;
  const planned = planGraph(shaped, { fuse });
  const unfused = planGraph(shaped, { fuse: false });
  if (!planned.ok || !unfused.ok) return { ok: false, diagnostics: planned.diagnostics };
  const plan = planned.value;
  const checks = new Checks(shaped, plan, device);
  const weights = new WeightTally(options.weightOf ?? seededWeights(shaped.graph, seed));
  try {
    const inputs = options.inputs ?? seededInputs(plan, seed);
    const steps = runPlan(plan, inputs, weights.weightOf, { exact: device !== undefined });
    for (let done = 1; ; done++) {
      const next = steps.next();
      if (next.done) break;
      const before = checks.nodes.length;
      await checks.add(next.value);
      for (const check of checks.nodes.slice(before)) options.onNode?.(check);
      options.onProgress?.(done, plan.steps.length);
      await giveTurn();
      if (options.signal?.aborted) break;
    }
  } catch (thrown) {
    if (thrown instanceof RunFailure) checks.findings.push(thrown.diagnostic);
    else if (thrown instanceof RangeError) checks.findings.push(tooLarge(plan, thrown));
    else throw thrown;
  }
  const { totals } = analyseGraph(shaped, {});
  const { params, buffers } = weights;
  const all = plan.steps.reduce((sum, { nodes }) => sum + nodes.length, 0);
  const notRun = all - checks.nodes.length;
  if (notRun === 0) {
    checks.requireElements("parameters", params, totals.params);
    checks.requireElements("buffers", buffers, totals.buffers);
  }
  const report: VerifyReport = {
    name: shaped.graph.name,
    device: device?.executor.device ?? "reference",
    seed,
    nodes: checks.nodes,
    params: { counted: totals.params, allocated: params },
    buffers: { counted: totals.buffers, allocated: buffers },
    macs: { counted: totals.macs, executed: checks.nodes.reduce((sum, { executed }) => sum + executed, 0) },
    memory: {
      peakBytes: plan.peakBytes,
      arenaBytes: plan.arenaBytes,
      unfusedPeakBytes: unfused.value.peakBytes,
    },
    notRun,
    ok: notRun === 0 && checks.findings.every(({ severity }) => severity !== "error"),
    diagnostics: checks.findings,
  };
  return { ok: true, value: report, diagnostics: checks.findings };
}

/** An array that could not be made. */
function tooLarge({ arenaBytes }: Plan, { message }: RangeError): Diagnostic {
  const hint = "run it at a smaller size (`--input`) or a smaller batch (`--dim N=1`)";
  return diagnose("run/too-large", { bytes: `${arenaBytes}`, reason: message }, { hint });
}

/** Adds up the elements of the tensors that weights turn out to be. */
class WeightTally {
  params = 0;
  buffers = 0;

  constructor(private readonly source: WeightSource) {}

  readonly weightOf = (weight: Weight): RunTensor => {
    const tensor = this.source(weight);
    if (weight.kind === "parameter") this.params += tensor.data.length;
    if (weight.kind === "buffer") this.buffers += tensor.data.length;
    return tensor;
  };
}

class Checks {
  readonly findings: Diagnostic[] = [];
  readonly nodes: NodeCheck[] = [];
  readonly #views: ReadonlyMap<Node, NodeView>;

  constructor(
    private readonly shaped: ShapedGraph,
    private readonly plan: Plan,
    private readonly device: DeviceUnderTest | undefined,
  ) {
    this.#views = new Map(viewNodes(shaped).map((view) => [view.node, view]));
  }

  async add(run: StepRun): Promise<void> {
    const { step } = run;
    const last = step.nodes.length - 1;
    const isExplained = [...run.inputs.values()].some((tensor) => countNotFinite(tensor).count > 0);
    const comparison = this.device && (await compareStep(this.plan, run, this.device));
    step.nodes.forEach((node, index) => {
      const before = this.findings.length;
      const outputs = node.outputs.flatMap((name) => {
        const tensor = run.values.get(name);
        return name === "" || tensor === undefined ? [] : [this.#tensor(name, tensor, node, isExplained)];
      });
      const executed = run.executed[index] ?? 0;
      const counted = this.#counted(node, executed);
      const compared = index === last ? comparison : undefined;
      if (compared?.finding !== undefined) this.findings.push(compared.finding.at(placeOf(node)));
      this.nodes.push({
        name: this.#nameOf(node),
        op: node.op,
        step: step.name,
        outputs,
        counted,
        executed,
        ...(compared !== undefined && { comparison: compared.comparison }),
        ok: this.findings.slice(before).every(({ severity }) => severity !== "error"),
      });
    });
  }

  /** Compares sums of elements; `kind` as people say it. */
  requireElements(kind: string, allocated: number, counted: Count): void {
    if (counted === BigInt(allocated)) return;
    this.findings.push(
      diagnose("verify/elements-differ", { kind, allocated: `${allocated}`, counted: String(counted) }),
    );
  }

  #nameOf(node: Node): string {
    const view = this.#views.get(node);
    return view === undefined ? node.name : nameOf(view);
  }

  #tensor(name: string, tensor: RunTensor, node: Node, isExplained: boolean): TensorCheck {
    const expected = shapeText(this.shaped.types.get(name)?.shape ?? null);
    const actual = shapeText(tensor.shape);
    if (expected !== actual) {
      this.findings.push(diagnose("verify/shape-differs", { tensor: name, expected, actual }, placeOf(node)));
    }
    const { count, first } = countNotFinite(tensor);
    if (count > 0 && !isExplained) {
      const data = { tensor: name, count: `${count}`, first: `${first}` };
      this.findings.push(diagnose("run/not-finite", data, placeOf(node)));
    }
    return { name, expected, actual, notFinite: count };
  }

  /** Those of a node and of the graphs inside it, as often as they run; null where one cannot be counted. */
  #countedWithin(node: Node): Count | null {
    // Which branch runs, or how often a loop, only the data says.
    if (this.shaped.runs.get(node)?.some(({ isCertain }) => !isCertain)) return null;
    const own = Object.values(node.subgraphs ?? {}).flatMap(({ nodes }) => nodes);
    const parts = own.map((inner) => this.#countedWithin(inner));
    const counts = [countedMacs(this.#views.get(node)), ...parts];
    return counts.every((count) => count !== null) ? sumCounts(counts) : null;
  }

  /** The multiplications of a node by its formula; a finding where as many were not executed. */
  #counted(node: Node, executed: number): Count | null {
    const counted = this.#countedWithin(node);
    if (counted !== null && counted !== BigInt(executed)) {
      const data = { executed: `${executed}`, counted: String(counted) };
      this.findings.push(diagnose("verify/macs-differ", data, placeOf(node)));
    }
    return counted;
  }
}

function countedMacs(view: NodeView | undefined): Count | null {
  // The nodes of a graph that does not run have no view.
  if (view === undefined) return 0n;
  try {
    return totalOf(costOf(view)?.macs ?? []);
  } catch (thrown) {
    if (thrown instanceof Uncountable || thrown instanceof DimensionError) return null;
    throw thrown;
  }
}
