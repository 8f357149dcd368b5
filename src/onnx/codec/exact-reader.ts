/** Reads protobuf's primitives for the codec: 64-bit integers exactly, and text fast where Node's Buffer is there. */
import { type Integer, Reader } from "./onnx-proto.js";

/** Beyond this many bytes of a varint its value may not fit into 32 bits. */
const lowBytes = 4;

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
    const value = this.readSmall();
    return value ?? this.readLarge(true);
  }

  override uint64(): Integer {
    const value = this.readSmall();
    return value ?? this.readLarge(false);
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
    for (let index = 0; index < lowBytes; index += 1) {
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

  private readLarge(isSigned: boolean): Integer {
    const { buf } = this;
    let value = 0n;
    let shift = 0n;
    let byte = 128;
    while (byte > 127 && shift < 70n) {
      byte = buf[this.pos] ?? 0;
      this.pos += 1;
      value |= BigInt(byte & 127) << shift;
      shift += 7n;
    }
    const exact = isSigned ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value);
    const number = Number(exact);
    return Number.isSafeInteger(number) ? number : exact;
  }
}
