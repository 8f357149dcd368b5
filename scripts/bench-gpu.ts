// `npm run bench:gpu`: networks of the zoo on WebGPU in the steady state, batch 1: wall and CPU time, and GFLOP/s of both.
import { spawnSync } from "node:child_process";
import { analyseGraph } from "../src/analysis/index.js";
import { planGraph, ReferenceExecutor, seededInputs, seededWeights, shapeSpec } from "../src/run.js";
import { WebGpuExecutor } from "../src/webgpu.js";
import { openNodeDevice } from "../src/webgpu-node.js";
import { readArchitecture } from "../src/zoo.js";
import { ensureGpuDriver } from "./gpu-driver.mjs";

const usual = ["lenet-5", "alexnet", "googlenet", "resnet-50", "vgg-16"];
const runs = 3;

interface Times {
  readonly wall: number;
  /** CPU seconds of this process: what a software adapter costs. */
  readonly cpu: number;
}

async function timed(use: () => Promise<unknown>): Promise<Times> {
  const [start, used] = [performance.now(), process.cpuUsage()];
  await use();
  const { user, system } = process.cpuUsage(used);
  return { wall: (performance.now() - start) / 1e3, cpu: (user + system) / 1e6 };
}

async function bench(name: string): Promise<void> {
  const read = readArchitecture(name);
  const shaped = read.ok ? shapeSpec(read.value.spec, { variant: read.value.variant }) : read;
  const plan = shaped.ok ? planGraph(shaped.value) : shaped;
  if (!shaped.ok || !plan.ok) throw new Error(plan.diagnostics.join("\n"));
  const weights = seededWeights(shaped.value.graph, 1);
  const inputs = seededInputs(plan.value, 2);
  const executor = new WebGpuExecutor(openNodeDevice, new ReferenceExecutor());
  try {
    const first = await timed(() => executor.run(plan.value, inputs, weights));
    const steady: Times[] = [];
    for (let i = 0; i < runs; i++) steady.push(await timed(() => executor.run(plan.value, inputs, weights)));
    const least = (of: (times: Times) => number) => Math.min(...steady.map(of));
    const [wall, cpu] = [least((times) => times.wall), least((times) => times.cpu)];
    // 2 operations for each multiplication whose product is accumulated.
    const operations = 2e-9 * Number(analyseGraph(shaped.value, {}).totals.macs);
    const figures = [wall, cpu, first.wall, operations / wall, operations / cpu, (await executor.heldBytes()) / 1e6];
    console.log(
      [name.padEnd(12), ...figures.map((figure) => figure.toFixed(2).padStart(9))].join(" "),
      executor.device,
    );
  } finally {
    executor.dispose();
  }
}

/** The networks are run in a process that is started with the driver's variables. */
if (process.env.SHAPEWRIGHT_BENCH_GPU === undefined) {
  const environment = ensureGpuDriver()?.environment ?? {};
  const env = { ...process.env, ...environment, SHAPEWRIGHT_BENCH_GPU: "child" };
  const args = [...process.execArgv, ...process.argv.slice(1)];
  process.exit(spawnSync(process.execPath, args, { env, stdio: "inherit" }).status ?? 1);
}

const heads = ["wall s", "CPU s", "first s", "GFLOP/s", "per CPU s", "MB held"];
console.log(["network".padEnd(12), ...heads.map((head) => head.padStart(9)), " adapter"].join(" "));
const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : usual) await bench(name);
