/** Makes the plain data of a model from its protobuf messages: graphs, nodes, functions, and what describes them. */
import { type Diagnostic, diagnose } from "../diagnostic.js";
import { type AttributeDecoding, decodeAttribute } from "./attribute-decoding.js";
import type {
  AttributeProto,
  FunctionProto,
  GraphProto,
  Integer,
  ModelProto,
  NodeProto,
  OperatorSetIdProto,
  StringStringEntryProto,
  TrainingInfoProto,
  ValueInfoProto,
} from "./codec/onnx-proto.js";
import { labelOf } from "./import/place.js";
import type {
  Model,
  ModelAttribute,
  ModelFunction,
  ModelGraph,
  ModelNode,
  ModelSparseTensor,
  ModelValue,
  OpsetImport,
  TrainingInfo,
} from "./model.js";
import type { Notes } from "./notes.js";
import { fieldNumber } from "./schema.js";
import { decodeSparseTensor, decodeTensor, describe, mapOf } from "./tensor-decoding.js";
import { decodeType } from "./type-decoding.js";

/** The messages that stand in fields which the codec drops, decoded from the bytes of such a field. */
export interface NewerMessages {
  readonly attribute: (bytes: Uint8Array) => AttributeProto;
  readonly valueInfo: (bytes: Uint8Array) => ValueInfoProto;
  readonly entry: (bytes: Uint8Array) => StringStringEntryProto;
}

/** Findings beyond these are only counted. */
const mostFindings = 1000;

const model = {
  graph: fieldNumber("ModelProto", "graph"),
  trainingInfo: fieldNumber("ModelProto", "training_info"),
  functions: fieldNumber("ModelProto", "functions"),
};
const graph = {
  node: fieldNumber("GraphProto", "node"),
  initializer: fieldNumber("GraphProto", "initializer"),
  input: fieldNumber("GraphProto", "input"),
  output: fieldNumber("GraphProto", "output"),
  valueInfo: fieldNumber("GraphProto", "value_info"),
  sparseInitializer: fieldNumber("GraphProto", "sparse_initializer"),
  metadata: fieldNumber("GraphProto", "metadata_props"),
};
const node = {
  attribute: fieldNumber("NodeProto", "attribute"),
  overload: fieldNumber("NodeProto", "overload"),
  metadata: fieldNumber("NodeProto", "metadata_props"),
};
const value = {
  type: fieldNumber("ValueInfoProto", "type"),
  metadata: fieldNumber("ValueInfoProto", "metadata_props"),
};
const definition = {
  node: fieldNumber("FunctionProto", "node"),
  defaults: fieldNumber("FunctionProto", "attribute_proto"),
  valueInfo: fieldNumber("FunctionProto", "value_info"),
  overload: fieldNumber("FunctionProto", "overload"),
  metadata: fieldNumber("FunctionProto", "metadata_props"),
};
const training = {
  initialization: fieldNumber("TrainingInfoProto", "initialization"),
  algorithm: fieldNumber("TrainingInfoProto", "algorithm"),
};

const noAttributes: readonly ModelAttribute[] = [];

