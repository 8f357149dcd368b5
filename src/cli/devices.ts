/** The devices that `verify --device` names, opened when one is asked for. */
import { diagnose, type Result } from "../diagnostic.js";
import type { DeviceUnderTest } from "../run/compare.js";

type OpenDevice = () => Promise<Result<DeviceUnderTest | undefined>>;

/** Undefined is the reference itself: there is nothing to hold against it. */
const devices: Readonly<Record<string, OpenDevice>> = {
  reference: async () => ({ ok: true, value: undefined, diagnostics: [] }),
  webgpu: async () => {
    const data = { device: "webgpu", reason: "this version has no WebGPU executor" };
    const hint = "`--device reference` needs no adapter";
    return { ok: false, diagnostics: [diagnose("run/no-device", data, { hint })] };
  },
};

export async function openDevice(name: string): Promise<Result<DeviceUnderTest | undefined>> {
  const open = Object.hasOwn(devices, name) ? devices[name] : undefined;
  if (open === undefined) throw new Error(`there is no device ${name}`);
  return open();
}
