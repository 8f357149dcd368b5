/** The results of operations on one operand: a short list first, tables only for an operand that is used often. */

/** Most expressions meet a few others only; a table each would cost more memory than the expressions themselves. */
const MAX_LIST = 6;

interface Entry<Operand, Result> {
  readonly slot: number;
  readonly other: Operand;
  readonly result: Result;
  readonly next: Entry<Operand, Result> | undefined;
}

/** Remembers the result for an operation (a small integer) and the other operand. */
export class Memo<Operand, Result> {
  private list: Entry<Operand, Result> | undefined;
  private length = 0;
  private tables: (Map<Operand, Result> | undefined)[] | undefined;

  get(slot: number, other: Operand): Result | undefined {
    if (this.tables !== undefined) return this.tables[slot]?.get(other);
    for (let entry = this.list; entry !== undefined; entry = entry.next)
      if (entry.other === other && entry.slot === slot) return entry.result;
    return undefined;
  }

  set(slot: number, other: Operand, result: Result): void {
    if (this.tables === undefined) {
      this.list = { slot, other, result, next: this.list };
      this.length++;
      if (this.length <= MAX_LIST) return;
      this.tables = [];
      for (let entry: Entry<Operand, Result> | undefined = this.list; entry !== undefined; entry = entry.next)
        this.put(this.tables, entry);
      this.list = undefined;
      return;
    }
    this.put(this.tables, { slot, other, result, next: undefined });
  }

  private put(tables: (Map<Operand, Result> | undefined)[], entry: Entry<Operand, Result>): void {
    const table = tables[entry.slot] ?? new Map<Operand, Result>();
    tables[entry.slot] = table.set(entry.other, entry.result);
  }
}
