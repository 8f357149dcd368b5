// What people do on the page, in a real browser: look, pick, resize, sort, fold, search, edit, share, prove, take away.
import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StaticServer } from "../../src/cli/static-server.js";
import { loadModel } from "../../src/onnx.js";
import { readConformance } from "../onnx/conformance.js";
import { openBrowser } from "./browser.js";
import { figure, openFile, servePage, type Visit, visit } from "./visit.js";

let server: StaticServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([servePage(), openBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** A visit to an address that ends without a fault. */
async function on(hash: string, journey: (page: Page, seen: Visit) => Promise<void>): Promise<void> {
  const seen = await visit(browser, server.url + hash);
  try {
    await journey(seen.page, seen);
    expect(seen.faults).toEqual([]);
  } finally {
    await seen.close();
  }
}

const expectFigure = (page: Page, title: string) => expect.poll(() => figure(page, title), { timeout: 20_000 });

test("the first screen: LeNet-5 with the figures of the lecture, its table and its graph", () =>
  on("", async (page) => {
    expect(await page.locator("h1").textContent()).toBe("LeNet-5");
    // shared/lecture.txt: 156 + 2,416 + 48,120 + 10,164 + 850, and 117,600 + 240,000 + 48,000 + 10,080 + 840.
    await expectFigure(page, "Parameters").toBe("61,706");
    await expectFigure(page, "MACs").toBe("416,520");
    expect(await page.locator(".verdict").textContent()).toBe("Sound");
    const row = page.locator('tr[data-path="C3"]');
    expect(await row.locator("td").allTextContents()).toEqual(
      expect.arrayContaining(["16×10×10", "5×5", "2.42 k", "240 k"]),
    );
    await page.locator(".box.layer").first().waitFor();
    expect(await page.locator(".arrow text").allTextContents()).toContain("6×28×28");
  }));

test("a network of the zoo, counted as another tool does", () =>
  on("", async (page) => {
    await page.getByLabel("Architectures of the zoo").selectOption("resnet-50");
    // torchvision's documentation: 25,557,032 parameters.
    await expectFigure(page, "Parameters").toBe("25,557,032");
    await page.getByRole("tab", { name: "Other tools" }).click();
    await page.getByLabel("Count as this tool does").selectOption("thop");
    // thop's README: 4,133,742,592.
    await page.locator(".plain tr.total").filter({ hasText: "4,133,742,592" }).waitFor();
  }));

test("sizes change every count at once, and a size that does not fit says why", () =>
  on("", async (page) => {
    await page.getByLabel("N", { exact: true }).fill("8");
    await expectFigure(page, "MACs").toBe("3,332,160"); // 8 × 416,520
    await page.getByLabel("H", { exact: true }).fill("16");
    // ((16 - 4) / 2 - 4) / 2 = 1 row is left for the 5 of C5.
    await page.locator(".finding.error").filter({ hasText: "shape/kernel-exceeds-input" }).first().waitFor();
    expect(page.url()).toContain("dim.N=8");
    await page.getByRole("button", { name: "Reset" }).click();
    await expectFigure(page, "MACs").toBe("416,520");
  }));

test("a row tells how its figures come about; the same layer is marked in the graph", () =>
  on("", async (page) => {
    await page.locator('button.name[data-path="C3"]').focus();
    const told = page.locator(".inspector");
    await told.getByText("6×5×5×16 + 16 = 2,416").waitFor();
    await told.getByText("floor((14 - 5)/1) + 1 = 10").first().waitFor();
    expect(await page.locator(".box.selected .title").first().textContent()).toBe("C3");
    await page.keyboard.press("ArrowDown");
    await told.getByRole("heading", { name: "S4" }).waitFor();
  }));

test("columns sort, greatest first and back to the network's order", () =>
  on("", async (page) => {
    const first = () => page.locator("tbody tr").first().getAttribute("data-path");
    await page.getByRole("button", { name: "Params", exact: true }).click();
    expect(await first()).toBe("C5");
    expect(await page.locator('th[aria-sort="descending"]').textContent()).toContain("Params");
    await page.getByRole("button", { name: "Params ↓" }).click();
    await page.getByRole("button", { name: "Params ↑" }).click();
    expect(await first()).toBe("C1");
  }));

test("modules fold in the table and unfold in the graph, by keyboard", () =>
  on("#zoo=resnet-50", async (page) => {
    const rows = page.locator(".layers tbody tr");
    await page.locator('button.name[data-path="layer1"]').focus();
    const before = await rows.count();
    await page.keyboard.press("ArrowLeft");
    expect(await rows.count()).toBeLessThan(before);
    await page.keyboard.press("ArrowRight");
    expect(await rows.count()).toBe(before);
    await page.getByLabel("Find a layer in the graph").fill("layer4.2");
    await page.keyboard.press("Enter");
    await page.locator(".box.module:focus").waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".box.layer").filter({ hasText: "layer4.2.conv1" }).waitFor();
  }));

test("a large graph holds only what is in view", () =>
  on("#zoo=resnet-152", async (page) => {
    await page.getByRole("button", { name: "Unfold", exact: true }).click();
    const drawn = () => page.locator(".map rect").count();
    // 151 convolutions of the main path, 4 downsampling ones, as many norms, and what is between (He et al., 2015).
    await expect.poll(drawn, { timeout: 30_000 }).toBeGreaterThan(500);
    expect(await page.locator(".box").count()).toBeLessThan(60);
  }));

test("a specification is edited: findings at their lines, undo, a link that holds it", () =>
  on("", async (page) => {
    await page.getByRole("tab", { name: "Edit" }).click();
    const editor = page.getByLabel("Specification", { exact: true });
    await editor.click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("\n  - { type: dense, units: 0 }");
    await page.locator(".finding.error").first().waitFor();
    expect(await page.locator(".finding.error .link").first().textContent()).toMatch(/^line \d+$/);
    await page.locator(".cm-lint-marker-error").first().waitFor();
    for (let undone = 0; undone < 40 && (await page.locator(".finding.error").count()) > 0; undone++) {
      await page.keyboard.press("Control+z");
      await page.waitForTimeout(300);
    }
    await expectFigure(page, "Parameters").toBe("61,706");
    await page.keyboard.press("Control+End");
    await page.keyboard.type("\n  - { type: dense, units: 7 }");
    await expectFigure(page, "Parameters").toBe("61,783"); // 10 × 7 + 7 more
    await expect.poll(() => page.url()).toContain("spec=");
    const link = page.url();
    await on(link.slice(server.url.length), async (other) => {
      await expectFigure(other, "Parameters").toBe("61,783");
    });
  }));

test("the editor completes what the schema knows", () =>
  on("", async (page) => {
    await page.getByRole("tab", { name: "Edit" }).click();
    await page.getByLabel("Specification", { exact: true }).click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("\n  - { type: conv2d, filt");
    await page.locator(".cm-completionLabel").filter({ hasText: "filters" }).waitFor();
  }));

test("an ONNX file is read here, without its weights", () =>
  on("", async (page) => {
    await openFile(page, "alexnet.onnx", Buffer.from(readConformance("light/light/light_bvlc_alexnet.onnx")));
    // Caffe's AlexNet with groups: 60,965,224 parameters.
    await expectFigure(page, "Parameters").toBe("60,965,224");
    await page.goBack();
    await expectFigure(page, "Parameters").toBe("61,706");
  }));

describe("proof by execution", () => {
  test("on the browser's WebGPU, node by node", () =>
    on("", async (page) => {
      await page.getByRole("tab", { name: "Verify" }).click();
      await page.getByRole("button", { name: "Run on WebGPU" }).click();
      await page.locator(".proven").filter({ hasText: "Verified: 12 nodes ran" }).waitFor({ timeout: 60_000 });
      await page.locator(".plain tr.total").filter({ hasText: "416,520" }).waitFor();
    }));

  test("can be stopped, and the page goes on meanwhile", () =>
    on("#zoo=resnet-50", async (page) => {
      await page.getByRole("tab", { name: "Verify" }).click();
      await page.getByRole("button", { name: "Run on the reference" }).click();
      await page.locator(".live tbody tr").first().waitFor({ timeout: 60_000 });
      await page.getByLabel("N", { exact: true }).fill("2");
      await expectFigure(page, "MACs").toBe("8,178,368,512"); // 2 × 4,089,184,256
      await page.getByRole("tabpanel").getByRole("button", { name: "Stop" }).click();
      await page.getByText("Stopped.").waitFor();
    }));
});

test("what can be taken away: every format of the command line, and ONNX with its weights", () =>
  on("", async (page) => {
    for (const [format, name, part] of [
      ["markdown", "lenet-5.md", "| C3 "],
      ["csv", "lenet-5.csv", "C3,conv2d"],
      ["json", "lenet-5.json", '"params": 61706'],
      ["html", "lenet-5.html", "<td>C3</td>"],
      ["latex", "lenet-5.tex", "C3 &"],
    ] as const) {
      const { file, bytes } = await download(page, format);
      expect(file).toBe(name);
      expect(bytes.toString("utf8")).toContain(part);
    }
    const { file, bytes } = await download(page, "onnx");
    expect(file).toBe("lenet-5.onnx");
    const { value, diagnostics } = await loadModel(new Uint8Array(bytes));
    expect(diagnostics).toEqual([]);
    const elements = value?.model.graph.initializers.reduce((sum, { elements: count }) => sum + count, 0);
    expect(elements).toBeGreaterThanOrEqual(61_706);
  }));

async function download(page: Page, format: string): Promise<{ file: string; bytes: Buffer }> {
  await page.locator(".box").first().waitFor();
  const waiting = page.waitForEvent("download");
  await page.getByLabel("Download the network as").selectOption(format);
  const given = await waiting;
  return { file: given.suggestedFilename(), bytes: await readFile(await given.path()) };
}
