/** The bytes of a file that stay in memory: grows by whole runs, and lets a length that was written be made shorter. */
export class KeptBytes {
  private buffer = new Uint8Array(0);
  length = 0;

  append(bytes: Uint8Array): void {
    const needed = this.length + bytes.length;
    if (needed > this.buffer.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.buffer.length, 4096));
      grown.set(this.buffer.subarray(0, this.length));
      this.buffer = grown;
    }
    this.buffer.set(bytes, this.length);
    this.length = needed;
  }

  /** Overwrites the varint of `size` bytes at `at`; a smaller number is padded, which protobuf allows. */
  patchVarint(at: number, size: number, value: number): void {
    let rest = value;
    for (let index = 0; index < size; index += 1) {
      this.buffer[at + index] = (rest % 128) | (index < size - 1 ? 128 : 0);
      rest = Math.floor(rest / 128);
    }
  }

  bytes(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }
}
