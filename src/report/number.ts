/** Numbers as people read them: thousands separated, short forms, bytes, shares, sizes with a multiplication sign. */
import { type Count, type Dim, groupDigits, text } from "../dim/index.js";

/** The count in full: `1,135,256,096`, `117600·N`, and `?` for one that could not be made. */
export function countText(count: Count | null): string {
  if (count === null) return "?";
  return typeof count === "bigint" ? groupDigits(count) : text(count);
}

const steps = [
  [1_000_000_000_000_000n, "P"],
  [1_000_000_000_000n, "T"],
  [1_000_000_000n, "G"],
  [1_000_000n, "M"],
  [1_000n, "k"],
] as const;

/** Three significant digits in steps of 1,000: `1.14 G`. Small and symbolic counts stay as they are. */
export function shortCount(count: Count | null): string {
  if (count === null || typeof count !== "bigint") return countText(count);
  for (const [size, letter] of steps) {
    // 999.5 of a unit would round to 1,000 of it: it belongs to the next one.
    if (count * 2000n < size * 1999n) continue;
    const scaled = Number(count) / Number(size);
    const digits = scaled < 9.995 ? 2 : scaled < 99.95 ? 1 : 0;
    return `${scaled.toFixed(digits)} ${letter}`;
  }
  return String(count);
}

/** Bytes in MB of 10^6 bytes: `0.247 MB`, `102 MB`; below a thousandth of one, bytes. */
export function bytesText(count: Count | null): string {
  if (count === null) return "?";
  if (typeof count !== "bigint") return `${text(count)} bytes`;
  if (count < 1000n) return `${count} bytes`;
  const megabytes = Number(count) / 1e6;
  if (megabytes >= 1000) return `${groupDigits(Math.round(megabytes))} MB`;
  const digits = megabytes < 0.9995 ? 3 : megabytes < 9.995 ? 2 : megabytes < 99.95 ? 1 : 0;
  return `${megabytes.toFixed(digits)} MB`;
}

/** Share of a total in percent with one decimal; empty where it has no meaning. */
export function shareText(part: Count | null, total: Count | null): string {
  if (typeof part !== "bigint" || typeof total !== "bigint" || total === 0n) return "";
  const thousandths = (part * 2000n + total) / (total * 2n);
  if (thousandths === 0n && part > 0n) return "<0.1";
  return `${thousandths / 10n}.${thousandths % 10n}`;
}

/** `32×32×1`. */
export function timesText(sizes: readonly (Dim | null)[]): string {
  return sizes.map((size) => (size === null ? "?" : factorText(size))).join("×");
}

/** A size as a factor of a product: sums and differences in parentheses. */
function factorText(size: Dim): string {
  const plain = text(size);
  return / [+-] /.test(plain.replace(/\([^()]*(\([^()]*\)[^()]*)*\)/g, "")) ? `(${plain})` : plain;
}

/** `1 node`, `2 nodes`. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${groupDigits(count)} ${count === 1 ? noun : nouns}`;
}

/** Orders counts: unknown before known, known before symbolic (which have no order among themselves). */
export function compareCounts(a: Count | null, b: Count | null): number {
  if (typeof a === "bigint" && typeof b === "bigint") return a < b ? -1 : a > b ? 1 : 0;
  const rank = (count: Count | null): number => (count === null ? 0 : typeof count === "bigint" ? 1 : 2);
  return rank(a) - rank(b);
}
