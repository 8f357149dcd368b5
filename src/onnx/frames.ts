/** The messages that are open at a place of the walk over a file, outermost first. */
import type { KeptBytes } from "./kept-bytes.js";
import { Notes } from "./notes.js";
import { fieldName, fieldSpace, isNewerAt, messageName, slotSpace, slotsOf } from "./wire-tables.js";

/** A stack of messages as parallel arrays, so that opening one allocates nothing. Entry 0 is the file itself. */
export class Frames {
  depth = 0;
  private readonly messages: Uint8Array;
  /** Where each message ends in the file. */
  private readonly ends: Float64Array;
  /** Where its length stands in the kept bytes, and in how many bytes. */
  private readonly lengthAt: Float64Array;
  private readonly lengthSize: Uint8Array;
  /** 1 when something in it was left out, so that its length has changed. */
  private readonly changed: Uint8Array;
  /** The field of the enclosing message that it stands in, and its number there. */
  private readonly fields: Uint8Array;
  private readonly indices: Int32Array;
  private readonly dtypes: Int32Array;
  private readonly counters: Float64Array;
  private readonly notes: (Notes | undefined)[];

  constructor(message: number, mostDepth: number, root: Notes) {
    const size = mostDepth + 1;
    this.messages = new Uint8Array(size);
    this.ends = new Float64Array(size);
    this.lengthAt = new Float64Array(size);
    this.lengthSize = new Uint8Array(size);
    this.changed = new Uint8Array(size);
    this.fields = new Uint8Array(size);
    this.indices = new Int32Array(size);
    this.dtypes = new Int32Array(size);
    this.counters = new Float64Array(size * slotSpace);
    this.notes = [root];
    this.messages[0] = message;
    this.ends[0] = Number.POSITIVE_INFINITY;
  }

  get message(): number {
    return this.messages[this.depth] ?? 0;
  }

  get end(): number {
    return this.ends[this.depth] ?? 0;
  }

  /** Says how long the file is, and is told how far the open messages go. */
  setFileSize(size: number): number {
    this.ends[0] = size;
    return this.depth === 0 ? size : (this.ends[1] ?? 0);
  }

  get fileSize(): number {
    return this.ends[0] ?? 0;
  }

  /** What the open tensor said its element type is; 0 before it has. */
  get dtype(): number {
    return this.dtypes[this.depth] ?? 0;
  }

  set dtype(value: number) {
    this.dtypes[this.depth] = value;
  }

  /** How often a field of the open message has been seen. */
  count(slot: number): number {
    return this.counters[this.depth * slotSpace + slot] ?? 0;
  }

  /** Counts `times` more of a field and gives how many there were before. */
  add(slot: number, times: number): number {
    const at = this.depth * slotSpace + slot;
    const before = this.counters[at] ?? 0;
    this.counters[at] = before + times;
    return before;
  }

  open(message: number, field: number, index: number, end: number, lengthAt: number, lengthSize: number): void {
    this.depth += 1;
    const depth = this.depth;
    this.messages[depth] = message;
    this.ends[depth] = end;
    this.lengthAt[depth] = lengthAt;
    this.lengthSize[depth] = lengthSize;
    this.changed[depth] = 0;
    this.fields[depth] = field;
    this.indices[depth] = index;
    this.dtypes[depth] = 0;
    this.notes[depth] = undefined;
    const first = depth * slotSpace;
    const beyond = first + (slotsOf[message] ?? 0);
    for (let at = first; at < beyond; at += 1) this.counters[at] = 0;
  }

  /** Ends the innermost message, whose content ends at `keptEnd` in the kept bytes. */
  close(keptEnd: number, kept: KeptBytes): void {
    const depth = this.depth;
    const lengthAt = this.lengthAt[depth] ?? 0;
    const lengthSize = this.lengthSize[depth] ?? 0;
    const start = lengthAt + lengthSize;
    this.depth = depth - 1;
    if (this.changed[depth] === 1) {
      kept.patchVarint(lengthAt, lengthSize, keptEnd - start);
      this.changed[depth - 1] = 1;
    }
    const field = this.fields[depth] ?? 0;
    if (isNewerAt[this.message * fieldSpace + field] === 1) {
      this.notesHere().newer.push({ field, index: this.indices[depth] ?? 0, start, end: keptEnd });
    }
  }

  markChanged(): void {
    this.changed[this.depth] = 1;
  }

  /** The notes on the open message, made on the first call. */
  notesHere(): Notes {
    let at = this.depth;
    while (this.notes[at] === undefined) at -= 1;
    let notes = this.notes[at] ?? new Notes();
    while (at < this.depth) {
      at += 1;
      notes = notes.addChild(this.fields[at] ?? 0, this.indices[at] ?? 0);
      this.notes[at] = notes;
    }
    return notes;
  }

  /** The place in words, `graph.node[12].attribute[0].t`; the file itself is `""`. */
  path(): string {
    let text = "";
    for (let at = 1; at <= this.depth; at += 1) {
      const field = fieldName(this.messages[at - 1] ?? 0, this.fields[at] ?? 0);
      text += `${at === 1 ? "" : "."}${field}[${this.indices[at] ?? 0}]`;
    }
    return text.replaceAll(/\b(graph|t|g|type|shape|tp)\[0\]/g, "$1");
  }

  /** `graph.node[12].name`: the field `number` of the open message. */
  fieldPath(number: number): string {
    const path = this.path();
    return `${path === "" ? "" : `${path}.`}${fieldName(this.message, number)}`;
  }

  get messageName(): string {
    return messageName(this.message);
  }
}
