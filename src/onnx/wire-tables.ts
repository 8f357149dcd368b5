/** The schema as flat tables, so that the walk over a file looks a field up with one index. */
import { type Field, type FieldKind, type MessageName, messages } from "./schema.js";

/** Field numbers of the schema are below this. */
export const fieldSpace = 32;
/** Fields of one message that are counted are fewer than this. */
export const slotSpace = 16;

/** `text` and `texts`, `message` and `messages` look alike on the wire. */
export const kinds = {
  unknown: 0,
  int: 1,
  float: 2,
  text: 3,
  texts: 3,
  message: 4,
  messages: 4,
  dtype: 5,
  prose: 6,
  blob: 7,
  blobs: 8,
  sizes: 9,
  ints: 10,
  floats: 11,
  doubles: 12,
} as const satisfies Record<FieldKind | "unknown", number>;

/** The wire types that ONNX uses; groups are none of them. */
export const wireTypes = { varint: 0, fixed64: 1, delimited: 2, fixed32: 5 } as const;

/** The wire type of each kind; lists of numbers may also be packed into one delimited field. */
export const wireTypeOf = new Uint8Array(16).fill(wireTypes.delimited);
for (const kind of [kinds.int, kinds.dtype, kinds.ints, kinds.sizes]) wireTypeOf[kind] = wireTypes.varint;
for (const kind of [kinds.float, kinds.floats]) wireTypeOf[kind] = wireTypes.fixed32;
wireTypeOf[kinds.doubles] = wireTypes.fixed64;

const names = Object.keys(messages) as MessageName[];
const fieldsByRow = new Map<number, Field>();

/** By row (message number times fieldSpace, plus field number): kind, message held, counter, and newer than the codec. */
export const kindAt = new Uint8Array(names.length * fieldSpace);
export const heldAt = new Uint8Array(names.length * fieldSpace);
export const slotAt = new Uint8Array(names.length * fieldSpace);
export const isNewerAt = new Uint8Array(names.length * fieldSpace);
/** 1 for a message field that may appear once. */
export const isSingleAt = new Uint8Array(names.length * fieldSpace);

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
    isSingleAt[row] = field.kind === "message" ? 1 : 0;
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
