/** Lets whatever waits (a signal, a click, another run) have its turn between two steps. */
export function giveTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Milliseconds that short steps may take together before others have a turn. */
const patience = 20;

/** Gives turns between steps that are too short to give one after each. */
export class Turns {
  #last = Date.now();

  async give(): Promise<void> {
    if (Date.now() - this.#last < patience) return;
    await giveTurn();
    this.#last = Date.now();
  }
}
