// `npm test`: every check of the project, one after another, in a fresh clone too; the last line is `N passed, N failed`.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { ensureInstall } from "./ensure-install.mjs";

const root = resolve(import.meta.dirname, "..");
const full = process.argv.includes("--full");
const { name, version } = JSON.parse(readFileSync(resolve(root, "package.json"), "utf8"));
const tarball = `.cache/${name}-${version}.tgz`;
const vitestReport = ".cache/vitest.json";
const bin = (file) => `node_modules/${file}`;

/** Each step is a node command; `full` ones run with `npm run test:full` only. */
const steps = [
  { title: "generated files", args: ["--import", "tsx", "scripts/generate.ts", "--check"] },
  { title: "format and lint", args: [bin("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "."] },
  { title: "types", args: [bin("typescript/bin/tsc"), "--noEmit", "-p", "tsconfig.json"] },
  { title: "types of the page", args: [bin("typescript/bin/tsc"), "--noEmit", "-p", "tsconfig.web.json"] },
  { title: "build", args: ["--import", "tsx", "scripts/build.ts"] },
  // Before the tests, so that it can ask and its answer is read.
  { title: "a browser for the tests", args: ["scripts/chromium.mjs"], live: true },
  {
    title: "tests",
    args: [
      bin("vitest/vitest.mjs"),
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${vitestReport}`,
      ...(full ? ["--coverage"] : []),
    ],
    live: true,
    count: countTests,
  },
  { title: "package", command: "npm", args: ["pack", "--ignore-scripts", "--pack-destination", ".cache"] },
  { title: "package contents (publint)", args: [bin("publint/src/cli.js"), "run", tarball, "--strict"] },
  {
    title: "package types (attw)",
    args: [bin("@arethetypeswrong/cli/dist/index.js"), tarball, "--profile", "esm-only"],
  },
  { title: "unused code (knip)", args: [bin("knip/bin/knip.js")] },
];

/** The tests vitest counted. A file that could not be loaded is a failure; so is a skipped test, which proves nothing. */
function countTests() {
  const report = JSON.parse(readFileSync(resolve(root, vitestReport), "utf8"));
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.every((test) => test.status !== "failed"),
  ).length;
  const skipped = report.numPendingTests + report.numTodoTests;
  if (skipped > 0) console.log(`${skipped} tests were skipped, which counts as failed`);
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloaded + skipped };
}

function runStep({ title, command = process.execPath, args, live = false, count }) {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    stdio: live ? "inherit" : "pipe",
    env: { ...process.env, SHAPEWRIGHT_TEST: full ? "full" : "quick" },
  });
  const failed = status !== 0;
  if (failed && !live) console.log(`${stdout}${stderr}`.trimEnd());
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${failed ? "FAILED" : "ok    "} ${title} (${seconds} s)`);
  const step = { passed: failed ? 0 : 1, failed: failed ? 1 : 0 };
  if (count === undefined) return step;
  try {
    const tests = count();
    return { passed: step.passed + tests.passed, failed: step.failed + tests.failed };
  } catch (error) {
    console.log(`no report of the ${title}: ${error.message}`);
    return { passed: 0, failed: 1 };
  }
}

if (ensureInstall() !== 0) {
  console.log("FAILED install\n0 passed, 1 failed");
  process.exit(1);
}
mkdirSync(resolve(root, ".cache"), { recursive: true });
for (const file of [vitestReport, tarball]) rmSync(resolve(root, file), { force: true });
let passed = 0;
let failed = 0;
for (const step of steps) {
  const counted = runStep(step);
  passed += counted.passed;
  failed += counted.failed;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
