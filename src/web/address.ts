/** What is shown, as the part of the address behind `#`: a name of the zoo, or a whole specification, compressed. */
import type { Sizes } from "./worker/messages.js";

/** What an address asks for. */
export interface Address {
  readonly zoo?: string;
  readonly spec?: { readonly name: string; readonly text: string; readonly variant?: string };
  /** A file that `shapewright ui` serves beside the page. */
  readonly file?: { readonly name: string; readonly variant: string | undefined };
  readonly sizes: Sizes;
}

/** A compressed text may not unfold to more characters than a specification may have. */
const longestText = 2 ** 22;

export async function writeAddress({ zoo, spec, sizes }: Address): Promise<string> {
  const words = new URLSearchParams();
  if (zoo !== undefined) words.set("zoo", zoo);
  if (spec !== undefined) {
    words.set("name", spec.name);
    if (spec.variant !== undefined) words.set("variant", spec.variant);
    words.set("spec", await compress(spec.text));
  }
  for (const [symbol, size] of Object.entries(sizes.symbols)) words.set(`dim.${symbol}`, String(size));
  for (const [input, shape] of Object.entries(sizes.inputs)) words.set(`input.${input}`, shape.join("x"));
  return `#${words}`;
}

/** Undefined where the address asks for nothing that can be shown. */
export async function readAddress(hash: string): Promise<Address | undefined> {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  const symbols: [string, number][] = [];
  const inputs: [string, readonly number[]][] = [];
  for (const [key, value] of words) {
    const sizes = value.split("x").map(Number);
    if (!sizes.every((size) => Number.isSafeInteger(size) && size > 0)) continue;
    if (key.startsWith("dim.") && sizes[0] !== undefined) symbols.push([key.slice(4), sizes[0]]);
    if (key.startsWith("input.")) inputs.push([key.slice(6), sizes]);
  }
  const sizes = { symbols: Object.fromEntries(symbols), inputs: Object.fromEntries(inputs) };
  const zoo = words.get("zoo");
  if (zoo !== null) return { zoo, sizes };
  const file = words.get("file");
  if (file !== null) return { file: { name: file, variant: words.get("variant") ?? undefined }, sizes };
  const packed = words.get("spec");
  const text = packed === null ? undefined : await decompress(packed);
  if (text === undefined) return undefined;
  const variant = words.get("variant");
  const name = words.get("name") ?? "shared.yaml";
  return { spec: { name, text, ...(variant !== null && { variant }) }, sizes };
}

async function compress(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

async function decompress(packed: string): Promise<string | undefined> {
  try {
    const binary = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    const reader = unpacked.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return text;
      text += value;
      if (text.length > longestText) {
        await reader.cancel();
        return undefined;
      }
    }
  } catch {
    return undefined;
  }
}
