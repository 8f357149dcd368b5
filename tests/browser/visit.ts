// Opens the built page as a visitor would, and notes whatever it must never do: errors, foreign requests, broken policy.
import { resolve } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { type StaticServer, serveFolder } from "../../src/cli/static-server.js";

export interface Visit {
  readonly page: Page;
  /** Errors of scripts, dialogs, requests to other hosts, violations of the content security policy. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

export function servePage(): Promise<StaticServer> {
  return serveFolder(resolve("dist/web"));
}

export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    serviceWorkers: "block",
    ...options,
  });
  const page = await context.newPage();
  const faults: string[] = [];
  const { origin } = new URL(url);
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()}`);
  });
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const address = request.url();
    if (!address.startsWith(origin) && !/^(blob|data):/.test(address)) faults.push(`request: ${address}`);
  });
  await page.goto(url);
  await page.locator(".figure").first().waitFor();
  return { page, faults, close: () => context.close() };
}

/** The exact text of a figure of the headline, such as `61,706` of `Parameters`. */
export async function figure(page: Page, title: string): Promise<string> {
  const shown = page.locator(".figures:not(.stale) .figure").filter({ hasText: title }).first();
  return (await shown.locator("dd > span").last().textContent()) ?? "";
}

/** Gives the file chooser a file. */
export async function openFile(page: Page, name: string, buffer: Buffer): Promise<void> {
  await page.locator('input[type="file"]').setInputFiles({ name, buffer, mimeType: "application/octet-stream" });
}
