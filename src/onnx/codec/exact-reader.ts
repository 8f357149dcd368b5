/** Reads protobuf's primitives for the codec: 64-bit integers exactly, and text fast where Node's Buffer is there. */
import { type Integer, Reader } from "./onnx-proto.js";

/** Node's Buffer reads text several times faster than a TextDecoder. */
interface TextSlices {
  utf8Slice(start: number, end: number): string;
}

function textSlicesOf(bytes: Uint8Array): TextSlices | undefined {
  const { Buffer: NodeBuffer } = globalThis;
  if (NodeBuffer === undefined) return undefined;
  const buffer: Uint8Array & Partial<TextSlices> = NodeBuffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return buffer.utf8Slice === undefined ? undefined : (buffer as Uint8Array & TextSlices);
}

/**
 * protobufjs's reader would give 64-bit integers as Long objects, or rounded. This one gives a number up to 2^53 - 1 and
 * a bigint beyond. The bytes have been walked before, so nothing here runs past the end.
 */
export class ExactReader extends Reader {
  /** The first text that is no UTF-8, as it reads; undefined while there is none. */
  firstBadText: string | undefined;
  private readonly slices: TextSlices | undefined;
  private isOpen = false;

  constructor(bytes: Uint8Array) {
    super(bytes);
    this.slices = textSlicesOf(bytes);
  }

  override string(): string {
    const { slices } = this;
    if (slices === undefined) return this.checkText(super.string());
    const length = this.uint32();
    const start = this.pos;
    this.pos = start + length;
    return this.checkText(slices.utf8Slice(start, start + length));
  }

  override int64(): Integer {
    return this.readSmall() ?? this.readLarge(true);
  }

  override uint64(): Integer {
    return this.readSmall() ?? this.readLarge(false);
  }

  /** U+FFFD stands for bytes that are no UTF-8 (or for itself, which no name needs). */
  private checkText(text: string): string {
    if (this.firstBadText === undefined && text.includes("\ufffd")) this.firstBadText = text;
    return text;
  }

  /** A varint of at most four bytes; undefined, with nothing read, when it is longer. */
  private readSmall(): number | undefined {
    const { buf } = this;
    let at = this.pos;
    let value = 0;
    for (let index = 0; index < 4; index += 1) {
      const byte = buf[at] ?? 0;
      at += 1;
      value |= (byte & 127) << (7 * index);
      if (byte < 128) {
        this.pos = at;
        return value;
      }
    }
    return undefined;
  }

  /** A varint of any length as three parts of 28, 28 and 8 bits. */
  private readLarge(isSigned: boolean): Integer {
    const low = this.readPart();
    const middle = this.isOpen ? this.readPart() : 0;
    const high = this.isOpen ? this.readPart() & 255 : 0;
    const upper = (isSigned && high > 127 ? high - 256 : high) * 2 ** 28 + middle;
    // Below 2^25 the whole is at most 2^53, where float64 is exact.
    const value = upper * 2 ** 28 + low;
    if (upper >= -(2 ** 25) && upper < 2 ** 25 && Number.isSafeInteger(value)) return value;
    return (BigInt(upper) << 28n) + BigInt(low);
  }

  /** Up to four bytes of a varint; {@link isOpen} then says whether it goes on. */
  private readPart(): number {
    const { buf } = this;
    let value = 0;
    for (let index = 0; index < 4; index += 1) {
      const byte = buf[this.pos] ?? 0;
      this.pos += 1;
      value |= (byte & 127) << (7 * index);
      this.isOpen = byte > 127;
      if (!this.isOpen) break;
    }
    return value;
  }
}
