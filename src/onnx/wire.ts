/** Walks the wire format of an ONNX file in front of the codec: checks and bounds it, and leaves long data out of memory. */
import { diagnose } from "../diagnostic.js";
import { dtypeNames, dtypes } from "../tensor/index.js";
import { Frames } from "./frames.js";
import { KeptBytes } from "./kept-bytes.js";
import { Notes } from "./notes.js";
import type { MessageName } from "./schema.js";
import { WireFindings } from "./wire-findings.js";
import { defaultLimits, type WireLimits } from "./wire-limits.js";
import {
  fieldSpace,
  heldAt,
  isNewerAt,
  isSingleAt,
  kindAt,
  kinds,
  messageNumber,
  slotAt,
  wireTypeOf,
  wireTypes,
} from "./wire-tables.js";

/** What the walk wants to see next: at least `length` bytes from `offset`, or all up to the end of the file. */
export interface Request {
  readonly offset: number;
  readonly length: number;
}

/** A tag takes at most 5 bytes, a number at most 10. */
const headerBytes = 15;
/** A longer field that the schema does not know is not kept. */
const mostUnknownBytes = 1024;
/** Bits that an element takes while its type is not known: as many as an int64. */
const widestBits = 64;

const { varint, fixed32, fixed64, delimited } = wireTypes;

/** What becomes of a field: it stays, is left out, or is needed whole in one window; undefined ends the walk. */
const verdicts = { keep: 0, cut: 1, wait: 2 } as const;
type Verdict = (typeof verdicts)[keyof typeof verdicts] | undefined;

const tensorMessage = messageNumber("TensorProto");
const bitsByNumber = new Map<number, number | null>(
  dtypeNames.map((name): [number, number | null] => [dtypes[name].onnx, dtypes[name].bits]),
);

/**
 * One walk over one file. Feed it with {@link advance} until that returns `undefined`. Then {@link findings} says what is
 * wrong and whether the walk was given up, and {@link bytes} with {@link notes} is what to decode.
 */
export class WireWalk {
  readonly findings = new WireFindings();
  readonly notes = new Notes();
  /** The file less what was left out: a smaller file of the same format. */
  bytes: Uint8Array = new Uint8Array(0);

  private readonly frames: Frames;
  private readonly kept = new KeptBytes();
  private window: Uint8Array = this.bytes;
  private base = 0;
  private position = 0;
  /** Where in the window the bytes begin that are kept and not yet copied. */
  private keptFrom = 0;
  private messageCount = 0;
  private varintEnd = 0;

  constructor(
    root: MessageName,
    private readonly limits: WireLimits = defaultLimits,
  ) {
    this.frames = new Frames(messageNumber(root), limits.depth, this.notes);
  }

  /** Tells the size of the file as soon as it is known. Gives the walk up, with false, when more was announced. */
  setFileSize(size: number): boolean {
    const announced = this.frames.setFileSize(size);
    if (announced <= size && this.position <= size) return true;
    this.truncated(Math.max(announced, this.position));
    return false;
  }

  /**
   * Walks on through `window`, the bytes of the file from `base` on, which have to include the last request; `isLast`
   * when they reach the end of the file. The window may be overwritten afterwards, unless it was the whole file.
   * Returns what to read next, or `undefined` at the end.
   */
  advance(window: Uint8Array, base: number, isLast: boolean): Request | undefined {
    this.window = window;
    this.base = base;
    const frames = this.frames;
    let position = this.position - base;
    this.keptFrom = position;
    if (isLast && !this.setFileSize(Math.min(frames.fileSize, base + window.length))) return undefined;
    const available = window.length;
    const lastStart = isLast ? available : available - headerBytes;
    let end = frames.end - base;
    let row = frames.message * fieldSpace;

    for (;;) {
      while (position >= end) {
        if (frames.depth === 0) return this.finish(position);
        frames.close(this.keptPosition(position), this.kept);
        end = frames.end - base;
        row = frames.message * fieldSpace;
      }
      if (position > lastStart) return this.pause(position, headerBytes);

      const start = position;
      let tag = window[position++] ?? 0;
      if (tag > 127) {
        tag = this.readVarint(position - 1);
        position = this.varintEnd;
        if (tag > 0xffffffff || position - start > 5) return this.malformed(start, "a tag of more than 32 bits");
      }
      const field = tag >>> 3;
      const wireType = tag & 7;
      if (field === 0) return this.malformed(start, "a field numbered 0");
      const lengthStart = position;
      let content = position;
      let stop: number;
      if (wireType === delimited) {
        let length = window[position] ?? 0;
        content = position + 1;
        if (length > 127) {
          length = this.readVarint(position);
          content = this.varintEnd;
        }
        stop = content + length;
      } else if (wireType === varint) {
        stop = position;
        while ((window[stop++] ?? 0) > 127);
        if (stop - position > 10) return this.malformed(start, "a number of more than 64 bits");
      } else if (wireType === fixed64) {
        stop = position + 8;
      } else if (wireType === fixed32) {
        stop = position + 4;
      } else {
        return this.malformed(start, `wire type ${wireType}, which ONNX does not use`);
      }
      // The negation also catches a length that is no number.
      if (!(stop <= end)) return this.overrun(start, field, stop);

      const kind = field < fieldSpace ? (kindAt[row + field] ?? 0) : kinds.unknown;
      if (kind === kinds.message && wireType === delimited) {
        const index = frames.add(slotAt[row + field] ?? 0, 1);
        if (index > 0 && isSingleAt[row + field] === 1) {
          if (!this.findings.report(diagnose("onnx/repeated-field", { where: frames.fieldPath(field) })))
            return undefined;
          position = this.cut(start, stop);
          continue;
        }
        this.messageCount += 1;
        if (frames.depth === this.limits.depth || this.messageCount > this.limits.messages) {
          return this.tooMany(field);
        }
        const lengthAt = this.keptPosition(lengthStart);
        frames.open(heldAt[row + field] ?? 0, field, index, stop + base, lengthAt, content - lengthStart);
        position = content;
        end = stop;
        row = frames.message * fieldSpace;
        continue;
      }
      const verdict = this.judge(kind, wireType, field, content, stop, stop <= available || isLast);
      if (verdict === verdicts.keep) position = stop;
      else if (verdict === verdicts.cut) position = this.cut(start, stop);
      else if (verdict === verdicts.wait) return this.pause(start, stop - start);
      else return undefined;
    }
  }

