/** Places buffers in one arena so that those which are needed at the same time do not overlap. */

/** A buffer and the steps, first and last, during which its bytes are needed. */
export interface Lifetime {
  readonly bytes: number;
  readonly from: number;
  readonly to: number;
}

/** Offsets are multiples of this: what WebGPU asks of a binding's offset (minStorageBufferOffsetAlignment). */
const ALIGNMENT = 256;

const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/**
 * An offset for each buffer, and the length of the arena. The greatest buffers are placed first, each at the lowest
 * offset that is free during its life (Pisarchyk and Lee, Efficient memory management for deep neural net inference,
 * 2020, greedy by size).
 */
export function placeBuffers(buffers: readonly Lifetime[]): {
  readonly offsets: readonly number[];
  readonly bytes: number;
} {
  const offsets = new Array<number>(buffers.length).fill(0);
  const placed: { readonly start: number; readonly end: number; readonly buffer: Lifetime }[] = [];
  const order = buffers.map((buffer, index) => ({ buffer, index })).sort((a, b) => b.buffer.bytes - a.buffer.bytes);
  let length = 0;
  for (const { buffer, index } of order) {
    let start = 0;
    // `placed` is in order of offsets, so that the first gap which is wide enough is the lowest.
    for (const other of placed) {
      const overlaps = other.buffer.from <= buffer.to && buffer.from <= other.buffer.to;
      if (!overlaps || other.end <= start) continue;
      if (start + buffer.bytes <= other.start) break;
      start = aligned(other.end);
    }
    offsets[index] = start;
    const end = start + buffer.bytes;
    length = Math.max(length, end);
    const at = placed.findIndex((other) => other.start > start);
    placed.splice(at < 0 ? placed.length : at, 0, { start, end, buffer });
  }
  return { offsets, bytes: length };
}

/** The greatest sum of bytes that are needed during one step. */
export function peakOf(buffers: readonly Lifetime[]): number {
  const changes = new Map<number, number>();
  const change = (step: number, bytes: number) => changes.set(step, (changes.get(step) ?? 0) + bytes);
  for (const { bytes, from, to } of buffers) {
    change(from, bytes);
    change(to + 1, -bytes);
  }
  let live = 0;
  let peak = 0;
  for (const step of [...changes.keys()].sort((a, b) => a - b)) {
    live += changes.get(step) ?? 0;
    peak = Math.max(peak, live);
  }
  return peak;
}
