/** Walks the wire format of an ONNX file in front of the codec: checks and bounds it, and leaves long data out of memory. */
import { type Diagnostic, diagnose } from "../diagnostic.js";
import { type DType, dtypeNames, dtypes } from "../tensor/index.js";
import { KeptBytes } from "./kept-bytes.js";
import { Notes } from "./notes.js";
import type { MessageName } from "./schema.js";
import {
  fieldName,
  fieldSpace,
  heldAt,
  isNewerAt,
  kindAt,
  kinds,
  messageName,
  messageNumber,
  slotAt,
  slotSpace,
  slotsOf,
} from "./wire-tables.js";

/** What a file may make us do. */
export interface WireLimits {
  /** Messages within messages; protobuf's own readers stop at 100. */
  readonly depth: number;
  readonly messages: number;
  /** Bytes that stay in memory. */
  readonly keptBytes: number;
  /** Bytes of one name. */
  readonly textBytes: number;
  /** Bytes of one documentation string or metadata value; a longer one is left out. */
  readonly proseBytes: number;
  /** Elements of one tensor or list attribute; a longer one is left out. */
  readonly elements: number;
}

export const defaultLimits: WireLimits = {
  depth: 100,
  messages: 2 ** 21,
  keptBytes: 2 ** 28,
  textBytes: 2 ** 20,
  proseBytes: 2 ** 16,
  elements: 1024,
};

/** What the walk wants to see next: at least `length` bytes from `offset`, or all up to the end of the file. */
export interface Request {
  readonly offset: number;
  readonly length: number;
}

/** A tag takes at most 5 bytes, a varint 10, a fixed number 8. */
const headerBytes = 15;
/** Findings after which a file is not worth more. */
const mostFindings = 100;
/** A longer field that the schema does not know is not kept. */
const mostUnknownBytes = 1024;
/** Bytes of an element by list kind; a varint takes up to 10. */
const elementBytes = new Map<number, number>([
  [kinds.sizes, 10],
  [kinds.ints, 10],
  [kinds.floats, 4],
  [kinds.doubles, 8],
]);

const tensorMessage = messageNumber("TensorProto");
const bitsByNumber = new Map<number, number | null>(
  dtypeNames.map((name: DType) => [dtypes[name].onnx, dtypes[name].bits]),
);

/**
 * One walk over one file. Feed it with {@link advance} until that returns `undefined`; then {@link diagnostics} has what
 * is wrong, {@link failed} says whether the walk was given up, and {@link bytes} with {@link notes} is what to decode.
 */
export class WireWalk {
  readonly diagnostics: Diagnostic[] = [];
  readonly notes = new Notes();
  failed = false;
  /** The file less what was left out: a smaller file of the same format. */
  bytes: Uint8Array = new Uint8Array(0);

  private readonly kept = new KeptBytes();
  private position = 0;
  private depth = 0;
  private messageCount = 0;
  private next = 0;
  private readonly unknown = new Map<string, { message: string; field: string; times: number; offset: number }>();

  // One entry for each open message.
  private readonly types: Uint8Array;
  /** Where it ends in the file. */
  private readonly ends: Float64Array;
  /** Where its length stands in the kept bytes, in how many bytes. */
  private readonly lengthAt: Float64Array;
  private readonly lengthSize: Uint8Array;
  /** 1 when something in it was left out, so that its length has changed. */
  private readonly changed: Uint8Array;
  private readonly fieldIn: Uint8Array;
  private readonly indexIn: Int32Array;
  private readonly dtypeIn: Int32Array;
  private readonly counters: Int32Array;
  private readonly frameNotes: (Notes | undefined)[] = [this.notes];

  constructor(
    root: MessageName,
    private readonly limits: WireLimits = defaultLimits,
  ) {
    const frames = limits.depth + 1;
    this.types = new Uint8Array(frames);
    this.ends = new Float64Array(frames);
    this.lengthAt = new Float64Array(frames);
    this.lengthSize = new Uint8Array(frames);
    this.changed = new Uint8Array(frames);
    this.fieldIn = new Uint8Array(frames);
    this.indexIn = new Int32Array(frames);
    this.dtypeIn = new Int32Array(frames);
    this.counters = new Int32Array(frames * slotSpace);
    this.types[0] = messageNumber(root);
    this.ends[0] = Number.POSITIVE_INFINITY;
  }