  /** Decides over a field that holds no message; `isHere` when all of it lies in the window. */
  private judge(
    kind: number,
    wireType: number,
    field: number,
    content: number,
    stop: number,
    isHere: boolean,
  ): Verdict {
    if (wireType !== wireTypeOf[kind] || kind === kinds.unknown) {
      if (kind >= kinds.sizes && wireType === delimited) return this.judgePacked(kind, field, content, stop, isHere);
      return this.judgeStranger(kind, wireType, field, content, stop, isHere);
    }
    const { frames, limits } = this;
    const length = stop - content;
    switch (kind) {
      case kinds.text:
        if (length > limits.textBytes) return this.findings.tooLarge(frames.fieldPath(field), length, limits.textBytes);
        if (!isHere) return verdicts.wait;
        if (isNewerAt[frames.message * fieldSpace + field] === 1) {
          const [start, end] = [this.keptPosition(content), this.keptPosition(stop)];
          frames.notesHere().newer.push({ field, index: 0, start, end });
        }
        return verdicts.keep;
      case kinds.dtype:
        frames.dtype = length === 1 ? (this.window[content] ?? 0) : 0;
        return verdicts.keep;
      case kinds.prose:
      case kinds.blob: {
        const most = frames.message === tensorMessage && kind === kinds.blob ? this.mostRawBytes() : limits.proseBytes;
        if (length <= most) return isHere ? verdicts.keep : verdicts.wait;
        frames.notesHere().leaveOut(field, length, null, this.base + content);
        if (kind === kinds.prose && !this.findings.noteLeftOut(frames.fieldPath(field), length)) return undefined;
        return verdicts.cut;
      }
      case kinds.sizes:
      case kinds.ints:
      case kinds.floats:
      case kinds.doubles:
      case kinds.blobs:
        if (length <= limits.proseBytes && !isHere) return verdicts.wait;
        return this.judgeElements(kind, field, 1, length, null, length > limits.proseBytes);
      default:
        return verdicts.keep;
    }
  }

  private judgePacked(kind: number, field: number, content: number, stop: number, isHere: boolean): Verdict {
    const { elements } = this.limits;
    const length = stop - content;
    const offset = this.base + content;
    if (kind === kinds.floats || kind === kinds.doubles) {
      const size = kind === kinds.floats ? 4 : 8;
      if (length % size !== 0) return this.malformed(content, `a packed list that is no multiple of ${size} bytes`);
      const before = this.countOf(field);
      const count = length / size;
      if (before + count <= elements && !isHere) return verdicts.wait;
      return this.judgeElements(kind, field, count, length, offset, false);
    }
    // An element takes 1 to 10 bytes.
    if (length > 10 * elements) return this.judgeElements(kind, field, null, length, offset, true);
    if (!isHere) return verdicts.wait;
    const count = this.countVarints(content, stop);
    if (count === undefined) return this.malformed(content, "a packed list with a broken number");
    return this.judgeElements(kind, field, count, length, offset, false);
  }

