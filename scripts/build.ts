// `npm run build`: the library by tsc into dist/, the command line as one esbuild bundle beside it, the page in dist/web.
import { execFileSync } from "node:child_process";
import { chmod, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { build, type Plugin } from "esbuild";

const generatedModules = ["onnx/codec/onnx-proto"];

await rm("dist", { recursive: true, force: true });
execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], { stdio: "inherit" });
// tsc emits nothing for a .js file that has its .d.ts beside it.
for (const module of generatedModules) {
  for (const ending of [".js", ".d.ts"]) await cp(`src/${module}${ending}`, `dist/${module}${ending}`);
}

// The zoo as JSON, which is read in a tenth of YAML's time.
const { readDocument, zooIndex } = await import("../src/zoo.js");
await mkdir("dist/architectures");
await writeFile("dist/architectures/index.json", JSON.stringify(zooIndex()));
for (const stem of new Set(Object.values(zooIndex().files))) {
  await writeFile(`dist/architectures/${stem}.json`, JSON.stringify(readDocument(stem)));
}

/** Leaves the YAML parser out of what the command line reads before it knows its target: the zoo is JSON by now. */
const zooIsBuilt: Plugin = {
  name: "zoo-is-built",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /\/spec\/yaml\.js$/ }, ({ importer }) =>
      /[\\/]src[\\/]zoo\.ts$/.test(importer) ? { path: "unbuilt", namespace: "unbuilt" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "unbuilt" }, () => ({
      contents: 'export function parseYaml() { throw new Error("dist/architectures is missing"); }',
    }));
  },
};

// One bundle starts several times faster than a tree of modules; splitting keeps what a command does not use unread.
const { metafile } = await build({
  entryPoints: { bin: "src/cli/main.ts" },
  outdir: "dist",
  // In dist/ itself: the zoo's chunk looks for dist/architectures/ beside it.
  chunkNames: "bin-[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  // An optional peer with a native part: it is loaded from where the user installed it.
  external: ["webgpu"],
  target: "node20.19",
  minify: true,
  legalComments: "linked",
  metafile: true,
  plugins: [zooIsBuilt],
  logLevel: "warning",
});
// Some dependencies are CommonJS and call require("node:..."), through esbuild's own function in one of the chunks.
const withRequire =
  'import { createRequire as __createRequire } from "node:module";const require=__createRequire(import.meta.url);';
for (const file of Object.keys(metafile.outputs)) {
  const text = await readFile(file, "utf8");
  if (text.includes("typeof require")) await writeFile(file, `${withRequire}\n${text}`);
}
const bin = await readFile("dist/bin.js", "utf8");
if (!bin.startsWith("#!")) await writeFile("dist/bin.js", `#!/usr/bin/env node\n${bin}`);
await chmod("dist/bin.js", 0o755);

execFileSync(process.execPath, ["--import", "tsx", "scripts/web.ts"], { stdio: "inherit" });
