/** Writes a graph as an ONNX model: nodes in the form of the opset, weights drawn from their initialisers. */
import { type Diagnostic, diagnose, type Result } from "../../diagnostic.js";
import type { Graph, Node, StoredElements, Weight } from "../../graph/index.js";
import { drawingFault, drawPlanned, generatorName, planWeights, type WeightPlan } from "../../init/index.js";
import { definitionOf, executable, placeOf, type Registry } from "../../ops/index.js";
import { isFloat, type KnownValue, shapeText, type TensorType } from "../../tensor/index.js";
import type { TensorProto } from "../codec/onnx-proto.js";
import { rawBytesOf } from "../elements.js";
import { isLabel } from "../import/place.js";
import { closeBody, namesIn } from "./bodies.js";
import { bytesOfFloats, bytesOfScalars, isWritable } from "./element-bytes.js";
import { encodeConstant, encodeNode, encodeTensorHead, encodeValue } from "./encoding.js";
import { type ByteStream, externalFile, modelFile, type StreamedTensor } from "./file.js";
import { keepReachable, nameOutputs } from "./inference-part.js";
import { lowerNode, Unwritable } from "./lowering.js";
import { lowerings } from "./lowerings/index.js";
import { isOpen, openConstant } from "./open-constant.js";
import { defaultOpset, irVersionOf, newestOpset, oldestOpset } from "./opset.js";
import { writtenForm } from "./written-form.js";

/** A graph whose values have types: what inference gives. */
export interface TypedGraph {
  readonly graph: Graph;
  readonly types: ReadonlyMap<string, TensorType>;
  readonly registry?: Registry;
  /** Elements of values that are known before the network runs. */
  readonly values?: ReadonlyMap<string, KnownValue>;
}

/** Elements that lie in a file. */
export type FileElements = Extract<StoredElements, { kind: "file" }>;

export interface ExportOptions {
  /** 13 to 28; if absent the imported file's own where it is one of these, otherwise 17. */
  readonly opset?: number;
  /** Seeds the weights: a whole number from 0 to 2^53 - 1; 0 if absent. */
  readonly seed?: number;
  /** False writes the bare graph: weights of more than 1,024 elements are nodes that make constants. True if absent. */
  readonly weights?: boolean;
  /** Weights of more bytes than this together go to a file of their own; 10^9 if absent. */
  readonly externalAbove?: number;
  /** Name of that file, beside the model's; `<network>.onnx.data` if absent. */
  readonly dataFile?: string;
  /** Reads the bytes of weights that lie in the file that was imported, or in one beside it, piece by piece. */
  readonly readElements?: (elements: FileElements) => Iterable<Uint8Array>;
  /** Version of the writer, for the model's `producer_version`. */
  readonly producerVersion?: string;
}

export interface ExportedModel {
  readonly opset: number;
  readonly irVersion: number;
  readonly seed: number;
  /** The model's own file. */
  readonly file: ByteStream;
  /** The file with the weights, where they are too large to stand in the model. */
  readonly external?: { readonly location: string; readonly file: ByteStream };
}

/** Weights up to this many elements are written even in a bare graph: they cost nothing, and shapes may depend on them. */
const smallWeight = 1024;

/**
 * The graph as an ONNX model. Parts that only training runs are left out. Nothing is drawn before the chunks are read,
 * so that of the weights only a piece at a time is in memory.
 *
 * @returns findings instead of a model for an opset that cannot be written, an operator that the opset cannot say, a
 *   weight whose size is open
 * @example
 * const exported = exportModel(inferShapes(graph).value, { seed: 1 });
 * if (exported.ok) for (const chunk of exported.value.file.chunks()) write(chunk);
 */
