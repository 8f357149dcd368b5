/** Lowers a specification to the graph: parameters, inputs, layers, outputs. */
import { type Diagnostic, diagnose, type Result, resultOf } from "../diagnostic.js";
import { type Assumption, type Dim, Scope } from "../dim/index.js";
import type { About, Graph, GraphInput } from "../graph/index.js";
import { closestName, core } from "../ops/index.js";
import { DocumentCompiler } from "./compile.js";
import { broken, Environment, type Tensor, type UserFunction } from "./environment.js";
import { parseExpression } from "./expression.js";
import { fail } from "./failure.js";
import { resolveDim } from "./field.js";
import { Findings } from "./findings.js";
import { Frame } from "./frame.js";
import { GraphBuilder, TooManyNodes } from "./graph-builder.js";
import { LayerBuilder } from "./layer-builder.js";
import type { Lowering } from "./lowering.js";
import { Names } from "./names.js";
import type { Spec } from "./read.js";
import { findTensor } from "./reference.js";
import type { SpecDocument } from "./schema.js";
import { defineAll } from "./steps/structure.js";
import { Template } from "./template.js";
import { resolveParameter, resolveValue } from "./value.js";

export interface LowerOptions {
  /** Name of a variant of the file; its first if absent. */
  readonly variant?: string | undefined;
  /** Size of the batch; 1 if absent, `"symbolic"` keeps it as N. */
  readonly batch?: number | "symbolic" | undefined;
  /** Sizes for symbols of the inputs, by name. */
  readonly sizes?: Readonly<Record<string, number>> | undefined;
  /** Shapes (without the batch) that replace those of the inputs, by input name. */
  readonly inputs?: Readonly<Record<string, readonly number[]>> | undefined;
  /** Facts about symbols, such as `H % 32 == 0`. */
  readonly assumptions?: readonly Assumption[] | undefined;
  /** Steps (nodes, layers, repetitions) after which lowering gives up; 1,000,000 if absent. */
  readonly maxNodes?: number | undefined;
}

/** Makes the graph of a specification. Goes on past errors, so that all of them are found. */
export function lowerSpec(spec: Spec, options: LowerOptions = {}): Result<Graph> {
  const findings = new Findings();
  const { document, place } = spec;
  const variants = Object.keys(document.variants ?? {});
  const variant = options.variant ?? variants[0];
  if (options.variant !== undefined && !variants.includes(options.variant)) {
    const hint = closestName(options.variant, variants);
    return {
      ok: false,
      diagnostics: [diagnose("spec/unknown-name", { name: options.variant, what: "variant" }, { hint })],
    };
  }
  const scope = new Scope(options.assumptions);
  const maxNodes = options.maxNodes ?? 1_000_000;
  const graph = new GraphBuilder(core, scope, findings, maxNodes);
  const batch =
    options.batch === "symbolic" ? (options.sizes?.N ?? scope.symbol("N")) : (options.batch ?? options.sizes?.N ?? 1);
  const global = globalEnvironment(document, variant, findings, place);
  const names = new Names();
  const inputs = readInputs(document, options, scope, batch, global, findings, spec);
  const tensors = new Map<string, Tensor>(inputs.map(({ name, type }) => [name, { name, ...type }]));
  for (const [name, tensor] of tensors)
    names.define(name, { tensor, place: place.child("inputs").child(name), weightName: name });
  const lowering: Lowering = {
    compiler: new DocumentCompiler(document, place),
    graph,
    builder: new LayerBuilder(graph, batch),
    names,
    findings,
    global,
    trainingParts: true,
    trainingOutputs: [],
  };
  const frame = Frame.outermost(global);
  const first = inputs.length === 1 ? tensors.get(inputs[0]?.name ?? "") : undefined;
  global.in = first;
  let last: Tensor | undefined;
  try {
    last = lowering.compiler.list(document.layers, place.child("layers")).run(lowering, frame, first);
  } catch (thrown) {
    if (thrown instanceof TooManyNodes)
      findings.report(diagnose("spec/too-many-nodes", { limit: maxNodes.toLocaleString("en-US") }));
    else findings.catch(thrown, place);
  }
  const outputs = [
    ...readOutputs(document, last, lowering, frame, spec),
    ...lowering.trainingOutputs.map((output) => ({ ...output, trainingOnly: true })),
  ];
  const name = variant ?? document.name;
  return resultOf(
    {
      name,
      inputs,
      outputs,
      nodes: graph.nodes,
      weights: graph.weights,
      scope,
      about: aboutOf(document, variant, global),
    },
    findings.all as Diagnostic[],
  );
}