  /** Counts elements of a list, and leaves them out where they are too many; `count` is null when not known. */
  private judgeElements(
    kind: number,
    field: number,
    count: number | null,
    bytes: number,
    offset: number | null,
    isTooLong: boolean,
  ): Verdict {
    const { frames, limits } = this;
    const slot = slotAt[frames.message * fieldSpace + field] ?? 0;
    const before = frames.add(slot, count ?? limits.elements);
    if (!isTooLong && before + (count ?? 0) <= limits.elements) return verdicts.keep;
    if (kind === kinds.sizes) {
      return this.findings.tooLarge(frames.fieldPath(field), before + (count ?? bytes), limits.elements);
    }
    frames.notesHere().leaveOut(field, bytes, count, before === 0 ? offset : null);
    return verdicts.cut;
  }

  /** A field that the schema does not know, or knows with another wire type. */
  private judgeStranger(
    kind: number,
    wireType: number,
    field: number,
    content: number,
    stop: number,
    isHere: boolean,
  ): Verdict {
    const { frames } = this;
    if (kind !== kinds.unknown) {
      const where = frames.fieldPath(field);
      const finding = diagnose("onnx/field-type", { where, wireType: String(wireType) });
      return this.findings.report(finding) ? verdicts.cut : undefined;
    }
    const isShort = stop - content <= mostUnknownBytes;
    if (isShort && !isHere) return verdicts.wait;
    this.findings.noteUnknown(frames.messageName, field, this.base + content);
    return isShort ? verdicts.keep : verdicts.cut;
  }

  private countOf(field: number): number {
    return this.frames.count(slotAt[this.frames.message * fieldSpace + field] ?? 0);
  }

  private mostRawBytes(): number {
    return Math.ceil((this.limits.elements * (bitsByNumber.get(this.frames.dtype) ?? widestBits)) / 8);
  }

  /** How many varints lie between two places, or undefined when one of them is broken. */
  private countVarints(from: number, to: number): number | undefined {
    let count = 0;
    let start = from;
    for (let at = from; at < to; at += 1) {
      if ((this.window[at] ?? 0) > 127) continue;
      if (at - start >= 10) return undefined;
      count += 1;
      start = at + 1;
    }
    return start === to ? count : undefined;
  }

  /** Reads a varint as a float64, which is exact for every length that can be; sets where it ends. */
  private readVarint(from: number): number {
    let value = 0;
    let scale = 1;
    for (let at = from; at < from + 10; at += 1) {
      const byte = this.window[at] ?? 0;
      value += (byte & 127) * scale;
      scale *= 128;
      if (byte < 128) {
        this.varintEnd = at + 1;
        return value;
      }
    }
    this.varintEnd = from + 10;
    return Number.NaN;
  }

  /** Where a place of the window is, or will be, in the kept bytes. */
  private keptPosition(position: number): number {
    return this.kept.length + position - this.keptFrom;
  }

  private flush(upTo: number): void {
    if (this.keptFrom < upTo) this.kept.append(this.window.subarray(this.keptFrom, upTo));
    this.keptFrom = upTo;
  }

  private cut(from: number, to: number): number {
    this.flush(from);
    this.keptFrom = to;
    this.frames.markChanged();
    return to;
  }

  private pause(position: number, length: number): Request | undefined {
    this.flush(position);
    if (this.kept.length > this.limits.keptBytes) return this.tooLong();
    this.position = this.base + position;
    return { offset: this.position, length };
  }

  private finish(position: number): undefined {
    const isWhole = this.base === 0 && this.keptFrom === 0 && this.kept.length === 0;
    if (!isWhole) this.flush(position);
    this.bytes = isWhole ? this.window.subarray(0, position) : this.kept.bytes();
    this.position = this.base + position;
    this.findings.tellUnknown();
    if (this.bytes.length > this.limits.keptBytes) this.tooLong();
  }

  private malformed(position: number, reason: string): undefined {
    return this.findings.malformed(this.frames.path(), this.base + position, reason);
  }

  private truncated(needed: number): undefined {
    const data = { has: String(this.frames.fileSize), needs: String(needed) };
    return this.findings.fail(diagnose("onnx/truncated", data));
  }

  /** A field goes on past the end of its message: a broken file, or, in the outermost message, one that was cut off. */
  private overrun(position: number, field: number, stop: number): undefined {
    const { frames } = this;
    const isPlausible = frames.depth === 0 && kindAt[frames.message * fieldSpace + field] !== kinds.unknown;
    if (isPlausible && field < fieldSpace && Number.isSafeInteger(stop)) return this.truncated(this.base + stop);
    return this.malformed(position, `${frames.fieldPath(field)} goes on past the end of its message`);
  }

  private tooMany(field: number): undefined {
    const { depth, messages } = this.limits;
    if (this.messageCount > messages)
      return this.findings.tooLarge("the number of messages", this.messageCount, messages);
    const where = this.frames.fieldPath(field);
    return this.findings.fail(diagnose("onnx/too-deep", { where, limit: String(depth) }));
  }

  private tooLong(): undefined {
    const length = Math.max(this.kept.length, this.bytes.length);
    return this.findings.tooLarge(
      "the part of the file that describes the network, in bytes,",
      length,
      this.limits.keptBytes,
    );
  }
}
