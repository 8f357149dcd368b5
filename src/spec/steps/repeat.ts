/** `repeat`: a body several times, for a number, the values of a list, or the rows of a table. */
import type { Tensor, Value } from "../environment.js";
import { evaluateText } from "../evaluate.js";
import { fail } from "../failure.js";
import { resolveInteger } from "../field.js";
import type { Frame } from "../frame.js";
import type { Lowering, Step } from "../lowering.js";
import type { Place } from "../place.js";
import type { ItemOf } from "../schema.js";
import { Template } from "../template.js";
import { resolveValue } from "../value.js";
import { ItemStep } from "./item.js";
import { defineAll, runNamed } from "./structure.js";

/** Names that one round of a repetition adds. */
type Round = ReadonlyMap<string, Value>;

export class RepeatStep extends ItemStep {
  private readonly names: Template | undefined;

  constructor(
    private readonly item: ItemOf<"repeat">,
    private readonly body: Step,
    place: Place,
  ) {
    super({ when: item.when }, place, "repeat");
    this.names = item.repeat.name === undefined ? undefined : new Template(item.repeat.name);
  }

  protected emit(lowering: Lowering, frame: Frame, inputs: readonly Tensor[]): Tensor | undefined {
    let current = inputs[0];
    const { let: definitions } = this.item.repeat;
    const inner = frame.repeated(frame.environment.nested());
    for (const round of this.rounds(lowering, inner)) {
      lowering.graph.step();
      const environment = frame.environment.nested();
      environment.previous = current;
      for (const [name, value] of round) environment.define(name, value);
      const repeated = frame.repeated(environment);
      defineAll(
        definitions,
        (raw) => resolveValue(raw, environment),
        repeated,
        lowering,
        this.place.child("repeat").child("let"),
      );
      const name = this.names?.fill(environment);
      if (name !== undefined) lowering.names.check(frame.prefix + name, name);
      current = runNamed(
        (named) => this.body.run(lowering, named, current),
        "repeat",
        name,
        lowering,
        repeated,
        this.place,
      );
    }
    return current;
  }

  /** The rounds in order, made one at a time: a huge number of them ends at the node limit. */
  private *rounds(_lowering: Lowering, frame: Frame): Iterable<Round> {
    const { times, over, as = "item", table, index = "i" } = this.item.repeat;
    const { environment } = frame;
    if (table !== undefined) {
      for (const [row, values] of table.rows.entries()) {
        if (values.length !== table.columns.length) {
          fail("spec/out-of-range", {
            what: `the length of row ${row}`,
            value: `${values.length}`,
            range: `${table.columns.length}, one for each column`,
          });
        }
        const named = new Map<string, Value>([["row", row]]);
        table.columns.forEach((column, at) => named.set(column, resolveValue(values[at], environment)));
        if (times === undefined) {
          yield named.set(index, row);
          continue;
        }
        const scope = environment.nested();
        for (const [name, value] of named) scope.define(name, value);
        const count = resolveInteger(times, scope, { what: "times", min: 0 });
        for (let i = 0; i < count; i++) yield new Map(named).set(index, i);
      }
      return;
    }
    if (over !== undefined) {
      const list = typeof over === "string" ? evaluateText(over, environment) : resolveValue(over, environment);
      if (!Array.isArray(list))
        fail("expression/wrong-type", { expression: `${over}`, expected: "a list", actual: "something else" });
      for (const [i, value] of (list as readonly Value[]).entries()) {
        yield new Map<string, Value>([
          [index, i],
          [as, value],
        ]);
      }
      return;
    }
    if (times === undefined)
      fail("spec/missing-key", { key: "times", where: "repeat" }, { hint: "or `over` a list, or a `table`" });
    const count = resolveInteger(times ?? 0, environment, { what: "times", min: 0 });
    for (let i = 0; i < count; i++) yield new Map<string, Value>([[index, i]]);
  }
}
