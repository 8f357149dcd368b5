/** The page's side of the worker: calls with an answer, progress on the way, and an end to a call that takes too long. */
import type { CallName, Calls, NodeRun, Reply } from "./worker/messages.js";

/** Ends the calls of a worker that was stopped. */
export class Cancelled extends Error {}

export interface Listener {
  readonly onProgress?: (text: string, share: number | null) => void;
  readonly onNode?: (node: NodeRun) => void;
}

interface Pending extends Listener {
  readonly resolve: (gives: never) => void;
  readonly reject: (error: Error) => void;
}

export class Client {
  #worker: Worker | undefined;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  call<Name extends CallName>(
    call: Name,
    given: Calls[Name]["given"],
    listener: Listener = {},
  ): Promise<Calls[Name]["gives"]> {
    this.#worker ??= this.#start();
    const id = ++this.#lastId;
    this.#worker.postMessage({ id, call, given });
    return new Promise((resolve, reject) => this.#pending.set(id, { ...listener, resolve, reject }));
  }

  /** Stops the worker whatever it does; the next call starts another. */
  cancel(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#failAll(new Cancelled("stopped"));
  }

  #start(): Worker {
    const worker = new Worker(new URL("./worker/main.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => this.#receive(data));
    worker.addEventListener("error", (event) => {
      this.#failAll(new Error(event.message || "the page's worker could not be loaded"));
    });
    return worker;
  }

  #receive(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    if (pending === undefined) return;
    if (reply.kind === "progress") pending.onProgress?.(reply.text, reply.share);
    else if (reply.kind === "node") pending.onNode?.(reply.node);
    else {
      this.#pending.delete(reply.id);
      if (reply.kind === "done") pending.resolve(reply.gives as never);
      else pending.reject(new Error(reply.message));
    }
  }

  #failAll(error: Error): void {
    const all = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of all) reject(error);
  }
}
