/** What can go wrong on the GPU, as an error that names the node. */

export class GpuFailure extends Error {
  constructor(
    /** `memory`, `device-lost`, `limit`, `shader` or `validation`. */
    readonly reason: "memory" | "device-lost" | "limit" | "shader" | "validation",
    /** Name of the node; undefined where no single one is to blame. */
    readonly node: string | undefined,
    detail: string,
    readonly hint?: string,
  ) {
    super(`${node === undefined ? "" : `${node}: `}${detail}`);
    this.name = "GpuFailure";
  }
}
