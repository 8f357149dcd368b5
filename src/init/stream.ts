/** Streams of random numbers: one for each seed and name, the same in Node and in every browser. */
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import { naturalLog } from "./log.js";

/** What a report says of where its numbers came from. */
export const generatorName = "xoroshiro128+ of pure-rand, seeded by seed and name; normal by Marsaglia's polar method";

/** Odd multipliers, one for each word of the state: FNV's prime (Fowler, Noll, Vo) and three of its kind. */
const multipliers = [0x01000193, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f] as const;

/** Spreads every bit over all 32 (the finaliser of MurmurHash3, Appleby, 2011). */
function spread(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** 128 bits from a seed and a name: FNV-1a over the name's bytes, once with each multiplier. */
function stateOf(seed: number, name: string): [number, number, number, number] {
  const bytes = new TextEncoder().encode(name);
  const [low, high] = [seed | 0, Math.floor(seed / 2 ** 32) | 0];
  const words = multipliers.map((multiplier, index) => {
    let word = spread(low ^ Math.imul(index + 1, 0x9e3779b9)) ^ spread(high + index);
    for (const byte of bytes) word = Math.imul(word ^ byte, multiplier);
    return spread(word ^ bytes.length);
  });
  const [a = 1, b = 0, c = 0, d = 0] = words;
  return [a, b, c, d];
}

/** A stream of uniform and of normal numbers. */
export interface RandomStream {
  /** Uniform between 0 and 1, neither included, in steps of 2^-32. */
  uniform(): number;
  /** Of mean 0 and standard deviation 1. */
  normal(): number;
}

/**
 * The stream of a seed (a whole number from 0 to 2^53 - 1) and a name. Streams of two names have nothing to do with
 * each other, so the order in which weights are drawn does not matter.
 */
export function randomStream(seed: number, name: string): RandomStream {
  const generator = xoroshiro128plusFromState(stateOf(seed, name));
  let spare: number | undefined;
  const uniform = (): number => ((generator.next() >>> 0) + 0.5) / 2 ** 32;
  /** Marsaglia and Bray, A convenient method for generating normal variables, 1964. */
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * naturalLog(square)) / square);
      spare = y * factor;
      return x * factor;
    }
  };
  return { uniform, normal };
}