function globalEnvironment(
  document: SpecDocument,
  variant: string | undefined,
  findings: Findings,
  place: Spec["place"],
): Environment {
  const functions = new Map<string, UserFunction>();
  for (const [signature, text] of Object.entries(document.functions ?? {})) {
    const at = place.child("functions").child(signature);
    try {
      const found = /^\s*([A-Za-z_]\w*)\s*\(([^()]*)\)\s*$/.exec(signature);
      if (found === null)
        fail("expression/syntax", { expression: signature, reason: "a function is written name(x, y)" });
      const parameters = (found?.[2] ?? "").split(",").map((one) => one.trim());
      const name = found?.[1] ?? "";
      functions.set(name, { name, parameters, body: parseExpression(text), text });
    } catch (thrown) {
      findings.catch(thrown, at);
    }
  }
  const environment = new Environment(functions);
  const given = variant === undefined ? {} : (document.variants?.[variant] ?? {});
  for (const [name, parameter] of Object.entries(document.parameters ?? {})) {
    try {
      environment.define(
        name,
        resolveParameter(parameter, Object.hasOwn(given, name) ? given[name] : undefined, environment),
      );
    } catch (thrown) {
      findings.catch(thrown, place.child("parameters").child(name));
      environment.define(name, broken);
    }
  }
  for (const key of Object.keys(given)) {
    if (key === "title" || key === "variant" || Object.hasOwn(document.parameters ?? {}, key)) continue;
    const hint = closestName(key, Object.keys(document.parameters ?? {}));
    findings.report(
      diagnose(
        "spec/unknown-key",
        { key, where: `the variant ${variant}` },
        { hint, ...place.child("variants").context },
      ),
    );
  }
  defineAll(document.let, (raw) => resolveValue(raw, environment), { environment }, { findings }, place.child("let"));
  return environment;
}

const imageAxes = ["C", "H", "W"];

function readInputs(
  document: SpecDocument,
  options: LowerOptions,
  scope: Scope,
  batch: Dim,
  environment: Environment,
  findings: Findings,
  { place }: Spec,
): readonly GraphInput[] {
  const declared = document.inputs ?? (document.input === undefined ? {} : { input: document.input });
  return Object.entries(declared).map(([name, input]): GraphInput => {
    const at = document.inputs === undefined ? place.child("input") : place.child("inputs").child(name);
    const written = Object.hasOwn(options.inputs ?? {}, name) ? (options.inputs?.[name] ?? input.shape) : input.shape;
    const shape = written.map((size, axis): Dim => {
      try {
        return readSize(size, options, scope, environment);
      } catch (thrown) {
        findings.catch(thrown, at.child("shape").child(axis));
        return 1;
      }
    });
    const axes = input.axes ?? (shape.length === 3 ? imageAxes : undefined);
    const type = { dtype: input.dtype ?? "float32", shape: [batch, ...shape] } as const;
    return { name, type, ...(axes !== undefined && { axes: ["N", ...axes] }) };
  });
}

/** A number, an expression over parameters, or a new name: a size left open. */
function readSize(size: number | string, options: LowerOptions, scope: Scope, environment: Environment): Dim {
  if (typeof size === "string" && /^[A-Za-z_]\w*$/.test(size) && environment.lookUp(size) === undefined) {
    const given = options.sizes !== undefined && Object.hasOwn(options.sizes, size) ? options.sizes[size] : undefined;
    const dim = given ?? scope.symbol(size);
    environment.define(size, dim);
    return dim;
  }
  return resolveDim(size, environment, { what: "the size", min: 1 });
}

function readOutputs(
  document: SpecDocument,
  last: Tensor | undefined,
  lowering: Lowering,
  frame: Frame,
  { place }: Spec,
): Graph["outputs"] {
  if (document.outputs === undefined)
    return last === undefined || last.name === "" ? [] : [{ name: "output", value: last.name }];
  const named: readonly (readonly [string, string])[] = Array.isArray(document.outputs)
    ? document.outputs.map((reference) => [reference, reference] as const)
    : Object.entries(document.outputs);
  return named.flatMap(([name, reference]) => {
    try {
      const tensor = findTensor(reference, last, lowering, frame);
      return tensor.failed ? [] : [{ name, value: tensor.name }];
    } catch (thrown) {
      lowering.findings.catch(thrown, place.child("outputs"));
      return [];
    }
  });
}

function aboutOf(document: SpecDocument, variant: string | undefined, environment: Environment): About {
  const chosen = variant === undefined ? undefined : document.variants?.[variant];
  const title = chosen?.title ?? document.title;
  const source = chosen?.variant === undefined ? document.source : { ...document.source, variant: chosen.variant };
  const facts = document.facts?.map((fact) => (typeof fact === "string" ? { text: fact } : fact));
  return {
    ...(title !== undefined && { title: title.includes("{") ? new Template(title).fill(environment) : title }),
    ...(document.description !== undefined && { description: document.description }),
    ...(source !== undefined && { source: source as NonNullable<About["source"]> }),
    ...(facts !== undefined && { facts: facts as NonNullable<About["facts"]> }),
  };
}
