/** What a layer's lowering works with: its inputs, and the calls that make weights, constants and nodes in its name. */
import type { DiagnosticCode, DiagnosticContext, DiagnosticData } from "../diagnostic.js";
import type { Dim } from "../dim/index.js";
import type { AttributeValue, InitialiserChoice, Weight } from "../graph/index.js";
import type { CoreOperator } from "../ops/index.js";
import { type DType, integers, isFloat, type KnownValue, shapeText } from "../tensor/index.js";
import type { Tensor } from "./environment.js";
import { fail, failQuietly } from "./failure.js";
import type { GraphBuilder, LayerOrigin } from "./graph-builder.js";

export interface WeightOptions {
  readonly initialiser?: InitialiserChoice | undefined;
  readonly kind?: Weight["kind"];
  readonly dtype?: DType;
}

/** One layer at a time: `begin` names it. */
export class LayerBuilder {
  private name = "";
  private weightName = "";
  private shared = false;
  private frozen = false;
  private origin: LayerOrigin | undefined;
  /** The tensors that arrive. */
  inputs: readonly Tensor[] = [];

  constructor(
    private readonly graph: GraphBuilder,
    /** Size of the batch axis. */
    readonly batch: Dim,
  ) {}

  begin(origin: LayerOrigin, inputs: readonly Tensor[], weightName: string, shared: boolean, frozen: boolean): void {
    this.name = origin.name;
    this.origin = origin;
    this.inputs = inputs;
    this.weightName = weightName;
    this.shared = shared;
    this.frozen = frozen;
  }

  /** Ends the layer with an error. */
  fail<C extends DiagnosticCode>(code: C, data: DiagnosticData<C>, context: DiagnosticContext = {}): never {
    return fail(code, data, context);
  }

  /** The first tensor that arrives. */
  get input(): Tensor {
    return this.inputs[0] ?? failQuietly();
  }

  /** The shape of a tensor, the batch included; ends the layer where it is not known. */
  shape(tensor: Tensor = this.input): readonly Dim[] {
    if (tensor.shape !== null) return tensor.shape;
    if (tensor.failed) return failQuietly();
    return fail("spec/needs-known-shape", { what: this.name }, { tensor: tensor.name });
  }

  /** The shape, which must have this many axes (the batch included). */
  shapeOfRank(rank: number, expected: string, tensor: Tensor = this.input): readonly Dim[] {
    const shape = this.shape(tensor);
    if (shape.length === rank) return shape;
    const hint = shape.length > rank && rank === 2 ? "flatten the input first" : undefined;
    return fail("shape/rank", { op: this.type, input: tensor.name, expected, shape: shapeText(shape) }, { hint });
  }

  /** Size of an axis; a negative one counts from the end. */
  size(axis: number, tensor: Tensor = this.input): Dim {
    return this.shape(tensor)[this.axis(axis, tensor)] ?? failQuietly();
  }

  /** An axis counted from the front. */
  axis(axis: number, tensor: Tensor = this.input): number {
    const rank = this.shape(tensor).length;
    const index = axis < 0 ? axis + rank : axis;
    if (index >= 0 && index < rank) return index;
    return fail("shape/axis", { op: this.type, axis: `${axis}`, rank: `${rank}` });
  }

  /** Size of axis 1. */
  channels(tensor: Tensor = this.input): Dim {
    return this.size(1, tensor);
  }

  /** The layer's type, for messages. */
  get type(): string {
    return this.origin?.type ?? "";
  }

  /** A learnable tensor `<layer>.<suffix>`, or another tensor that comes with the network. */
  weight(
    suffix: string,
    shape: readonly Dim[],
    { initialiser, kind = "parameter", dtype }: WeightOptions = {},
  ): Tensor {
    const first = this.inputs[0]?.dtype;
    return this.graph.weight(
      {
        name: `${this.weightName}.${suffix}`,
        dtype: dtype ?? (first !== undefined && isFloat(first) ? first : "float32"),
        shape,
        kind,
        ...(initialiser !== undefined && { initialiser }),
        ...(this.frozen && kind === "parameter" && { frozen: true }),
      },
      this.shared,
    );
  }

  /** A tensor of known elements `<layer>.<suffix>`. */
  constant(suffix: string, value: KnownValue): Tensor {
    const { dtype, shape } = value;
    return {
      ...this.graph.weight({ name: `${this.name}.${suffix}`, dtype, shape, kind: "constant", value }, false),
      value,
    };
  }

  /** Whole numbers as a constant of rank 1, or of rank 0 for a single number. */
  integers(suffix: string, data: readonly Dim[] | number): Tensor {
    return this.constant(suffix, integers(data));
  }

  /** A single float. */
  float(suffix: string, value: number): Tensor {
    const first = this.inputs[0]?.dtype;
    const dtype = first !== undefined && isFloat(first) ? first : "float32";
    return this.constant(suffix, { dtype, shape: [], data: [value] });
  }

  /** A node with one output. Without a suffix it has the layer's own name: use that for the last node. */
  node(
    op: CoreOperator,
    inputs: readonly (Tensor | undefined)[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    suffix?: string,
  ): Tensor {
    const name = suffix === undefined ? this.name : `${this.name}.${suffix}`;
    return this.emit(op, inputs, attributes, name, [name])[0] ?? failQuietly();
  }

  /** A node with several outputs, `<layer>.<output>`. */
  nodes(
    op: CoreOperator,
    inputs: readonly (Tensor | undefined)[],
    outputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    suffix?: string,
  ): readonly Tensor[] {
    const name = suffix === undefined ? this.name : `${this.name}.${suffix}`;
    return this.emit(
      op,
      inputs,
      attributes,
      name,
      outputs.map((output) => (output === "" ? "" : `${name}.${output}`)),
    );
  }

  /** A node of an operator of our own, for what ONNX has no operator. */
  ownNode(op: string, inputs: readonly Tensor[], attributes: Readonly<Record<string, AttributeValue>>): Tensor {
    return this.anyNode(op, "shapewright", inputs, 1, attributes)[0] ?? failQuietly();
  }

  /** A node of any operator by name. */
  anyNode(
    op: string,
    domain: string | undefined,
    inputs: readonly (Tensor | undefined)[],
    outputs: number,
    attributes: Readonly<Record<string, AttributeValue>>,
  ): readonly Tensor[] {
    const names = outputs === 1 ? [this.name] : Array.from({ length: outputs }, (_, i) => `${this.name}.${i}`);
    return this.emit(op, inputs, attributes, this.name, names, domain);
  }

  private emit(
    op: string,
    inputs: readonly (Tensor | undefined)[],
    attributes: Readonly<Record<string, AttributeValue>>,
    name: string,
    outputs: readonly string[],
    domain?: string,
  ): readonly Tensor[] {
    if (this.origin === undefined || inputs.some((input) => input?.failed)) return failQuietly();
    return this.graph.node(name, op, inputs, attributes, outputs, this.origin, domain);
  }
}