/** Decodes one file. The notes that go along say what was left out of a message, and what in it the codec has dropped. */
export class ModelDecoding implements AttributeDecoding {
  private readonly diagnostics: Diagnostic[] = [];
  private untold = 0;
  /** The node that is being decoded, as a message names it. */
  private node: NodeProto | undefined;
  private nodeIndex = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly messages: NewerMessages,
  ) {}

  report(finding: Diagnostic): void {
    if (this.diagnostics.length >= mostFindings) this.untold += 1;
    else this.diagnostics.push(this.node === undefined ? finding : finding.at({ node: this.nodeLabel(this.node) }));
  }

  /** What was found; beyond a number of findings, only how many more there are. */
  finish(): readonly Diagnostic[] {
    if (this.untold === 0) return this.diagnostics;
    return [...this.diagnostics, diagnose("onnx/more-findings", { times: String(this.untold) })];
  }

  private nodeLabel({ name, opType, output }: NodeProto): string {
    return labelOf({ name, op: opType, outputs: output }, this.nodeIndex);
  }

  model(proto: ModelProto, notes: Notes, size: Model["size"]): Model | undefined {
    if (proto.graph === null) {
      this.report(diagnose("onnx/no-graph", {}));
      return undefined;
    }
    return {
      irVersion: this.integer("ir_version", proto.irVersion),
      opsetImports: this.opsetImports(proto.opsetImport),
      producer: { name: proto.producerName, version: proto.producerVersion },
      domain: proto.domain,
      modelVersion: proto.modelVersion,
      graph: this.graph(proto.graph, notes.child(model.graph, 0)),
      functions: proto.functions.map((each, index) => this.function(each, notes.child(model.functions, index))),
      trainingInfo: proto.trainingInfo.map((each, index) =>
        this.training(each, notes.child(model.trainingInfo, index)),
      ),
      size,
      ...(proto.docString === "" ? {} : { docString: proto.docString }),
      ...(proto.metadataProps.length === 0 ? {} : { metadata: mapOf(proto.metadataProps) }),
    };
  }

  graph(proto: GraphProto, notes: Notes | undefined): ModelGraph {
    const [outerNode, outerIndex] = [this.node, this.nodeIndex];
    const nodes = this.nodes(proto.node, notes, graph.node);
    this.node = undefined;
    const result: ModelGraph = {
      name: proto.name,
      nodes,
      inputs: this.values(proto.input, notes, graph.input),
      outputs: this.values(proto.output, notes, graph.output),
      valueInfo: this.values(proto.valueInfo, notes, graph.valueInfo),
      initializers: proto.initializer.map((tensor, index) =>
        decodeTensor(tensor, notes?.child(graph.initializer, index), this),
      ),
      sparseInitializers: proto.sparseInitializer
        .map((sparse, index) => decodeSparseTensor(sparse, notes?.child(graph.sparseInitializer, index), this))
        .filter((sparse): sparse is ModelSparseTensor => sparse !== null),
      quantisation: proto.quantizationAnnotation.map(({ tensorName, quantParameterTensorNames }) => ({
        tensor: tensorName,
        parameters: mapOf(quantParameterTensorNames),
      })),
      ...describe(proto.docString, notes, graph.metadata, this),
    };
    this.node = outerNode;
    this.nodeIndex = outerIndex;
    return result;
  }

  private nodes(protos: readonly NodeProto[], notes: Notes | undefined, field: number): readonly ModelNode[] {
    return protos.map((proto, index) => {
      this.node = proto;
      this.nodeIndex = index;
      return this.decodeNode(proto, notes?.child(field, index));
    });
  }

  private decodeNode(proto: NodeProto, notes: Notes | undefined): ModelNode {
    const attributes =
      proto.attribute.length === 0 ? noAttributes : this.attributes(proto.attribute, notes, node.attribute);
    const described = describe(proto.docString, notes, node.metadata, this);
    const result = {
      name: proto.name,
      op: proto.opType,
      domain: proto.domain,
      overload: notes === undefined ? "" : this.text(notes, node.overload),
      inputs: proto.input,
      outputs: proto.output,
      attributes,
    };
    return described === undefined ? result : { ...result, ...described };
  }

  private attributes(
    protos: readonly AttributeProto[],
    notes: Notes | undefined,
    field: number,
  ): readonly ModelAttribute[] {
    const result: ModelAttribute[] = [];
    for (const [index, proto] of protos.entries()) {
      const attribute = decodeAttribute(proto, notes?.child(field, index), this);
      if (attribute !== null) result.push(attribute);
    }
    return result;
  }

  private values(protos: readonly ValueInfoProto[], notes: Notes | undefined, field: number): readonly ModelValue[] {
    return protos.map((proto, index) => this.value(proto, notes?.child(field, index)));
  }

  private value(proto: ValueInfoProto, notes: Notes | undefined): ModelValue {
    const { name } = proto;
    const place = { tensor: name };
    const decoding = {
      report: (finding: Diagnostic): void => this.report(finding.at(place)),
      entries: this.entries.bind(this),
    };
    const type = decodeType(proto.type, notes?.child(value.type, 0), decoding);
    const described = describe(proto.docString, notes, value.metadata, this);
    return described === undefined ? { name, type } : { name, type, ...described };
  }

  private function(proto: FunctionProto, notes: Notes | undefined): ModelFunction {
    const nodes = this.nodes(proto.node, notes, definition.node);
    this.node = undefined;
    const defaults: ModelAttribute[] = [];
    const valueInfo: ModelValue[] = [];
    for (const { field, index, start, end } of notes?.newer ?? []) {
      const bytes = this.bytes.subarray(start, end);
      const below = notes?.child(field, index);
      if (field === definition.defaults) {
        const attribute = decodeAttribute(this.messages.attribute(bytes), below, this);
        if (attribute !== null) defaults.push(attribute);
      } else if (field === definition.valueInfo) {
        valueInfo.push(this.value(this.messages.valueInfo(bytes), below));
      }
    }
    return {
      domain: proto.domain,
      name: proto.name,
      overload: notes === undefined ? "" : this.text(notes, definition.overload),
      inputs: proto.input,
      outputs: proto.output,
      attributes: proto.attribute,
      defaults,
      nodes,
      valueInfo,
      opsetImports: this.opsetImports(proto.opsetImport),
      ...describe(proto.docString, notes, definition.metadata, this),
    };
  }

  private training(proto: TrainingInfoProto, notes: Notes | undefined): TrainingInfo {
    return {
      initialization:
        proto.initialization && this.graph(proto.initialization, notes?.child(training.initialization, 0)),
      algorithm: proto.algorithm && this.graph(proto.algorithm, notes?.child(training.algorithm, 0)),
      initializationBinding: mapOf(proto.initializationBinding),
      updateBinding: mapOf(proto.updateBinding),
    };
  }

  private opsetImports(protos: readonly OperatorSetIdProto[]): readonly OpsetImport[] {
    return protos.map(({ domain, version }) => ({
      domain,
      version: this.integer(`the version of "${domain}"`, version),
    }));
  }

  private integer(what: string, number: Integer): number {
    if (typeof number === "number") return number;
    this.report(diagnose("onnx/integer", { what, value: String(number) }));
    return Number(number);
  }

  entries(notes: Notes, field: number): readonly StringStringEntryProto[] {
    return notes.newer
      .filter((each) => each.field === field)
      .map(({ start, end }) => this.messages.entry(this.bytes.subarray(start, end)));
  }

  /** The text in a newer field; the last one counts, as in protobuf. */
  private text(notes: Notes, field: number): string {
    const last = notes.newer.filter((each) => each.field === field).at(-1);
    return last === undefined ? "" : new TextDecoder().decode(this.bytes.subarray(last.start, last.end));
  }
}
