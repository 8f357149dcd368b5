/** Repetition: a number of times, over a list, or for each row of a table. */
import type { Environment, Tensor, Value } from "../environment.js";
import { fail } from "../failure.js";
import { resolveInteger } from "../field.js";
import type { Frame } from "../frame.js";
import { TooManyNodes } from "../graph-builder.js";
import type { ItemOf } from "../item-schema.js";
import type { Compiler, Lowering, Step } from "../lowering.js";
import type { Place } from "../place.js";
import { Template } from "../template.js";
import type { RawValue } from "../value-schema.js";
import { checkValueName, defineValues, literalValue, resolveList } from "../values.js";
import { compileBody } from "./branches.js";
import { ItemStep } from "./item.js";
import { runNamed } from "./list.js";

/** One repetition: what it sees, and of how many it is one. */
interface Round {
  readonly environment: Environment;
  readonly of: number;
}

export class RepeatStep extends ItemStep {
  private readonly written: ItemOf<"repeat">["repeat"];
  private readonly inner: Place;
  private readonly body: Step;
  /** Whether a repetition needs no name to keep its layers apart from the others'. */
  private readonly isSingle: boolean;
  private readonly template: Template | undefined;

  constructor(written: ItemOf<"repeat">, place: Place, compiler: Compiler) {
    super({ when: written.when }, place, "repeat");
    this.written = written.repeat;
    this.inner = place.child("repeat");
    const { body, name } = written.repeat;
    this.body = compileBody(body, this.inner.child("body"), compiler);
    this.isSingle = !Array.isArray(body) || body.length === 1;
    this.template = name === undefined ? undefined : new Template(name);
  }

  protected emit(
    lowering: Lowering,
    frame: Frame,
    inputs: readonly Tensor[],
    name: string | undefined,
  ): Tensor | undefined {
    if (name === undefined) return this.runRounds(lowering, frame, inputs[0]);
    const rounds = {
      run: (_: Lowering, inner: Frame, input: Tensor | undefined) => this.runRounds(lowering, inner, input),
    };
    const inner = frame.inside(name, this.kind, lowering.names);
    return runNamed(rounds, inner, lowering, frame, inputs[0], name, this.place);
  }

  private runRounds(lowering: Lowering, frame: Frame, input: Tensor | undefined): Tensor | undefined {
    const group = this.isSingle || this.template !== undefined ? undefined : frame.freeName(this.kind, lowering.names);
    let current = input;
    let number = 0;
    for (const { environment, of } of this.rounds(frame.environment)) {
      lowering.graph.step();
      if (frame.repetitions * of > lowering.graph.maxNodes) throw new TooManyNodes();
      defineValues(this.written.let, this.inner.child("let"), environment, lowering.findings);
      const name = this.template === undefined ? group && `${group}.${number}` : this.template.fill(environment);
      current = this.runRound(lowering, frame.repeated(environment, of), current, name);
      frame.environment.previous = current;
      number += 1;
    }
    return current;
  }

  private runRound(
    lowering: Lowering,
    frame: Frame,
    input: Tensor | undefined,
    name: string | undefined,
  ): Tensor | undefined {
    if (name !== undefined) lowering.names.check(frame.prefix + name, name);
    return this.body.run(lowering, frame, input, name);
  }

  /** The environments of all repetitions, made one at a time. */
  private *rounds(outer: Environment): Iterable<Round> {
    const { table, over, times } = this.written;
    if (over !== undefined && (table !== undefined || times !== undefined)) {
      fail("spec/misused", {
        what: '"over"',
        reason: `${table === undefined ? "times" : "table"} already says how often`,
      });
    }
    if (over !== undefined) yield* this.overList(resolveList(over, outer, this.inner.child("over")), outer);
    else if (table !== undefined) yield* this.overRows(table, outer);
    else if (times !== undefined) yield* this.counted(times, outer, 1);
    else fail("spec/missing-key", { key: "times", where: "repeat" }, { hint: "or over, or table" });
  }

  private *counted(times: number | string, outer: Environment, of: number): Iterable<Round> {
    const { index = "i" } = this.written;
    checkValueName(index);
    const count = resolveInteger(times, outer, { what: "times", min: 0 });
    for (let i = 0; i < count; i++) {
      const environment = outer.nested();
      environment.define(index, i);
      yield { environment, of: of * count };
    }
  }

  private *overList(values: readonly Value[], outer: Environment): Iterable<Round> {
    const { index = "i", as = "item" } = this.written;
    checkValueName(index);
    checkValueName(as);
    for (const [i, value] of values.entries()) {
      const environment = outer.nested();
      environment.define(index, i);
      environment.define(as, value);
      yield { environment, of: values.length };
    }
  }

  private *overRows(table: NonNullable<ItemOf<"repeat">["repeat"]["table"]>, outer: Environment): Iterable<Round> {
    const { columns, rows } = table;
    for (const column of columns) checkValueName(column);
    for (const [number, row] of rows.entries()) {
      const environment = outer.nested();
      environment.define("row", number);
      environment.define(this.written.index ?? "i", number);
      this.defineRow(environment, columns, row, number);
      if (this.written.times === undefined) yield { environment, of: rows.length };
      else yield* this.counted(this.written.times, environment, 1);
    }
  }

  private defineRow(
    environment: Environment,
    columns: readonly string[],
    row: readonly RawValue[],
    number: number,
  ): void {
    if (row.length !== columns.length) {
      const place = this.inner.child("table").child("rows").child(number);
      const [expected, actual] = [`${columns.length} (${columns.join(", ")})`, `${row.length}`];
      fail("spec/row-length", { row: `${number}`, expected, actual }, place.context);
    }
    columns.forEach((column, position) => {
      environment.define(column, literalValue(row[position] ?? 0));
    });
  }
}
