// What the page promises: small, accessible, offline, readable at 360 px, and hostile files run nothing.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StaticServer } from "../../src/cli/static-server.js";
import { inferShapes } from "../../src/infer/index.js";
import { exportModel } from "../../src/onnx.js";
import { lowerSpec, readSpec } from "../../src/spec/index.js";
import { openBrowser } from "./browser.js";
import { figure, openFile, servePage, visit } from "./visit.js";

let server: StaticServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([servePage(), openBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Issue 6: "First load under 250 kB gzipped". */
const mostFirstBytes = 250_000;

test("the first load is small, and parser, editor, kernels and ONNX are no part of it", async () => {
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  const bodies = new Map<string, Promise<Buffer>>();
  page.on("response", (response) => bodies.set(response.url(), response.body()));
  await page.goto(server.url);
  await page.locator(".box").first().waitFor();
  await page.waitForTimeout(300);
  const loaded = await Promise.all([...bodies].map(async ([url, body]) => ({ url, body: await body })));
  await context.close();
  expect(loaded.length).toBeGreaterThan(3);
  const bytes = loaded.reduce((sum, { body }) => sum + gzipSync(body, { level: 9 }).length, 0);
  expect(bytes).toBeLessThan(mostFirstBytes);
  const all = loaded.map(({ body }) => body.toString("utf8")).join("\n");
  expect(all).not.toMatch(/@compute|cm-content|protobuf/);
});

const axe = readFile(resolve("node_modules/axe-core/axe.min.js"), "utf8");

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** Serious and critical findings of axe-core; run past the page's policy, which forbids it as it should. */
async function seriousFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(await axe);
  const { violations } = await page.evaluate<AxeResult>("axe.run(document, { resultTypes: ['violations'] })");
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

describe("axe-core finds nothing serious", () => {
  test.each([
    ["light", 1280],
    ["dark", 360],
  ] as const)("%s, %i px", async (colorScheme, width) => {
    const { page, close } = await visit(browser, `${server.url}#zoo=resnet-18`, {
      colorScheme,
      viewport: { width, height: 800 },
    });
    await page.locator(".box").first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.locator("button.name").first().focus();
    await page.locator(".explanation").first().waitFor();
    for (const name of ["Edit", "Verify", "Other tools", "Assumptions"]) {
      await page.getByRole("tab", { name }).click();
      await page.waitForTimeout(400);
      expect(await seriousFindings(page), name).toEqual([]);
    }
    await close();
  });
});

test.each([360, 768, 1280])("nothing is wider than a window of %i px", async (width) => {
  const { page, close } = await visit(browser, `${server.url}#zoo=googlenet`, { viewport: { width, height: 780 } });
  await page.locator(".box").first().waitFor();
  expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
  await close();
});

test("it works without a network once it has been opened", async () => {
  const { page, faults, close } = await visit(browser, server.url, { serviceWorkers: "allow" });
  await page.evaluate("navigator.serviceWorker.ready");
  await page.context().setOffline(true);
  await page.reload();
  await page.getByRole("heading", { name: "LeNet-5" }).waitFor();
  await page.getByLabel("Architectures of the zoo").selectOption("alexnet");
  // One weird trick's AlexNet of the lecture: 62,378,344 parameters.
  await expect.poll(() => figure(page, "Parameters")).toBe("62,378,344");
  await page.getByRole("tab", { name: "Edit" }).click();
  await page.locator(".cm-content").waitFor();
  expect(faults).toEqual([]);
  await close();
});

const markup = [
  "<img src=x onerror=alert(1)>",
  '"><script>alert(1)</script>',
  "</title><svg onload=alert(1)>",
  "javascript:alert(1)",
];

/** A sound model whose names are markup: written with names of the same length, which are then replaced. */
function hostileModel(): Buffer {
  const layers = markup.map((name, index) => ({ name: String(index).repeat(name.length), type: "relu" }));
  const read = readSpec({ name: "model", input: { shape: [4] }, layers });
  if (!read.ok) throw new Error(String(read.diagnostics[0]));
  const lowered = lowerSpec(read.value);
  if (!lowered.ok || lowered.value === undefined) throw new Error(String(lowered.diagnostics[0]));
  const shaped = inferShapes(lowered.value);
  if (!shaped.ok) throw new Error(String(shaped.diagnostics[0]));
  const exported = exportModel(shaped.value);
  if (!exported.ok) throw new Error(String(exported.diagnostics[0]));
  const chunks = [...exported.value.file.chunks()].map((chunk) => Buffer.from(chunk).toString("latin1"));
  const text = markup.reduce(
    (all, name, index) => all.replaceAll(String(index).repeat(name.length), name),
    chunks.join(""),
  );
  return Buffer.from(text, "latin1");
}

describe("a hostile file", () => {
  test("names of markup are shown as text", async () => {
    const { page, faults, close } = await visit(browser, server.url);
    await openFile(page, `${markup[0]}.onnx`, hostileModel());
    await page.locator(".layers tbody tr").filter({ hasText: "onerror" }).first().waitFor();
    await page.locator("button.name").first().focus();
    await page.locator(".explanation").first().waitFor();
    expect(await page.locator("main img, main script").count()).toBe(0);
    expect(faults).toEqual([]);
    await close();
  });

  const broken: readonly (readonly [string, string, Buffer])[] = [
    ["nothing", "empty.onnx", Buffer.alloc(0)],
    ["noise", "noise.onnx", Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256))],
    ["a page", "page.onnx", Buffer.from("<!doctype html><script>alert(1)</script>")],
    ["lengths that lie", "lies.onnx", Buffer.from([0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x0a])],
    ["a mistyped specification", "wrong.yaml", Buffer.from("name: x\nlayers: [{ type: conv3000 }]")],
    ["prototype keys", "proto.json", Buffer.from('{"__proto__": {"polluted": 1}, "name": "x"}')],
    ["markup in a specification", "markup.yaml", Buffer.from(`name: x\n"${"<img src=x onerror=alert(1)>"}": 1`)],
  ];
  test.each(broken)("%s gives findings", async (_what, name, buffer) => {
    const { page, faults, close } = await visit(browser, server.url);
    await openFile(page, name, buffer);
    await page.locator(".finding.error").first().waitFor();
    expect(await page.evaluate("({}).polluted")).toBeUndefined();
    expect(await page.locator("main img, main script").count()).toBe(0);
    expect(faults).toEqual([]);
    await close();
  });

  test("an address that unfolds to nothing shows the first network", async () => {
    const { page, faults, close } = await visit(browser, `${server.url}#spec=!!!!&name=x`);
    await page.getByRole("heading", { name: "LeNet-5" }).waitFor();
    expect(faults).toEqual([]);
    await close();
  });
});
