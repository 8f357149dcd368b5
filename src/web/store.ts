/** What the page shows, in one place; views watch the part that they draw. */

type Watcher<S> = (state: S) => void;

export class Store<S extends object> {
  #state: S;
  readonly #watchers: Watcher<S>[] = [];

  constructor(state: S) {
    this.#state = state;
  }

  get state(): S {
    return this.#state;
  }

  update(part: Partial<S>): void {
    this.#state = { ...this.#state, ...part };
    for (const watcher of this.#watchers) watcher(this.#state);
  }

  /** Calls `show` now and whenever one of the parts becomes another. */
  watch<const K extends readonly (keyof S)[]>(keys: K, show: (state: Pick<S, K[number]>) => void): void {
    let before = this.#state;
    this.#watchers.push((state) => {
      const isSame = keys.every((key) => Object.is(state[key], before[key]));
      before = state;
      if (!isSame) show(state);
    });
    show(this.#state);
  }
}
