/** Runs the network on the reference or on the browser's WebGPU and tells of every node as it has run. */
import { diagnose, type Result } from "../../diagnostic.js";
import type { ShapedGraph } from "../../infer/index.js";
import { countText } from "../../report/number.js";
import { verifyTable } from "../../report/verify-table.js";
import type { DeviceUnderTest } from "../../run/compare.js";
import { type NodeCheck, verifyGraph } from "../../run/verify.js";
import type { Gpu } from "../../run/webgpu/api.js";
import type { Calls, Device, NodeRun } from "./messages.js";
import type { Progress } from "./open.js";
import { findingsOf } from "./view.js";

export async function proveNetwork(
  shaped: ShapedGraph,
  device: Device,
  progress: Progress,
  onNode: (node: NodeRun) => void,
): Promise<Calls["verify"]["gives"]> {
  const opened = await openDevice(device);
  if (!opened.ok) return { findings: findingsOf(opened.diagnostics), variants: [] };
  const verified = await verifyGraph(shaped, {
    ...(opened.value !== undefined && { device: opened.value }),
    onProgress: (done, total) => progress(`Step ${done} of ${total}`, done / total),
    onNode: (check) => onNode(nodeRun(check)),
  });
  opened.value?.executor.dispose();
  if (!verified.ok) return { findings: findingsOf(verified.diagnostics), variants: [] };
  return { table: verifyTable(verified.value), ok: verified.value.ok };
}

function nodeRun({ name, op, outputs, counted, executed, comparison, ok }: NodeCheck): NodeRun {
  return {
    name,
    op,
    shape: outputs.map(({ actual }) => actual).join(", "),
    executed: counted === 0n && executed === 0 ? "" : countText(BigInt(executed)),
    error: comparison === undefined ? "" : comparison.greatestError.toExponential(1),
    ok,
  };
}

async function openDevice(device: Device): Promise<Result<DeviceUnderTest | undefined>> {
  if (device === "reference") return { ok: true, value: undefined, diagnostics: [] };
  const { NoAdapterError, openDevice: open } = await import("../../run/webgpu/adapter.js");
  const { webgpuUnderTest } = await import("../../run/webgpu/under-test.js");
  const hint = "use a browser with WebGPU, or run it on the reference";
  try {
    const { gpu }: { gpu?: Gpu } = navigator as never;
    if (gpu === undefined) throw new NoAdapterError("this browser has no WebGPU", hint);
    const { mostBindingBytes } = await open(gpu);
    return { ok: true, value: webgpuUnderTest(() => open(gpu), mostBindingBytes), diagnostics: [] };
  } catch (error) {
    if (!(error instanceof NoAdapterError)) throw error;
    return { ok: false, diagnostics: [diagnose("run/no-device", { device, reason: error.message }, { hint })] };
  }
}
