/** The zoo as `list` shows it: every architecture with its counts. */

import type { ListEntry } from "../report/list.js";
import { timesText } from "../report/number.js";
import { loadNetwork } from "./network.js";
import { zooNames } from "./zoo-source.js";

/** One entry an architecture, in the order of the zoo; sizes for batch 1. */
export async function zooEntries(): Promise<readonly ListEntry[]> {
  const entries: ListEntry[] = [];
  for (const name of zooNames()) {
    const { report, diagnostics } = await loadNetwork(name, { cwd: "." });
    if (report === undefined) throw new Error(`${name}: ${diagnostics.map(String).join("; ")}`);
    const { about, inputs, totals } = report;
    entries.push({
      name,
      title: about.title ?? name,
      input: inputs.map(({ type }) => timesText(type.shape?.slice(1) ?? [])).join(" + "),
      params: totals.params,
      trainingOnlyParams: totals.trainingOnlyParams,
      macs: totals.macs,
      source: about.source ?? {},
    });
  }
  return entries;
}
