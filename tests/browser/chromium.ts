// Before the tests in a browser: finds or installs Chromium, hands its path to the tests' processes, builds the page.
import { execFileSync } from "node:child_process";
import { ensureChromium } from "../../scripts/chromium.mjs";

export default function setup(): void {
  const path = ensureChromium();
  if (path === undefined) throw new Error("the browser tests need Chromium");
  process.env.CHROMIUM_PATH = path;
  // `npm test` has built it.
  if (process.env.SHAPEWRIGHT_TEST === undefined) {
    execFileSync(process.execPath, ["--import", "tsx", "scripts/web.ts"], { stdio: "inherit" });
  }
}
