// `npm run build`: the library by tsc into dist/, and the command line as one esbuild bundle beside it.
import { execFileSync } from "node:child_process";
import { chmod, cp, readFile, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const generatedModules = ["spec/expression-parser/mathjs-parse", "onnx/codec/onnx-proto"];

await rm("dist", { recursive: true, force: true });
execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], { stdio: "inherit" });
// tsc emits nothing for a .js file that has its .d.ts beside it.
for (const module of generatedModules) {
  for (const ending of [".js", ".d.ts"]) await cp(`src/${module}${ending}`, `dist/${module}${ending}`);
}

// One bundle starts several times faster than a tree of modules; splitting keeps what a command does not use unread.
await build({
  entryPoints: { bin: "src/cli/main.ts" },
  outdir: "dist",
  chunkNames: "bin/[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  minify: true,
  legalComments: "linked",
  // Some dependencies are CommonJS and call require("node:...") inside the bundle.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module";const require=__createRequire(import.meta.url);',
  },
  logLevel: "warning",
});
const bin = await readFile("dist/bin.js", "utf8");
if (!bin.startsWith("#!")) await writeFile("dist/bin.js", `#!/usr/bin/env node\n${bin}`);
await chmod("dist/bin.js", 0o755);
