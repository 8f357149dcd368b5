/** Names of values: unique in the whole network, though each subgraph and each function call has names of its own. */

/** The values that a graph can see: its own, and those of the graphs around it. */
export class Names {
  readonly #own = new Map<string, string>();

  constructor(
    private readonly taken: Set<string>,
    private readonly outer?: Names,
  ) {}

  /** The names of a graph inside this one. */
  inner(): Names {
    return new Names(this.taken, this);
  }

  /** The names of a function's body, which sees nothing of its caller. */
  apart(): Names {
    return new Names(this.taken);
  }

  /** The unique name behind a name of the file; undefined where nothing gives it. */
  resolve(name: string): string | undefined {
    return this.#own.get(name) ?? this.outer?.resolve(name);
  }

  /** Whether this very graph gives the name. */
  has(name: string): boolean {
    return this.#own.has(name);
  }

  /** Gives a value a unique name: its own unless another graph has it already. */
  define(name: string): string {
    const unique = this.fresh(name);
    this.#own.set(name, unique);
    return unique;
  }

  /** Makes a name stand for a value that exists: an argument of a function, a result that an inner graph gives. */
  alias(name: string, unique: string): void {
    this.#own.set(name, unique);
  }

  /** A name that no value of the network has. */
  fresh(wish: string): string {
    let name = wish;
    for (let count = 2; this.taken.has(name); count += 1) name = `${wish}~${count}`;
    this.taken.add(name);
    return name;
  }
}
