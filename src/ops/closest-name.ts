/** Finds the name that a user probably meant. */
import { distance } from "fastest-levenshtein";

/** `did you mean "conv2d"?`, or undefined when no candidate is near. */
export function closestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.slice(0, 64).toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const found = distance(wanted, candidate.toLowerCase());
    if (found < bestDistance) {
      bestDistance = found;
      best = candidate;
    }
  }
  return best === undefined ? undefined : `did you mean "${best}"?`;
}
