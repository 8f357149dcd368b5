/** The bytes of a model file, piece by piece: everything but the weights first, then each weight as it is drawn. */
import { AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto } from "../codec/onnx-proto.js";
import { fieldNumber } from "../schema.js";

/** A tensor whose elements come in pieces. */
export interface StreamedTensor {
  /** Name, sizes, type. */
  readonly head: Partial<TensorProto>;
  readonly bytes: number;
  /** Stands in a node instead of among the initialisers, so that it does not read as a parameter. */
  readonly inNode?: boolean;
  pieces(): Iterable<Uint8Array>;
}

/** Something to be written: how long it is, and its pieces in order. Asked again, the same pieces. */
export interface ByteStream {
  readonly size: number;
  chunks(): Iterable<Uint8Array>;
}

/** Wire type 2: a length, then as many bytes. */
function lengthDelimited(field: number, length: number): Uint8Array {
  return Uint8Array.of(...varint(field * 8 + 2), ...varint(length));
}

function varint(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

interface Part {
  readonly start: readonly Uint8Array[];
  readonly bytes: number;
  readonly pieces?: () => Iterable<Uint8Array>;
}

const lengthOf = (parts: readonly Uint8Array[]): number => parts.reduce((sum, { length }) => sum + length, 0);

/** A field with a tensor whose elements stand in the file. */
function inlineTensor(field: number, { head, bytes, pieces }: StreamedTensor): Part {
  const about = TensorProto.encode(new TensorProto(head)).finish();
  const raw = lengthDelimited(fieldNumber("TensorProto", "raw_data"), bytes);
  const start = [lengthDelimited(field, about.length + raw.length + bytes), about, raw];
  return { start, bytes, pieces };
}

/** A node that gives a tensor: `Constant`, whose attribute `value` (of type TENSOR, 4) holds it. */
function constantNode(tensor: StreamedTensor): Part {
  const { head, bytes, pieces } = tensor;
  const value = inlineTensor(fieldNumber("AttributeProto", "t"), { ...tensor, head: { ...head, name: "" } });
  const about = AttributeProto.encode(new AttributeProto({ name: "value", type: 4 })).finish();
  const node = NodeProto.encode(new NodeProto({ opType: "Constant", output: [head.name ?? ""] })).finish();
  const inner = about.length + sizeOf(value);
  const attribute = lengthDelimited(fieldNumber("NodeProto", "attribute"), inner);
  const field = lengthDelimited(fieldNumber("GraphProto", "node"), node.length + attribute.length + inner);
  return { start: [field, node, attribute, about, ...value.start], bytes, pieces };
}

/** A field with a tensor that is complete, such as one whose elements stand elsewhere. */
function wholeTensor(field: number, tensor: TensorProto): Part {
  const bytes = TensorProto.encode(tensor).finish();
  return { start: [lengthDelimited(field, bytes.length), bytes], bytes: 0 };
}

function* writePart({ start, pieces }: Part): Generator<Uint8Array> {
  yield* start;
  if (pieces !== undefined) yield* pieces();
}

const sizeOf = ({ start, bytes }: Part): number => lengthOf(start) + bytes;

/**
 * The file of a model. Lengths stand before contents in a protobuf message, so they are added up first, without drawing
 * anything.
 */
export function modelFile(
  model: Partial<ModelProto>,
  graph: Partial<GraphProto>,
  constants: readonly TensorProto[],
  weights: readonly StreamedTensor[],
): ByteStream {
  const head = ModelProto.encode(new ModelProto(model)).finish();
  const body = GraphProto.encode(new GraphProto(graph)).finish();
  const field = fieldNumber("GraphProto", "initializer");
  const isNode = ({ inNode }: StreamedTensor): boolean => inNode === true;
  // Nodes stand in order: those that give a constant come first.
  const first = weights.filter(isNode).map(constantNode);
  const parts = [
    ...constants.map((tensor) => wholeTensor(field, tensor)),
    ...weights.filter((tensor) => !isNode(tensor)).map((tensor) => inlineTensor(field, tensor)),
  ];
  const graphSize = body.length + [...first, ...parts].reduce((sum, part) => sum + sizeOf(part), 0);
  const before = [head, lengthDelimited(fieldNumber("ModelProto", "graph"), graphSize)];
  return {
    size: lengthOf(before) + graphSize,
    *chunks() {
      yield* before;
      for (const part of first) yield* writePart(part);
      yield body;
      for (const part of parts) yield* writePart(part);
    },
  };
}

/** Tensors in external data start at multiples of this, so that they can be mapped into memory (ONNX, ExternalData.md). */
const alignment = 4096;

/** One file with the elements of all tensors, and the tensors that refer to it. */
export function externalFile(
  weights: readonly StreamedTensor[],
  location: string,
): { readonly file: ByteStream; readonly tensors: readonly TensorProto[] } {
  let end = 0;
  const placed = weights.map((weight) => {
    const offset = Math.ceil(end / alignment) * alignment;
    const gap = offset - end;
    end = offset + weight.bytes;
    return { weight, offset, gap };
  });
  const tensors = placed.map(({ weight, offset }) => {
    const entry = (key: string, value: string) => ({ key, value });
    const externalData = [
      entry("location", location),
      entry("offset", String(offset)),
      entry("length", String(weight.bytes)),
    ];
    return new TensorProto({ ...weight.head, externalData, dataLocation: 1 });
  });
  return {
    file: {
      size: end,
      *chunks() {
        for (const { weight, gap } of placed) {
          if (gap > 0) yield new Uint8Array(gap);
          yield* weight.pieces();
        }
      },
    },
    tensors,
  };
}

/** All pieces as one array. */
export function joinChunks({ size, chunks }: ByteStream): Uint8Array {
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks()) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
