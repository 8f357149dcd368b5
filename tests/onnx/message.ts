// Writes protobuf messages by hand, so that tests can say things that no library would write.

/** What a field may hold: a varint, text, bytes or messages, or a float as `{ float }`, a double as `{ double }`. */
type FieldValue = number | bigint | string | Uint8Array | { readonly float: number } | { readonly double: number };

/** One field; `[5, a]` is field 5. */
export type FieldOf = readonly [number: number, value: FieldValue];

export function varint(value: number | bigint): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return Uint8Array.of(...bytes, Number(rest));
}

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

/** The bytes of a message with these fields in this order. */
export function message(...fields: readonly FieldOf[]): Uint8Array {
  return join(...fields.map(([number, value]) => fieldBytes(number, value)));
}

function fieldBytes(number: number, value: FieldValue): Uint8Array {
  if (typeof value === "number" || typeof value === "bigint") return join(varint(number * 8), varint(value));
  if (typeof value === "string") return fieldBytes(number, new TextEncoder().encode(value));
  if (value instanceof Uint8Array) return join(varint(number * 8 + 2), varint(value.length), value);
  const isFloat = "float" in value;
  const bytes = new DataView(new ArrayBuffer(isFloat ? 4 : 8));
  if (isFloat) bytes.setFloat32(0, value.float, true);
  else bytes.setFloat64(0, value.double, true);
  return join(varint(number * 8 + (isFloat ? 5 : 1)), new Uint8Array(bytes.buffer));
}

/** A model of IR version 8 and opset 17 around a graph's bytes. */
export function modelOf(graph: Uint8Array, ...more: readonly FieldOf[]): Uint8Array {
  return message([1, 8], [8, message([2, 17])], [7, graph], ...more);
}