export function exportModel(typed: TypedGraph, options: ExportOptions = {}): Result<ExportedModel> {
  const { opset = opsetOf(typed.graph), seed = 0 } = options;
  const irVersion = irVersionOf(opset);
  if (irVersion === undefined) {
    const range = `${oldestOpset} to ${newestOpset}`;
    return { ok: false, diagnostics: [diagnose("export/opset", { opset: String(opset), range })] };
  }
  const writing = new ModelWriting(typed, opset, options);
  const exported = writing.write(irVersion, seed);
  const { findings } = writing;
  if (findings.length > 0 || exported === undefined) return { ok: false, diagnostics: findings };
  return { ok: true, value: exported, diagnostics: [] };
}

/** The opset of the file that a graph comes from, where that one is written. */
function opsetOf({ file }: Graph): number {
  const own = file?.opsets.get("");
  return own !== undefined && irVersionOf(own) !== undefined ? own : defaultOpset;
}

class ModelWriting {
  readonly findings: Diagnostic[] = [];
  private readonly graph: Graph;
  private readonly registry: Registry;
  private readonly nodes: Node[] = [];
  private readonly nodeNames = new Set<string>();
  private isDrawn = false;
  private readonly constants = new Map<string, KnownValue>();
  private readonly streamed: StreamedTensor[] = [];
  private readonly names: Set<string>;
  /** Means and variances of batch normalisations, which are known as buffers by where they go in. */
  private readonly statistics: ReadonlySet<string>;

  constructor(
    private readonly typed: TypedGraph,
    private readonly opset: number,
    private readonly options: ExportOptions,
  ) {
    this.graph = keepReachable(typed.graph);
    this.registry = typed.registry ?? executable;
    this.names = new Set([...typed.types.keys(), ...namesIn(this.graph.nodes)]);
    const normalisations = this.graph.nodes.filter(({ op }) => op === "BatchNormalization");
    this.statistics = new Set(normalisations.flatMap(({ inputs }) => inputs.slice(3)));
  }

  write(irVersion: number, seed: number): ExportedModel | undefined {
    this.addWeights(seed);
    this.nodes.push(...this.lowerNodes(this.graph.nodes));
    if (this.findings.length > 0) return undefined;
    const { name, about, file: facts } = this.graph;
    const bytes = this.streamed.reduce((sum, weight) => sum + weight.bytes, 0);
    const location = this.options.dataFile ?? `${name}.onnx.data`;
    const isLarge = bytes > (this.options.externalAbove ?? 1e9);
    const outside = this.streamed.filter(({ inNode }) => inNode !== true);
    const external = isLarge ? externalFile(outside, location) : undefined;
    const domains = new Set(domainsOf(this.nodes));
    const constants = [...this.constants].filter(([, { dtype }]) => !isFloat(dtype));
    const model = {
      irVersion,
      opsetImport: [
        { domain: "", version: this.opset },
        ...[...(facts?.opsets ?? [])].flatMap(([domain, version]) =>
          domains.has(domain) ? [{ domain, version }] : [],
        ),
      ],
      producerName: "shapewright",
      ...(this.options.producerVersion !== undefined && { producerVersion: this.options.producerVersion }),
      docString: facts?.docString ?? about.title ?? "",
      metadataProps: [
        ...[...(facts?.metadata ?? [])].map(([key, value]) => ({ key, value })),
        ...(this.isDrawn ? provenance(seed) : []),
      ],
    };
    const inNodes = this.streamed.filter(({ inNode }) => inNode === true);
    const inline: readonly StreamedTensor[] = external === undefined ? this.streamed : inNodes;
    const tensors: readonly TensorProto[] = [
      ...constants.map(([constant, value]) => encodeConstant(constant, value)),
      ...(external?.tensors ?? []),
    ];
    const file = modelFile(model, this.encodeGraph(), tensors, inline);
    return {
      opset: this.opset,
      irVersion,
      seed,
      file,
      ...(external !== undefined && { external: { location, file: external.file } }),
    };
  }

