/** Aligns two sequences: which elements of one stand for which of the other, in order, for the greatest likeness. */

/** Pairs of positions, in order. */
type Pairs = (readonly [number, number])[];

export interface Likeness<T> {
  /** How much alike two elements are: 0 for two that never stand for each other, otherwise a positive integer. */
  score(a: T, b: T): number;
  /** Elements with equal keys are the same without a doubt, where the key occurs once on each side. */
  key(element: T): string;
}

/** Two stretches whose product is greater are first cut where both have the same unmistakable element. */
const largestTable = 4_000_000;

/**
 * The best pairing of two sequences, by dynamic programming as in sequence alignment (Needleman and Wunsch 1970) without
 * a penalty for gaps. Long sequences are cut at elements with a key of their own, as in patience diff; stretches that are
 * long and have no such element stay unpaired.
 */
export function align<T>(a: readonly T[], b: readonly T[], likeness: Likeness<T>): Pairs {
  const pairs: Pairs = [];
  alignRange(a, b, [0, a.length], [0, b.length], likeness, pairs);
  return pairs;
}

type Range = readonly [number, number];

function alignRange<T>(
  a: readonly T[],
  b: readonly T[],
  [aStart, aEnd]: Range,
  [bStart, bEnd]: Range,
  likeness: Likeness<T>,
  pairs: Pairs,
): void {
  const isSame = (i: number, j: number): boolean => likeness.key(a[i] as T) === likeness.key(b[j] as T);
  let [i, j] = [aStart, bStart];
  while (i < aEnd && j < bEnd && isSame(i, j)) pairs.push([i++, j++]);
  let [iEnd, jEnd] = [aEnd, bEnd];
  while (iEnd > i && jEnd > j && isSame(iEnd - 1, jEnd - 1)) [iEnd, jEnd] = [iEnd - 1, jEnd - 1];
  if ((iEnd - i) * (jEnd - j) <= largestTable) pairs.push(...alignByTable(a, b, [i, iEnd], [j, jEnd], likeness));
  else {
    for (const [anchorA, anchorB] of anchorsOf(a, b, [i, iEnd], [j, jEnd], likeness)) {
      alignRange(a, b, [i, anchorA], [j, anchorB], likeness, pairs);
      pairs.push([anchorA, anchorB]);
      [i, j] = [anchorA + 1, anchorB + 1];
    }
    // Without an anchor the stretch would come back as it is.
    if ((iEnd - i) * (jEnd - j) <= largestTable) alignRange(a, b, [i, iEnd], [j, jEnd], likeness, pairs);
  }
  for (let k = 0; k < aEnd - iEnd; k++) pairs.push([iEnd + k, jEnd + k]);
}

const step = { pair: 0, skipA: 1, skipB: 2 } as const;

function alignByTable<T>(
  a: readonly T[],
  b: readonly T[],
  [aStart, aEnd]: Range,
  [bStart, bEnd]: Range,
  { score }: Likeness<T>,
): Pairs {
  const width = bEnd - bStart;
  const steps = new Uint8Array((aEnd - aStart) * width);
  // best[j] is the best sum for what follows: a from row i, b from column j.
  let below = new Int32Array(width + 1);
  let best = new Int32Array(width + 1);
  for (let i = aEnd - aStart - 1; i >= 0; i--) {
    [below, best] = [best, below];
    best[width] = 0;
    for (let j = width - 1; j >= 0; j--) {
      const like = score(a[aStart + i] as T, b[bStart + j] as T);
      const skipA = below[j] as number;
      const skipB = best[j + 1] as number;
      const pair = like === 0 ? -1 : like + (below[j + 1] as number);
      const greatest = Math.max(pair, skipA, skipB);
      best[j] = greatest;
      steps[i * width + j] = greatest === pair ? step.pair : greatest === skipA ? step.skipA : step.skipB;
    }
  }
  const pairs: Pairs = [];
  for (let i = 0, j = 0; i < aEnd - aStart && j < width; ) {
    const taken = steps[i * width + j];
    if (taken === step.pair) pairs.push([aStart + i++, bStart + j++]);
    else if (taken === step.skipA) i++;
    else j++;
  }
  return pairs;
}

/** Positions of elements whose key occurs once in each stretch: the longest run of them that rises on both sides. */
function anchorsOf<T>(
  a: readonly T[],
  b: readonly T[],
  rangeA: Range,
  rangeB: Range,
  { key }: Likeness<T>,
): readonly (readonly [number, number])[] {
  const inB = uniqueKeys(b, rangeB, key);
  const common = [...uniqueKeys(a, rangeA, key)].flatMap(([text, i]) => {
    const j = inB.get(text);
    return j === undefined ? [] : [[i, j] as const];
  });
  return longestRise(common);
}

function uniqueKeys<T>(
  elements: readonly T[],
  [start, end]: Range,
  key: (element: T) => string,
): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  const repeated = new Set<string>();
  for (let i = start; i < end; i++) {
    const text = key(elements[i] as T);
    if (places.has(text)) repeated.add(text);
    else places.set(text, i);
  }
  for (const text of repeated) places.delete(text);
  return places;
}

/** The longest subsequence whose second members rise, by patience sorting: n log n. */
function longestRise(pairs: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const tops: number[] = [];
  const previous: number[] = [];
  pairs.forEach(([, j], index) => {
    let [low, high] = [0, tops.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tops[middle] as number]?.[1] ?? 0) < j) low = middle + 1;
      else high = middle;
    }
    previous[index] = low === 0 ? -1 : (tops[low - 1] as number);
    tops[low] = index;
  });
  const rise: (readonly [number, number])[] = [];
  for (let index = tops.at(-1) ?? -1; index >= 0; index = previous[index] as number) {
    const pair = pairs[index];
    if (pair !== undefined) rise.push(pair);
  }
  return rise.reverse();
}
