// The browser of the tests itself: it opens pages of a folder, and computes on WebGPU.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type StaticServer, serveFolder } from "../../src/cli/static-server.js";
import { openBrowser } from "./browser.js";

let folder: string;
let server: StaticServer;
let browser: Browser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "shapewright-browser-"));
  await writeFile(join(folder, "index.html"), "<!doctype html><title>a page</title><h1>Hello</h1>");
  server = await serveFolder(folder);
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

test("a page of a folder", async () => {
  const page = await browser.newPage();
  await page.goto(server.url);
  expect(await page.title()).toBe("a page");
  expect(await page.locator("h1").textContent()).toBe("Hello");
  await page.close();
});

describe("the server gives nothing but the folder's files", () => {
  test.each(["nothing.html", "%2e%2e/%2e%2e/etc/passwd", "..%2fpackage.json", "%", "%00"])("%s", async (path) => {
    expect((await fetch(server.url + path)).status).toBe(404);
  });
});

/** As text, because the page's types are not those of Node. */
const doubling = `(async () => {
  const adapter = await navigator.gpu.requestAdapter();
  const device = await adapter.requestDevice();
  const buffer = (usage) => device.createBuffer({ size: 16, usage });
  const [storage, back] = [buffer(GPUBufferUsage.STORAGE | 12), buffer(GPUBufferUsage.MAP_READ | 8)];
  device.queue.writeBuffer(storage, 0, new Float32Array([1, 2, 3, 4]));
  const code = "@group(0) @binding(0) var<storage, read_write> x: array<f32>;" +
    "@compute @workgroup_size(4) fn main(@builtin(local_invocation_index) i: u32) { x[i] = 2 * x[i]; }";
  const module = device.createShaderModule({ code });
  const pipeline = device.createComputePipeline({ layout: "auto", compute: { module, entryPoint: "main" } });
  const layout = pipeline.getBindGroupLayout(0);
  const group = device.createBindGroup({ layout, entries: [{ binding: 0, resource: { buffer: storage } }] });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  pass.dispatchWorkgroups(1);
  pass.end();
  encoder.copyBufferToBuffer(storage, 0, back, 0, 16);
  device.queue.submit([encoder.finish()]);
  await back.mapAsync(GPUMapMode.READ);
  return [...new Float32Array(back.getMappedRange())];
})()`;

test("numbers doubled on WebGPU", async () => {
  const page = await browser.newPage();
  await page.goto(server.url);
  expect(await page.evaluate(doubling)).toEqual([2, 4, 6, 8]);
  await page.close();
});
