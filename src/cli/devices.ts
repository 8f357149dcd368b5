/** The devices that `verify --device` names, opened when one is asked for. */
import { diagnose, type Result } from "../diagnostic.js";
import type { DeviceUnderTest } from "../run/compare.js";

type OpenDevice = () => Promise<Result<DeviceUnderTest | undefined>>;

/** Undefined is the reference itself: there is nothing to hold against it. */
const devices: Readonly<Record<string, OpenDevice>> = {
  reference: async () => ({ ok: true, value: undefined, diagnostics: [] }),
  webgpu: async () => {
    const { NoAdapterError } = await import("../run/webgpu/adapter.js");
    const { openNodeDevice } = await import("../run/webgpu/device-node.js");
    const { webgpuUnderTest } = await import("../run/webgpu/under-test.js");
    try {
      const first = await openNodeDevice();
      let opened = 0;
      const open = () => (opened++ === 0 ? Promise.resolve(first) : openNodeDevice());
      return { ok: true, value: webgpuUnderTest(open, first.mostBindingBytes), diagnostics: [] };
    } catch (error) {
      if (!(error instanceof NoAdapterError)) throw error;
      const data = { device: "webgpu", reason: error.message };
      return { ok: false, diagnostics: [diagnose("run/no-device", data, { hint: error.hint })] };
    }
  },
};

export async function openDevice(name: string): Promise<Result<DeviceUnderTest | undefined>> {
  const open = Object.hasOwn(devices, name) ? devices[name] : undefined;
  if (open === undefined) throw new Error(`there is no device ${name}`);
  return open();
}
