// Before the tests in a browser: finds or installs Chromium and hands its path to the processes of the tests.
import { ensureChromium } from "../../scripts/chromium.mjs";

export default function setup(): void {
  const path = ensureChromium();
  if (path === undefined) throw new Error("the browser tests need Chromium");
  process.env.CHROMIUM_PATH = path;
}
