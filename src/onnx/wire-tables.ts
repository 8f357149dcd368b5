/** The schema as flat tables, so that the walk over a file looks a field up with one index. */
import { type Field, type FieldKind, type MessageName, messages } from "./schema.js";

/** Field numbers of the schema are below this. */
export const fieldSpace = 32;
/** Fields of one message that are counted are fewer than this. */
export const slotSpace = 16;

export const kinds = {
  unknown: 0,
  int: 1,
  dtype: 2,
  float: 3,
  text: 4,
  texts: 4,
  message: 5,
  messages: 6,
  prose: 7,
  blob: 8,
  sizes: 9,
  ints: 10,
  floats: 11,
  doubles: 12,
  blobs: 13,
} as const satisfies Record<FieldKind | "unknown", number>;

const names = Object.keys(messages) as MessageName[];
const fieldsByRow = new Map<number, Field>();

/** By row (message number times fieldSpace, plus field number): kind, message held, counter, and newer than the codec. */
export const kindAt = new Uint8Array(names.length * fieldSpace);
export const heldAt = new Uint8Array(names.length * fieldSpace);
export const slotAt = new Uint8Array(names.length * fieldSpace);
export const isNewerAt = new Uint8Array(names.length * fieldSpace);

/** By message number: how many fields are counted. */
export const slotsOf = new Uint8Array(names.length);

for (const [message, name] of names.entries()) {
  let slots = 0;
  const fields: readonly Field[] = messages[name];
  for (const field of fields) {
    const row = message * fieldSpace + field.number;
    fieldsByRow.set(row, field);
    kindAt[row] = kinds[field.kind];
    isNewerAt[row] = field.newer === true ? 1 : 0;
    if (field.of !== undefined) heldAt[row] = names.indexOf(field.of as MessageName);
    if (field.of === undefined && !["sizes", "ints", "floats", "doubles", "blobs"].includes(field.kind)) continue;
    slotAt[row] = slots;
    slots += 1;
  }
  slotsOf[message] = slots;
}

export function messageNumber(name: MessageName): number {
  return names.indexOf(name);
}

export function messageName(message: number): string {
  return names[message] ?? "";
}

/** As onnx.proto spells it; `field 37` where the schema has none. */
export function fieldName(message: number, number: number): string {
  const field = number < fieldSpace ? fieldsByRow.get(message * fieldSpace + number) : undefined;
  return field?.name ?? `field ${number}`;
}
