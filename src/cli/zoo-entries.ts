/** The zoo as `list` shows it: every architecture with its counts. */

import type { Diagnostic } from "../diagnostic.js";
import type { ListEntry } from "../report/list.js";
import { timesText } from "../report/number.js";
import { architectureNames } from "../zoo.js";
import { loadNetwork } from "./network.js";

/** One entry an architecture, in the order of the zoo, for batch 1; what kept one from being analysed is in `diagnostics`. */
export async function zooEntries(): Promise<{
  readonly entries: readonly ListEntry[];
  readonly diagnostics: readonly Diagnostic[];
}> {
  const entries: ListEntry[] = [];
  const failed: Diagnostic[] = [];
  for (const name of architectureNames()) {
    const { report, diagnostics } = await loadNetwork(name, { cwd: "." });
    if (report === undefined) {
      failed.push(...diagnostics);
      continue;
    }
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
  return { entries, diagnostics: failed };
}
