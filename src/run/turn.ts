/** Lets whatever waits (a signal, a click, another run) have its turn between two steps. */
export function giveTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
