// `npm run bench`: the project's performance figures, each measured as a median of repeated runs.
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

function runProcess(args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`node ${args.join(" ")} failed: ${stderr}`);
}

/** Whole processes, and the factor of `node -e 0` that issue 2 allows each. */
const processes = [
  { name: "summary lenet-5", args: ["dist/bin.js", "summary", "lenet-5"], limit: 3 },
  { name: "summary resnet-50", args: ["dist/bin.js", "summary", "resnet-50"], limit: 4 },
];

const empty = measureMedian(11, () => runProcess(["-e", "0"]));
console.log(`node -e 0: ${empty.toFixed(1)} ms`);
for (const { name, args, limit } of processes) {
  const time = measureMedian(11, () => runProcess(args));
  console.log(`${name}: ${time.toFixed(1)} ms, ${(time / empty).toFixed(2)} x node -e 0 (at most ${limit})`);
}
