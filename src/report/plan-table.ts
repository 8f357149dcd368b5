/** A plan as a table: its steps in order, what each gives, and where in memory that lies for how long. */
import type { Plan, PlanValue, Step } from "../run/plan.js";
import { bytesText, plural } from "./number.js";
import { type Row, type Table, textCell } from "./table.js";

function operatorsOf({ nodes }: Step): string {
  return nodes.map(({ op }) => op).join(" + ");
}

/** `offset 0, 37,632 bytes` as two cells, or whose bytes a view shows. */
function placeText({ place }: PlanValue): readonly [offset: string, bytes: string] {
  if (place.kind === "arena") return [String(place.offset), String(place.bytes)];
  return place.kind === "view" ? [`as ${place.of}`, ""] : [place.kind, ""];
}

/** The steps up to which the bytes are kept: `to step 4`, `to the end`. */
function lifeText(plan: Plan, { to }: PlanValue): string {
  return to >= plan.steps.length ? "the end" : `${to + 1}`;
}

function rowsOf(plan: Plan, step: Step, index: number): readonly Row[] {
  return step.outputs.flatMap((name): readonly Row[] => {
    const value = plan.values.get(name);
    if (value === undefined) return [];
    const [offset, bytes] = placeText(value);
    const cells = [String(index + 1), step.name, operatorsOf(step), `[${value.shape.join(", ")}]`, offset, bytes];
    return [{ kind: "layer", level: 0, cells: [...cells, lifeText(plan, value)].map(textCell) }];
  });
}

export function planTable(plan: Plan): Table {
  return {
    title: `${plan.name}: ${plural(plan.steps.length, "step")}`,
    columns: [
      { key: "step", title: "Step", align: "right", sacrifice: 0 },
      { key: "name", title: "Name", align: "left", sacrifice: 0 },
      { key: "ops", title: "Operators", align: "left", sacrifice: 1 },
      { key: "output", title: "Output", align: "left", sacrifice: 2 },
      { key: "offset", title: "Offset", align: "right", sacrifice: 0 },
      { key: "bytes", title: "Bytes", align: "right", sacrifice: 0 },
      { key: "until", title: "Kept to", align: "right", sacrifice: 0 },
    ],
    rows: plan.steps.flatMap((step, index) => rowsOf(plan, step, index)),
    notes: [
      `At most ${bytesText(BigInt(plan.peakBytes))} are needed at the same time, in an arena of ${bytesText(BigInt(plan.arenaBytes))}; ${plural(plan.weights.size, "weight")} and ${plural(plan.constants.size, "constant")} besides.`,
    ],
  };
}
