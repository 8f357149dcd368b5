// How vitest finds and runs the tests: everything under tests/, on Node, two workers at most.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    // Loading fast-check takes longer than most test files: only the full run changes its settings.
    setupFiles: process.env.SHAPEWRIGHT_TEST === "full" ? ["tests/full-run.ts"] : [],
    passWithNoTests: true,
    allowOnly: false,
    pool: "threads",
    maxWorkers: 2,
    testTimeout: 20_000,
    coverage: { include: ["src/**/*.ts"], exclude: ["src/cli/main.ts"], reporter: ["text-summary", "json-summary"] },
  },
});
