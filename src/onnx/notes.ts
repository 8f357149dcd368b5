/** What the walk over the wire format has to tell the decoder: data left out, and fields that the codec drops. */

/** Data of one field that was not kept in memory. */
export interface LeftOut {
  readonly field: number;
  /** Bytes of all its parts, as stored. */
  bytes: number;
  /** Elements of a list; `null` for bytes, and for varints that were not read. */
  elements: number | null;
  /** Where the bytes lie in the file; `null` when they lie in more than one place. */
  offset: number | null;
}

/** A field that ONNX has and the codec does not know: its content, by position in the kept bytes. */
interface NewerField {
  readonly field: number;
  /** Its number among the fields of its name, from 0. */
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

/** The notes on one message; a message without a peculiarity, and without one below it, has none. */
export class Notes {
  readonly leftOut: LeftOut[] = [];
  readonly newer: NewerField[] = [];
  private readonly children = new Map<number, Notes>();

  /** The notes on the `index`th message (from 0) in field `field`. */
  child(field: number, index: number): Notes | undefined {
    return this.children.get(keyOf(field, index));
  }

  addChild(field: number, index: number): Notes {
    const notes = new Notes();
    this.children.set(keyOf(field, index), notes);
    return notes;
  }

  /** The data of `field` that was left out, if any was. */
  leftOutOf(field: number): LeftOut | undefined {
    return this.leftOut.find((entry) => entry.field === field);
  }

  /** Adds one piece of a field's data; a second one means that the data lies in more than one place. */
  leaveOut(field: number, bytes: number, elements: number | null, offset: number | null): void {
    const entry = this.leftOutOf(field);
    if (entry === undefined) {
      this.leftOut.push({ field, bytes, elements, offset });
    } else {
      entry.bytes += bytes;
      entry.elements = entry.elements === null || elements === null ? null : entry.elements + elements;
      entry.offset = null;
    }
  }
}

/** Field numbers of the schema are below 32. */
const keyOf = (field: number, index: number): number => index * 32 + field;
