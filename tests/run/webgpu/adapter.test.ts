// How an adapter is told apart, and what is said where there is none.
import { describe, expect, test } from "vitest";
import { adapterKind, NoAdapterError, openDevice } from "../../../src/run/webgpu/adapter.js";
import type { GpuAdapterInfo } from "../../../src/run/webgpu/api.js";

const unnamed: GpuAdapterInfo = { vendor: "", architecture: "", device: "", description: "" };

describe("adapter kind", () => {
  const rows = [
    { name: "lavapipe", info: { vendor: "mesa", device: "llvmpipe-llvm-15-0-6-256-bits-" }, kind: "software" },
    { name: "SwiftShader", info: { description: "SwiftShader driver 5.0.0" }, kind: "software" },
    { name: "a browser's fallback", info: { isFallbackAdapter: true }, kind: "software" },
    { name: "a card", info: { vendor: "nvidia", device: "hopper" }, kind: "hardware" },
  ];
  test.each(rows)("$name", ({ info, kind }) => {
    expect(adapterKind({ ...unnamed, ...info })).toBe(kind);
  });
});

test("no adapter ends in an error that says what to install", async () => {
  const opening = openDevice({ requestAdapter: () => Promise.resolve(null) });
  await expect(opening).rejects.toBeInstanceOf(NoAdapterError);
  await expect(opening).rejects.toHaveProperty("hint", expect.stringContaining("--device reference"));
});
