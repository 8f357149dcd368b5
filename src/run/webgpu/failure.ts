/** What can go wrong on the GPU, as a finding that names the node. */
import { diagnose } from "../../diagnostic.js";
import { RunFailure } from "../run-failure.js";

export class GpuFailure extends RunFailure {
  constructor(
    readonly reason: "memory" | "device-lost" | "hung" | "limit" | "shader" | "validation",
    /** Name of the node; undefined where no single one is to blame. */
    node: string | undefined,
    private readonly detail: string,
    private readonly hint?: string,
  ) {
    super(diagnose("run/device-failed", { detail }, { node, hint }));
    this.name = "GpuFailure";
  }

  /** The same failure about this node, unless it already names one. */
  at(node: string): GpuFailure {
    return this.diagnostic.context.node === undefined
      ? new GpuFailure(this.reason, node, this.detail, this.hint)
      : this;
  }
}
