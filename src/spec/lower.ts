/** Lowers a specification to the graph: layers to operators, with every name, size and weight worked out. */
import { diagnose, type Result, resultOf } from "../diagnostic.js";
import { type Assumption, AssumptionViolated, type Dim, Scope } from "../dim/index.js";
import type { About, Graph, GraphInput } from "../graph/index.js";
import { closestName, core, type Registry } from "../ops/index.js";
import { Environment, type Tensor, type UserFunction } from "./environment.js";
import { parseExpression } from "./expression.js";
import { fail } from "./failure.js";
import { resolveDim } from "./field.js";
import { Findings } from "./findings.js";
import { Frame } from "./frame.js";
import { GraphBuilder, TooManyNodes } from "./graph-builder.js";
import { LayerBuilder } from "./layer-builder.js";
import type { Lowering } from "./lowering.js";
import { Names } from "./names.js";
import type { Place } from "./place.js";
import { findTensor } from "./reference.js";
import type { SpecDocument } from "./schema.js";
import type { Spec } from "./spec.js";
import { Template } from "./template.js";
import type { RawValue } from "./value-schema.js";
import { checkValueName, defineParameters, defineValues, readParameter } from "./values.js";

/** Nodes (and steps on the way to them) that a network may have unless `maxNodes` says otherwise. */
const defaultMaxNodes = 500_000;

export interface LowerOptions {
  /** Which of the document's variants; a document with variants and no other choice takes the first. */
  readonly variant?: string | undefined;
  /** Size of the batch axis; `symbolic` leaves it open as N. 1 if absent. */
  readonly batch?: number | "symbolic" | undefined;
  /** Numbers for sizes that the document leaves open: `{ H: 224, W: 224 }`. `N` is the batch. */
  readonly dims?: Readonly<Record<string, number>> | undefined;
  /** Values for parameters of the document, over those of the variant. */
  readonly parameters?: Readonly<Record<string, RawValue>> | undefined;
  /** What is promised about open sizes. */
  readonly assumptions?: readonly Assumption[] | undefined;
  /** Limit on nodes; {@link defaultMaxNodes} if absent. */
  readonly maxNodes?: number | undefined;
  /** Whether parts that only training uses are built; true if absent. */
  readonly trainingParts?: boolean | undefined;
  /** Operators that `{ op: ... }` may name; those that layers lower to if absent, all with `onnx` of `shapewright/onnx`. */
  readonly registry?: Registry | undefined;
}

/**
 * The graph of a specification. Goes on past errors: the result then holds what could be built, and all that was found.
 * Findings of operators' rules are among them, so a graph without errors here has none in inference either.
 */
export function lowerSpec(spec: Spec, options: LowerOptions = {}): Result<Graph> {
  const findings = new Findings();
  const graph = new NetworkLowering(spec, options, findings).lower();
  return graph === undefined ? { ok: false, diagnostics: findings.all } : resultOf(graph, findings.all);
}

/** One lowering of one document. */
class NetworkLowering {
  private readonly document: SpecDocument;
  private readonly root: Place;
  private readonly names = new Names();
  private readonly dimsLeft: Set<string>;

  constructor(
    private readonly spec: Spec,
    private readonly options: LowerOptions,
    private readonly findings: Findings,
  ) {
    this.document = spec.document;
    this.root = spec.root;
    this.dimsLeft = new Set(Object.keys(options.dims ?? {}));
  }

  lower(): Graph | undefined {
    const scope = this.attempt(this.root, () => makeScope(this.options.assumptions ?? []));
    const variant = this.attempt(this.root.child("variants"), () => this.chooseVariant());
    if (scope === undefined || variant === undefined) return undefined;
    const global = new Environment(this.readFunctions());
    this.defineGlobals(variant.values, variant.place, global);
    const batch = this.batchSize(scope);
    const inputs = this.readInputs(scope, batch, global);
    for (const name of this.dimsLeft) {
      this.findings.report(
        diagnose(
          "spec/unknown-name",
          { name, what: "open size" },
          { hint: closestName(name, ["N", ...scope.symbols]) },
        ),
      );
    }
    const { maxNodes = defaultMaxNodes, registry = core, trainingParts = true } = this.options;
    const builder = new GraphBuilder(registry, scope, this.findings, maxNodes);
    const lowering: Lowering = {
      compiler: this.spec.compiler,
      graph: builder,
      builder: new LayerBuilder(builder, batch),
      names: this.names,
      findings: this.findings,
      global,
      trainingParts,
      missing: [],
      trainingOutputs: [],
    };
    const outputs = this.run(lowering, Frame.outermost(global), inputs);
    for (const missing of lowering.missing) this.findings.report(this.names.explainMissing(missing));
    return {
      name: variant.name ?? this.document.name,
      inputs,
      outputs,
      nodes: builder.nodes,
      weights: builder.weights,
      scope,
      about: this.about(global, variant.words),
    };
  }

