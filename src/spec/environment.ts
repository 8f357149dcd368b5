/** What an expression can see: parameters, `let` values, indices, functions, and the tensors that arrive. */
import type { Dim } from "../dim/index.js";
import type { RuleInput } from "../ops/index.js";
import type { Expression } from "./expression-parser.js";
import type { Ratio } from "./number.js";

/** A value of the network while it is being built. A failed one follows from an error that was reported. */
export interface Tensor extends RuleInput {
  readonly failed?: true;
  /** The reference that found nothing, where that made it fail. */
  readonly cause?: object | undefined;
}

/** What an expression can be worth. */
export type Value = Dim | Ratio | boolean | string | TensorView | readonly Value[];

/** A tensor as expressions see it: its members are sizes. */
export class TensorView {
  constructor(readonly tensor: Tensor) {}
}

/** A value that could not be computed; what uses it fails quietly. */
export const broken: unique symbol = Symbol("broken");

/** A function of the document: `round8(x)`. */
export interface UserFunction {
  readonly name: string;
  readonly parameters: readonly string[];
  /** Undefined when its text was refused (and reported). */
  readonly body: Expression | undefined;
  readonly text: string;
}

/** Names and their values, inner ones first. Names are own entries of maps, so no prototype is ever seen. */
export class Environment {
  private readonly values = new Map<string, Value | typeof broken>();
  /** What arrives at the enclosing block, and at the layer at hand. */
  in: Tensor | undefined;
  previous: Tensor | undefined;

  constructor(
    readonly functions: ReadonlyMap<string, UserFunction>,
    private readonly parent?: Environment,
  ) {
    this.in = parent?.in;
    this.previous = parent?.previous;
  }

  /** A new innermost level. */
  nested(): Environment {
    return new Environment(this.functions, this);
  }

  /** The level of the whole document: what functions see beside their arguments. */
  outermost(): Environment {
    return this.parent === undefined ? this : this.parent.outermost();
  }

  define(name: string, value: Value | typeof broken): void {
    this.values.set(name, value);
  }

  lookUp(name: string): Value | typeof broken | undefined {
    for (let level: Environment | undefined = this; level !== undefined; level = level.parent) {
      const value = level.values.get(name);
      if (value !== undefined) return value;
    }
    if (name === "in") return this.in === undefined ? undefined : new TensorView(this.in);
    if (name === "previous") return this.previous === undefined ? undefined : new TensorView(this.previous);
    return undefined;
  }

  /** All names that can be seen, for hints. */
  names(): string[] {
    return [...this.values.keys(), ...this.functions.keys(), ...(this.parent?.names() ?? [])];
  }
}