  private encodeGraph() {
    const { name, inputs } = this.graph;
    const typeOf = (value: string): TensorType => this.typed.types.get(value) ?? { dtype: "float32", shape: null };
    const { nodes, outputs } = nameOutputs([...this.constantNodes(), ...this.nodes], this.graph.outputs, (value) =>
      this.names.has(value),
    );
    const known = nodes.flatMap((node) => node.outputs).filter((value) => this.typed.types.get(value)?.shape);
    return {
      name,
      node: nodes.map((node) =>
        encodeNode(node, {
          definitionOf: ({ op, domain }) => definitionOf(this.registry, op, domain),
          typeOf: (value) => this.typed.types.get(value),
        }),
      ),
      input: inputs.map((input) => encodeValue(input.name, input.type, input.axes)),
      output: outputs.map((output) => encodeValue(output.name, typeOf(output.value))),
      valueInfo: known
        .filter((value) => outputs.every((output) => output.name !== value))
        .map((value) => encodeValue(value, typeOf(value))),
    };
  }

  /**
   * Floats that are part of the graph are nodes: a float that is an initialiser reads as a parameter, there and in other
   * tools.
   */
  private constantNodes(): readonly Node[] {
    const floats = [...this.constants].filter(([, { dtype }]) => isFloat(dtype));
    return floats.map(([name, value]) => ({
      name,
      op: "Constant",
      attributes: { value },
      inputs: [],
      outputs: [name],
    }));
  }

  private addWeights(seed: number): void {
    const plans = planWeights(this.graph);
    for (const weight of this.graph.weights.values()) this.addWeight(weight, plans.get(weight.name), seed);
  }

  private addWeight(weight: Weight, plan: WeightPlan | undefined, seed: number): void {
    const { name, kind, value, stored, initialiser } = weight;
    const isBare = this.options.weights === false;
    if (value !== undefined && (kind === "constant" || stored === undefined)) this.addKnown(name, value);
    else if (isBare && plan !== undefined && (plan.elements > smallWeight || stored?.kind === "file"))
      this.addFill(plan);
    else if (stored !== undefined) this.addStored(weight, stored);
    else if (this.graph.file !== undefined && initialiser === undefined) {
      this.findings.push(
        diagnose("export/elements", {}, { tensor: name, hint: "--no-weights writes the graph alone" }),
      );
    } else if (plan !== undefined) this.addDrawn(plan, seed);
    else this.refuseWeight(name, `its size ${shapeText(weight.shape)} is open`, "fix the sizes with --dim");
  }

  /** Elements that the file has, as they are. */
  private addStored({ name, dtype, shape, kind }: Weight, stored: StoredElements): void {
    const { readElements } = this.options;
    const head = encodeTensorHead(name, { dtype, shape: shape.filter((size) => typeof size === "number") });
    const inNode = kind === "constant" && isFloat(dtype);
    const bytes = stored.kind === "memory" ? bytesOfScalars(dtype, stored.data) : undefined;
    if (bytes !== undefined) {
      this.streamed.push({ head, bytes: bytes.length, inNode, pieces: () => [bytes] });
    } else if (stored.kind === "file" && readElements !== undefined) {
      this.streamed.push({ head, bytes: stored.bytes, inNode, pieces: () => readElements(stored) });
    } else
      this.refuseWeight(
        name,
        stored.kind === "file" ? "its file is not at hand" : `elements of ${dtype} are not written`,
      );
  }

  /** A node that makes as many equal elements. */
  private addFill({ weight: { name, dtype }, shape, distribution }: WeightPlan): void {
    const value = distribution.kind === "constant" ? distribution.value : 0;
    const sizes = this.constant(`${name}.shape`, { dtype: "int64", shape: [shape.length], data: shape });
    const attributes = { value: { dtype, shape: [1], data: [value] } };
    this.nodes.push({ name, op: "ConstantOfShape", attributes, inputs: [sizes], outputs: [name] });
  }

  private refuseWeight(tensor: string, reason: string, hint?: string): void {
    this.findings.push(diagnose("export/weight", { reason }, { tensor, hint }));
  }