  /** The result of something that may fail; reports the failure at a place. */
  private attempt<T>(place: Place, make: () => T): T | undefined {
    try {
      return make();
    } catch (thrown) {
      this.findings.catch(thrown, place);
      return undefined;
    }
  }

  private chooseVariant(): ChosenVariant {
    const variants = this.document.variants ?? {};
    const name = this.options.variant ?? Object.keys(variants)[0];
    const place = this.root.child("variants");
    if (name === undefined) return { name, values: {}, words: {}, place };
    const variant = Object.hasOwn(variants, name) ? variants[name] : undefined;
    if (variant !== undefined) {
      const { title, description, variant: words, ...values } = variant;
      return {
        name,
        values,
        words: { title, description: typeof description === "string" ? description : undefined, variant: words },
        place: place.child(name),
      };
    }
    return fail("spec/unknown-name", { name, what: "variant" }, { hint: closestName(name, Object.keys(variants)) });
  }

  private readFunctions(): ReadonlyMap<string, UserFunction> {
    const functions = new Map<string, UserFunction>();
    for (const [head, text] of Object.entries(this.document.functions ?? {})) {
      const place = this.root.child("functions").child(head);
      this.attempt(place, () => {
        const { name, parameters } = readHead(head);
        functions.set(name, { name, parameters, text, body: undefined });
        functions.set(name, { name, parameters, text, body: parseExpression(text) });
      });
    }
    return functions;
  }

  private defineGlobals(values: Readonly<Record<string, RawValue>>, place: Place, global: Environment): void {
    const written = this.document.parameters ?? {};
    const parameters = Object.entries(written).flatMap(([name, parameter]) => {
      const at = this.root.child("parameters").child(name);
      return this.attempt(at, () => [readParameter(name, parameter)]) ?? [];
    });
    const given = { ...values, ...this.options.parameters };
    defineParameters(parameters, given, global, global, place, "the parameters of this file", this.findings);
    defineValues(this.document.let, this.root.child("let"), global, this.findings);
  }

  private batchSize(scope: Scope): Dim {
    const { dims, batch = 1 } = this.options;
    this.dimsLeft.delete("N");
    const size = dims?.N ?? batch;
    return size === "symbolic" ? scope.symbol("N", { origin: "the batch" }) : size;
  }

  private readInputs(scope: Scope, batch: Dim, global: Environment): readonly GraphInput[] {
    const { input, inputs } = this.document;
    if (input !== undefined && inputs !== undefined) {
      this.findings.report(
        diagnose(
          "spec/misused",
          { what: '"input"', reason: "inputs names them all" },
          this.root.child("input").context,
        ),
      );
    }
    const all = inputs ?? (input === undefined ? {} : { input });
    if (Object.keys(all).length === 0) {
      this.findings.report(diagnose("spec/missing-key", { key: "input", where: "the document" }));
      // What the layers then miss follows from this.
      global.in = { name: "input", dtype: "float32", shape: null, failed: true };
    }
    const result: GraphInput[] = [];
    for (const [name, { shape, dtype = "float32", axes }] of Object.entries(all)) {
      const place = inputs === undefined ? this.root.child("input") : this.root.child("inputs").child(name);
      const sizes = shape.map((size, axis) =>
        this.attempt(place.child("shape").child(axis), () => this.inputSize(size, scope, global, name)),
      );
      const known = sizes.every((size) => size !== undefined) ? [batch, ...sizes] : null;
      const tensor: Tensor = { name, dtype, shape: known, ...(known === null && { failed: true }) };
      this.attempt(place, () => this.names.check(name, name));
      this.names.define(name, { tensor, place, weightName: name });
      result.push({ name, type: { dtype, shape: known }, axes: ["N", ...(axes ?? defaultAxes(shape.length))] });
      if (Object.keys(all).length === 1) {
        global.in = tensor;
        global.previous = tensor;
      }
    }
    return result;
  }

