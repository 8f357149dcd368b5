/** The errors of whole-number arithmetic, as data: the engine turns them into diagnostics. */

/** What an operation was given: numbers, exact integers, or the text of an expression. */
export type Operand = number | bigint | string;

/** The common base: catch this one to turn any arithmetic failure into a diagnostic. */
export class DimensionError extends Error {
  readonly operation: string;
  readonly operands: readonly Operand[];

  constructor(message: string, operation: string, operands: readonly Operand[]) {
    super(message);
    this.name = new.target.name;
    this.operation = operation;
    this.operands = operands;
  }
}

/** A known dimension left the safe integers (beyond 2^53 - 1), or was no whole number to begin with. */
export class DimensionOverflow extends DimensionError {
  constructor(operation: string, operands: readonly Operand[]) {
    super(`${operation}(${operands.join(", ")}) is no safe integer`, operation, operands);
  }
}

/** A division or remainder by zero. */
export class DivisionByZero extends DimensionError {
  constructor(operation: string, operands: readonly Operand[]) {
    super(`${operation}(${operands.join(", ")}) divides by zero`, operation, operands);
  }
}

/** An expression grew beyond the documented limits (see `LIMITS`). */
export class DimensionTooComplex extends DimensionError {
  readonly limit: string;

  constructor(limit: string, operation = "normalise") {
    super(`the expression is too complex: more than ${limit}`, operation, []);
    this.limit = limit;
  }
}

/** Two sizes that cannot be broadcast together: they differ and neither is 1. */
export class BroadcastConflict extends DimensionError {
  constructor(left: Operand, right: Operand) {
    super(`${left} and ${right} do not broadcast`, "broadcast", [left, right]);
  }
}

/** A symbol was needed but `sizes` does not give it. */
export class UnboundSymbol extends DimensionError {
  readonly symbol: string;

  constructor(symbol: string) {
    super(`no size was given for ${symbol}`, "evaluate", [symbol]);
    this.symbol = symbol;
  }
}

/** A size contradicts an assumption (`H % 32 == 0` and H = 33), or two assumptions contradict each other. */
export class AssumptionViolated extends DimensionError {
  readonly symbol: string;

  constructor(symbol: string, reason: string) {
    super(`${symbol}: ${reason}`, "assume", [symbol]);
    this.symbol = symbol;
  }
}
