// How the benchmarks measure: medians of repeated calls, whole processes, and lines that say the limit beside the figure.
import { spawnSync } from "node:child_process";

/** Milliseconds of the median of `runs` calls, after one that is not counted. */
export function measureMedian(runs: number, call: () => void): number {
  call();
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    call();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return times[Math.floor(runs / 2)] ?? Number.NaN;
}

/** Runs `node` with arguments to its end; throws with what it said when it fails. */
export function runNode(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`node ${args.join(" ")} failed: ${stderr}`);
  return stdout;
}

/** One line: what was measured, the figure, and the limit it is held against. */
export function printFigure(name: string, figure: number, unit: string, limit: number): void {
  const verdict = figure <= limit ? "" : "  OVER";
  console.log(`${name.padEnd(58)} ${figure.toFixed(2).padStart(9)} ${unit.padEnd(4)} (at most ${limit})${verdict}`);
}