  /** A number, a parameter, an expression, or a name that nothing has: an open size. */
  private inputSize(written: number | string, scope: Scope, global: Environment, input: string): Dim {
    const isName = typeof written === "string" && /^[A-Za-z_]\w*$/.test(written);
    if (isName && global.lookUp(written) === undefined) {
      checkValueName(written);
      if (written === "N")
        fail("spec/misused", { what: "the name N", reason: "it is the batch, which shapes leave out" });
      const given = this.options.dims?.[written];
      this.dimsLeft.delete(written);
      global.define(written, given ?? scope.symbol(written, { origin: `input ${input}` }));
    }
    return resolveDim(written, global, { what: "the size", min: 1 });
  }

  private run(lowering: Lowering, frame: Frame, _inputs: readonly GraphInput[]): Graph["outputs"] {
    const first = frame.environment.in;
    let last: Tensor | undefined;
    try {
      last = lowering.compiler.main.run(lowering, frame, first);
    } catch (thrown) {
      if (!(thrown instanceof TooManyNodes)) throw thrown;
      const limit = lowering.graph.maxNodes.toLocaleString("en-US");
      const hint = "fewer repetitions, or a greater `maxNodes`";
      this.findings.report(diagnose("spec/too-many-nodes", { limit }, { hint }));
      return [];
    }
    const training = lowering.trainingOutputs.map((output) => ({ ...output, trainingOnly: true }));
    return [...this.readOutputs(lowering, frame, last), ...training];
  }

  private readOutputs(
    lowering: Lowering,
    frame: Frame,
    last: Tensor | undefined,
  ): readonly { name: string; value: string }[] {
    const { outputs } = this.document;
    if (outputs === undefined) return last === undefined || last.failed ? [] : [{ name: "output", value: last.name }];
    const named = Array.isArray(outputs)
      ? outputs.map((reference) => [reference, reference] as const)
      : Object.entries(outputs);
    return named.flatMap(([name, reference], index) => {
      const place = this.root.child("outputs").child(Array.isArray(outputs) ? index : name);
      const tensor = this.attempt(place, () =>
        findTensor(reference, last, lowering, frame, { layer: "outputs", place }),
      );
      return tensor === undefined || tensor.failed ? [] : [{ name, value: tensor.name }];
    });
  }

  /** What the document says of itself; titles and sources may hold parameters in braces. */
  private about(global: Environment, words: VariantWords): About {
    const { source, facts } = this.document;
    const title = words.title ?? this.document.title;
    const description = words.description ?? this.document.description;
    const fill = (text: string, place: Place): string =>
      this.attempt(place, () => new Template(text).fill(global)) ?? text;
    const at = this.root.child("source");
    const filled = Object.entries({ ...source, ...(words.variant !== undefined && { variant: words.variant }) }).map(
      ([key, value]) => {
        return [key, typeof value === "string" && key !== "url" ? fill(value, at.child(key)) : value] as const;
      },
    );
    return {
      ...(title !== undefined && { title: fill(title, this.root.child("title")) }),
      ...(description !== undefined && { description }),
      ...(filled.length > 0 && { source: Object.fromEntries(filled) as NonNullable<About["source"]> }),
      ...(facts !== undefined && {
        facts: facts.map((fact) => (typeof fact === "string" ? { text: fact } : withoutUndefined(fact))),
      }),
    };
  }
}

interface ChosenVariant {
  readonly name: string | undefined;
  readonly values: Readonly<Record<string, RawValue>>;
  readonly words: VariantWords;
  readonly place: Place;
}

/** What a variant says instead of the file. */
interface VariantWords {
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly variant?: string | undefined;
}

function withoutUndefined({ text, source }: { text: string; source?: string | undefined }) {
  return source === undefined ? { text } : { text, source };
}

function makeScope(assumptions: readonly Assumption[]): Scope {
  try {
    return new Scope(assumptions);
  } catch (thrown) {
    if (!(thrown instanceof AssumptionViolated)) throw thrown;
    return fail("spec/misused", { what: `the assumption on ${thrown.symbol}`, reason: thrown.message });
  }
}

/** `round8(x, y)` taken apart. */
function readHead(head: string): { readonly name: string; readonly parameters: readonly string[] } {
  const [, name, list] = /^\s*(\w+)\s*\(([\w\s,]*)\)\s*$/.exec(head) ?? [];
  if (name === undefined || list === undefined) {
    return fail("spec/misused", { what: `"${head}"`, reason: "a function is written name(argument, argument)" });
  }
  const parameters = list
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  for (const part of [name, ...parameters]) checkValueName(part);
  return { name, parameters };
}

/** Axes of images and volumes; shapes of other ranks say nothing about themselves. */
function defaultAxes(rank: number): readonly string[] {
  if (rank === 3) return ["C", "H", "W"];
  if (rank === 4) return ["C", "D", "H", "W"];
  return [];
}
