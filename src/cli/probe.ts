/** `shapewright diagnose T --steps N`: trains a little and shows what happened. */
import type { DataSet } from "../train/data/data-set.js";
import { digits, spirals } from "../train/data/data-set.js";
import type { OptimiserName } from "../train/optimisers/rules.js";
import type { Schedule } from "../train/optimisers/schedule.js";
import type { Clip } from "../train/optimisers/slopes.js";
import { type Probe, runProbe } from "../train/probe.js";
import { createTrainer } from "../train/trainer.js";
import { type OptionValues, textOption } from "./command.js";
import { type CliIo, type ExitCode, UsageError } from "./io.js";
import { loadNetwork } from "./network.js";
import { networkOptions } from "./network-options.js";
import { parseWhole } from "./option-values.js";
import { exitCodeOf, failureTest, reportFindings, textLayout, writeResult } from "./output.js";

/** Examples in a batch where nobody says. */
const usualBatch = 16;

function parsePositive(option: string, written: string): number {
  const value = written.trim() === "" ? Number.NaN : Number(written);
  if (!Number.isFinite(value) || value <= 0) throw new UsageError(`${option}: "${written}" is not a number above 0`);
  return value;
}

function parseClip(written: string): Clip {
  const [by = "", most = ""] = written.split("=");
  if (by !== "value" && by !== "norm" && by !== "global") {
    throw new UsageError(`--clip takes value=, norm= or global= and a bound, not "${written}"`);
  }
  return { by, most: parsePositive("--clip", most) };
}

export async function runProbeCommand(target: string, options: OptionValues, io: CliIo): Promise<ExitCode> {
  const whole = (name: string, flag: string, absent: number, least = 1): number => {
    const written = textOption(options, name);
    return written === undefined ? absent : parseWhole(flag, written, least);
  };
  const real = (name: string): number | undefined => {
    const written = textOption(options, name);
    return written === undefined ? undefined : parsePositive(`--${name}`, written);
  };
  if (textOption(options, "format") === "json") throw new UsageError("--steps prints text or markdown, not json yet");
  const [steps, batch, seed] = [
    whole("steps", "--steps", 200),
    whole("batch", "--batch", usualBatch),
    whole("seed", "--seed", 1, 0),
  ];
  const [l1, l2, clip, rate = 1e-3] = [real("l1"), real("l2"), textOption(options, "clip"), real("lr")];
  const settings = {
    ...(l1 !== undefined && { l1 }),
    ...(l2 !== undefined && { l2 }),
    ...(clip !== undefined && { clip: parseClip(clip) }),
  };
  const schedule: Schedule = {
    kind: (textOption(options, "schedule") ?? "constant") as Schedule["kind"],
    every: Math.max(1, Math.ceil(steps / 3)),
    warmUp: whole("warmUp", "--warm-up", 0, 0),
  };
  const patience = textOption(options, "patience");
  const network = networkOptions(options, io);
  const { shaped, diagnostics } = await loadNetwork(target, { ...network, sizes: { N: batch, ...network.sizes } });
  const found = [...diagnostics];
  if (shaped !== undefined && diagnostics.every(({ severity }) => severity !== "error")) {
    const trainer = createTrainer(shaped, { seed, dropout: true });
    if (trainer.ok) {
      const [, ...shape] = trainer.value.plan.values.get(trainer.value.plan.inputs[0] ?? "")?.shape ?? [];
      const data = await dataOf(textOption(options, "data") ?? "spirals", seed, shape, io);
      const probe = await runProbe(trainer.value, shaped.graph.name, data, {
        steps,
        rate,
        seed,
        settings,
        schedule,
        optimiser: (textOption(options, "optimiser") ?? "adam") as OptimiserName,
        ...(patience !== undefined && { patience: parseWhole("--patience", patience, 1) }),
        ...(io.signal !== undefined && { signal: io.signal }),
      });
      found.push(...probe.diagnostics);
      if (probe.ok) await print(probe.value, options, io);
    } else found.push(...trainer.diagnostics);
  }
  reportFindings(found, target, io);
  return exitCodeOf(found, failureTest(options));
}

async function dataOf(word: string, seed: number, shape: readonly number[], io: CliIo): Promise<DataSet> {
  if (word === "spirals") return spirals(seed);
  const made = word === "digits" ? digits(seed, shape) : (await import("./mnist.js")).readMnist(io.cwd, shape);
  if (made !== undefined) return made;
  throw new UsageError(`--data ${word}: its images do not fit an input of ${shape.join("×")} (channels×height×width)`);
}

async function print(probe: Probe, options: OptionValues, io: CliIo): Promise<void> {
  const { probeTable } = await import("../report/probe-table.js");
  const table = probeTable(probe);
  const text =
    textOption(options, "format") === "markdown"
      ? (await import("../report/markdown-table.js")).renderMarkdown(table)
      : (await import("../report/text-table.js")).renderText(table, textLayout(options, io));
  await writeResult(`${text}\n`, options, io);
  const svg = textOption(options, "svg");
  if (svg === undefined) return;
  const { chartLoss } = await import("../report/chart/probe-chart.js");
  await writeResult(await chartLoss(probe), { output: svg }, io);
}
