// How an adapter is told apart, and what is said where there is none.
import { describe, expect, test } from "vitest";
import { adapterKind, NoAdapterError, openDevice } from "../../../src/run/webgpu/adapter.js";
import type { GpuAdapter } from "../../../src/run/webgpu/api.js";

const adapter = (info: Partial<GpuAdapter["info"]>): GpuAdapter => ({
  info: { vendor: "", architecture: "", device: "", description: "", ...info },
  limits: {},
  features: new Set(),
  requestDevice: () => Promise.reject(new Error("not asked for")),
});

describe("adapter kind", () => {
  const rows = [
    { name: "lavapipe", info: { vendor: "mesa", device: "llvmpipe-llvm-15-0-6-256-bits-" }, kind: "software" },
    { name: "SwiftShader", info: { description: "SwiftShader driver 5.0.0" }, kind: "software" },
    { name: "a browser's fallback", info: { isFallbackAdapter: true }, kind: "software" },
    { name: "a card", info: { vendor: "nvidia", device: "hopper" }, kind: "hardware" },
  ];
  test.each(rows)("$name", ({ info, kind }) => {
    expect(adapterKind(adapter(info))).toBe(kind);
  });
});

test("no adapter ends in an error that says what to install", async () => {
  const opening = openDevice({ requestAdapter: () => Promise.resolve(null) });
  await expect(opening).rejects.toBeInstanceOf(NoAdapterError);
  await expect(opening).rejects.toHaveProperty("hint", expect.stringContaining("--device reference"));
});