  private addDrawn(plan: WeightPlan, seed: number): void {
    const { weight, shape, elements, distribution, layout } = plan;
    const { name, dtype } = weight;
    if (!isWritable(dtype)) {
      this.refuseWeight(name, `elements of ${dtype} are not written`);
      return;
    }
    const fault = drawingFault(distribution, layout);
    if (fault !== undefined) {
      this.refuseWeight(name, fault, "another initialiser, such as he_normal");
      return;
    }
    this.isDrawn = true;
    if (weight.kind !== "parameter" && !this.statistics.has(name)) {
      this.constants.set(name, { dtype, shape, data: [...drawPlanned(plan, seed)].flatMap((piece) => [...piece]) });
      return;
    }
    this.streamed.push({
      head: encodeTensorHead(name, { dtype, shape }),
      bytes: rawBytesOf(dtype, elements) ?? 0,
      *pieces() {
        for (const piece of drawPlanned(plan, seed)) yield bytesOfFloats(dtype, piece);
      },
    });
  }

  private addKnown(name: string, value: KnownValue): void {
    if (!isOpen(value)) {
      this.constants.set(name, value);
      return;
    }
    const nodes = openConstant(this.graph, name, value, (part, known) => this.constant(part, known));
    if (nodes !== undefined) this.nodes.push(...nodes);
    else {
      const hint = "fix the sizes with --dim";
      this.findings.push(diagnose("export/open-constant", {}, { tensor: name, hint }));
    }
  }

  /** A constant under a name that nothing else has. */
  private constant(wanted: string, value: KnownValue): string {
    const name = this.fresh(wanted);
    this.constants.set(name, value);
    return name;
  }

  private fresh(wanted: string): string {
    let name = wanted;
    for (let count = 1; this.names.has(name); count += 1) name = `${wanted}_${count}`;
    this.names.add(name);
    return name;
  }

  private lowerNodes(nodes: readonly Node[]): readonly Node[] {
    return nodes.flatMap((node) => this.lowerNode(node));
  }

  private lowerBodies(node: Node): Node {
    if (node.subgraphs === undefined) return node;
    const bodies = Object.entries(node.subgraphs).map(
      ([name, body]) => [name, closeBody(body, this.lowerNodes(body.nodes), (wish) => this.fresh(wish))] as const,
    );
    return { ...node, subgraphs: Object.fromEntries(bodies) };
  }

  /** Nodes that an upgrade or a lowering made of one share its name; runtimes refuse that. */
  private withOwnName(node: Node): Node {
    let { name } = node;
    if (isLabel(name)) return node;
    for (let count = 1; this.nodeNames.has(name); count += 1) name = `${node.name}_${count}`;
    this.nodeNames.add(name);
    return name === node.name ? node : { ...node, name };
  }

  private lowerNode(node: Node): readonly Node[] {
    try {
      const lowered = lowerNode(node, {
        opset: this.opset,
        table: lowerings,
        registry: this.registry,
        typeOf: (value) => this.typed.types.get(value),
        valueOf: (value) => this.constants.get(value) ?? this.typed.values?.get(value),
        constant: (name, value) => this.constant(name, value),
        fresh: (name) => this.fresh(name),
      });
      const { file } = this.graph;
      return lowered.map((each) =>
        this.withOwnName(writtenForm(this.lowerBodies(each), this.opset, this.registry, file)),
      );
    } catch (thrown) {
      if (!(thrown instanceof Unwritable)) throw thrown;
      const data = { op: node.op, opset: String(this.opset), reason: thrown.message };
      this.findings.push(diagnose("export/operator", data, placeOf(node)));
      return [];
    }
  }
}

function* domainsOf(nodes: readonly Node[]): Generator<string> {
  for (const { domain = "", subgraphs } of nodes) {
    if (domain !== "") yield domain;
    for (const body of Object.values(subgraphs ?? {})) yield* domainsOf(body.nodes);
  }
}

/** How the weights can be made again. */
function provenance(seed: number) {
  return [
    { key: "shapewright.seed", value: String(seed) },
    { key: "shapewright.generator", value: generatorName },
  ];
}
