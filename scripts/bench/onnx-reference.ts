// Compares reading and inferring ONNX files with onnx's own C++ (python3-onnx), file by file, in turns, both warm.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { analyseModel, decodeModel, inspectModel } from "../../src/onnx.js";
import { folder, listModels } from "../conformance/models.js";
import { printFigure } from "./measure.js";

/** Turns that each file gets; the least of the times counts, because the machine only ever adds to it. */
const turns = 7;

/** CPU milliseconds of read, infer and count. */
function measureOurs(path: string): number {
  const before = process.cpuUsage();
  const loaded = inspectModel(decodeModel(readFileSync(path)));
  if (loaded.value !== undefined) analyseModel(loaded.value);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The ratio of every file that onnx can read, printed, and their median against the goal. */
export async function benchAgainstOnnx(): Promise<void> {
  const python = spawn("/usr/bin/python3", [join(import.meta.dirname, "onnx-reference.py")], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  python.on("error", () => {});
  python.stdin.on("error", () => {});
  const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  const measureOnnx = async (path: string): Promise<number> => {
    python.stdin.write(`${path}\n`);
    const { value, done } = await answers.next();
    return done === true ? Number.NaN : Number(value);
  };
  const ratios: number[] = [];
  for (const file of listModels().filter((name) => /^(torch|real)\//.test(name))) {
    const path = join(folder, file);
    let [ours, theirs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let turn = 0; turn < turns; turn += 1) {
      ours = Math.min(ours, measureOurs(path));
      theirs = Math.min(theirs, await measureOnnx(path));
    }
    if (Number.isNaN(theirs)) continue;
    ratios.push(ours / theirs);
    console.log(
      `  ${file.padEnd(56)} ${ours.toFixed(2)} ms, onnx ${theirs.toFixed(2)} ms: ${(ours / theirs).toFixed(2)}x`,
    );
  }
  python.kill();
  if (ratios.length === 0) {
    console.log("NOT MEASURED against onnx: /usr/bin/python3 has no onnx (Debian's python3-onnx)  OVER");
    return;
  }
  const median = ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? Number.NaN;
  printFigure(`read, infer, count over onnx's C++, median of ${ratios.length} files`, median, "x", 1);
}
