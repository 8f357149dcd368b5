// What knip takes as the roots of the code, so that it can tell what nobody uses.
import type { KnipConfig } from "knip";

const config: KnipConfig = {
  entry: [
    "src/{index,onnx,onnx-node,yaml,zoo}.ts",
    "src/cli/main.ts",
    "scripts/*.{ts,mjs}",
    "scripts/generators/{mathjs-parse,onnx-proto}-entry.mjs",
    "tests/**/*.test.ts",
    "tests/full-run.ts",
  ],
  project: ["src/**/*.ts", "scripts/**/*.{ts,mjs}", "tests/**/*.ts"],
  // Started by their paths, in scripts/test.mjs.
  ignoreDependencies: ["publint", "@arethetypeswrong/cli"],
};

export default config;
