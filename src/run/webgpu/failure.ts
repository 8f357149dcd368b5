/** What can go wrong on the GPU, as a finding that names the node. */
import { diagnose } from "../../diagnostic.js";
import { RunFailure } from "../run-failure.js";

export class GpuFailure extends RunFailure {
  constructor(
    readonly reason: "memory" | "device-lost" | "limit" | "shader" | "validation",
    /** Name of the node; undefined where no single one is to blame. */
    node: string | undefined,
    detail: string,
    hint?: string,
  ) {
    super(diagnose("run/device-failed", { detail }, { node, hint }));
    this.name = "GpuFailure";
  }
}
