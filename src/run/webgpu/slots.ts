/**
 * Which buffer each value lies in. WebGPU forbids that one dispatch reads and writes the same buffer, even at other
 * offsets, so the plan's arena becomes a few buffers: values that are never needed at the same time share one.
 */

export interface Lifetime {
  readonly name: string;
  readonly bytes: number;
  /** Steps during which its bytes are needed. */
  readonly from: number;
  readonly to: number;
}

export interface Slots {
  readonly slotOf: ReadonlyMap<string, number>;
  /** Bytes of each slot. */
  readonly sizes: readonly number[];
}

/** Takes the free slot that fits most tightly, or lets the greatest free one grow; deterministic. */
export function assignSlots(lifetimes: readonly Lifetime[]): Slots {
  const slotOf = new Map<string, number>();
  const slots: { bytes: number; busyUntil: number }[] = [];
  const ordered = [...lifetimes].sort((a, b) => a.from - b.from || b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
  for (const { name, bytes, from, to } of ordered) {
    const free = slots.filter(({ busyUntil }) => busyUntil < from).sort((a, b) => a.bytes - b.bytes);
    const chosen = free.find((slot) => slot.bytes >= bytes) ?? free.at(-1);
    if (chosen === undefined) {
      slotOf.set(name, slots.length);
      slots.push({ bytes, busyUntil: to });
    } else {
      slotOf.set(name, slots.indexOf(chosen));
      chosen.bytes = Math.max(chosen.bytes, bytes);
      chosen.busyUntil = to;
    }
  }
  return { slotOf, sizes: slots.map(({ bytes }) => bytes) };
}
