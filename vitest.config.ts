// How vitest finds and runs the tests: everything under tests/, on Node, two workers at most.
import { defineConfig } from "vitest/config";

/** Tests that run networks on WebGPU: in processes started after the set-up, which has given them a driver. */
const gpuTests = ["tests/run/**/*.test.ts", "tests/cli/{doctor,verify}*.test.ts"];
/** Tests that open pages in Chromium, which the set-up finds or installs. */
const browserTests = ["tests/browser/**/*.test.ts"];

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: { name: "cpu", include: ["tests/**/*.test.ts"], exclude: [...gpuTests, ...browserTests] },
      },
      {
        extends: true,
        test: {
          name: "gpu",
          include: gpuTests,
          pool: "forks",
          globalSetup: "tests/run/webgpu/driver.ts",
          testTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: browserTests,
          pool: "forks",
          globalSetup: "tests/browser/chromium.ts",
        },
      },
    ],
    // Loading fast-check takes longer than most test files: only the full run changes its settings.
    setupFiles: process.env.SHAPEWRIGHT_TEST === "full" ? ["tests/full-run.ts"] : [],
    passWithNoTests: true,
    allowOnly: false,
    pool: "threads",
    maxWorkers: 2,
    testTimeout: 120_000,
    coverage: { include: ["src/**/*.ts"], exclude: ["src/cli/main.ts"], reporter: ["text-summary", "json-summary"] },
  },
});
