/** Names of values: unique in the whole network, though each subgraph and each function call has names of its own. */

/** The values that a graph can see: its own, and those of the graphs around it. */
export class Names {
  readonly #own = new Map<string, string>();
  readonly #root: Names;
  /** Names that values of inner graphs have; those of the outermost graph are its own. */
  readonly #taken: Set<string>;
  /** Names that nothing gives, by a unique name of their own. */
  readonly missing: Map<string, string>;
  /** The next number to try for a name that is wished for again. */
  readonly #used = new Map<string, number>();

  constructor(
    root?: Names,
    private readonly outer?: Names,
  ) {
    this.#root = root ?? this;
    this.#taken = root === undefined ? new Set() : root.#taken;
    this.missing = root === undefined ? new Map() : root.missing;
  }

  /** The names of a graph inside this one. */
  inner(): Names {
    return new Names(this.#root, this);
  }

  /** The names of a function's body, which sees nothing of its caller. */
  apart(): Names {
    return new Names(this.#root);
  }

  /** The unique name behind a name of the file; undefined where nothing gives it. */
  resolve(name: string): string | undefined {
    return this.#own.get(name) ?? this.outer?.resolve(name);
  }

  /** The unique name behind a name of the file; for one that nothing gives, one that no value has or will have. */
  find(name: string): string {
    const known = this.resolve(name);
    if (known !== undefined) return known;
    const unique = this.fresh(name);
    this.missing.set(unique, name);
    return unique;
  }

  /** Gives a value a unique name, its own unless another graph has it; undefined where this graph has it already. */
  define(name: string): string | undefined {
    if (this.#own.has(name)) return undefined;
    const unique = this.#root === this && !this.#taken.has(name) ? name : this.fresh(name);
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
    let count = this.#root.#used.get(wish) ?? 2;
    for (; this.#taken.has(name) || this.#root.#own.has(name); count += 1) name = `${wish}~${count}`;
    this.#root.#used.set(wish, count);
    this.#taken.add(name);
    return name;
  }
}
