/** Where the code of each command lies; it is loaded when the command runs. */
import type { RunCommand } from "./command.js";

export const loaders: Readonly<Record<string, () => Promise<{ readonly run: RunCommand }>>> = {
  chart: () => import("./commands/chart.js"),
  check: () => import("./commands/check.js"),
  completion: () => import("./commands/completion.js"),
  diff: () => import("./commands/diff.js"),
  diagnose: () => import("./commands/diagnose.js"),
  doctor: () => import("./commands/doctor.js"),
  draw: () => import("./commands/draw.js"),
  explain: () => import("./commands/explain.js"),
  export: () => import("./commands/export.js"),
  list: () => import("./commands/list.js"),
  new: () => import("./commands/new.js"),
  overview: () => import("./commands/overview.js"),
  schema: () => import("./commands/schema.js"),
  show: () => import("./commands/show.js"),
  summary: () => import("./commands/summary.js"),
  types: () => import("./commands/model-types.js"),
  ui: () => import("./commands/ui.js"),
  verify: () => import("./commands/verify.js"),
};
