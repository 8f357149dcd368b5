/** Where the bytes of a file come from: memory, a Blob, a stream, or whatever else can be read piece by piece. */

/** Bytes that can be read from any place, in order of their offsets at least. */
export interface ByteSource {
  /** `undefined` while it is not known: a stream tells it at the end. */
  readonly size: number | undefined;
  /** Bytes from `offset` on: `length` of them, fewer only at the end. They may be overwritten by the next call. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Lets go of the source, whose rest is not needed. */
  close?(): Promise<void>;
}

/** What a file can be given as. A stream is read to its end, since nothing in it can be skipped. */
export type Readable = Uint8Array | ArrayBuffer | Blob | ReadableStream<Uint8Array> | ByteSource;

/** A source of any kind of readable. */
export function sourceOf(readable: Readable): ByteSource {
  if (readable instanceof Uint8Array) return fromBytes(readable);
  if (readable instanceof ArrayBuffer) return fromBytes(new Uint8Array(readable));
  if (readable instanceof Blob) return fromBlob(readable);
  if ("getReader" in readable) return new StreamSource(readable.getReader());
  return readable;
}

function fromBytes(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

function fromBlob(blob: Blob): ByteSource {
  return {
    size: blob.size,
    read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
  };
}

/** A stream has no way back: offsets may only grow, and what is before one is dropped. */
class StreamSource implements ByteSource {
  /** Known at the end. */
  size: number | undefined;
  private received = 0;
  private start = 0;
  private chunks: Uint8Array[] = [];

  constructor(private readonly reader: ReadableStreamDefaultReader<Uint8Array>) {}

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (offset < this.start) throw new RangeError(`byte ${offset} of the stream has gone by`);
    let buffered = this.drop(offset);
    while (buffered < length && this.size === undefined) {
      const { done, value } = await this.reader.read();
      if (done) this.size = this.received;
      else {
        this.chunks.push(value);
        this.received += value.length;
      }
      buffered = this.drop(offset);
    }
    return this.take(Math.min(length, Math.max(0, buffered)));
  }

  async close(): Promise<void> {
    await this.reader.cancel();
  }

  /** Forgets what lies before `offset`; gives how many bytes there are from it on. */
  private drop(offset: number): number {
    let [first] = this.chunks;
    while (first !== undefined && this.start + first.length <= offset) {
      this.start += first.length;
      this.chunks.shift();
      [first] = this.chunks;
    }
    if (first !== undefined && this.start < offset) {
      this.chunks[0] = first.subarray(offset - this.start);
      this.start = offset;
    }
    return this.chunks.reduce((sum, chunk) => sum + chunk.length, this.start - offset);
  }

  /** The first `length` bytes of what is there. */
  private take(length: number): Uint8Array {
    const [first] = this.chunks;
    if (first !== undefined && first.length >= length) return first.subarray(0, length);
    const result = new Uint8Array(length);
    let at = 0;
    for (const chunk of this.chunks) {
      const part = chunk.subarray(0, length - at);
      result.set(part, at);
      at += part.length;
    }
    return result;
  }
}
