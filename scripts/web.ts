// `npm run web`: builds the page into dist/web; `npm run web -- --dev` serves it while its sources change.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build as bundle } from "esbuild";
import { build, createServer, type InlineConfig } from "vite";
import { zooEntries } from "../src/cli/zoo-entries.js";
import { shortCount } from "../src/report/number.js";
import { zooIndex } from "../src/zoo.js";

const output = "dist/web";
const isDevelopment = process.argv.includes("--dev");
// Vite asks this variable, which a test runner sets for itself.
process.env.NODE_ENV = isDevelopment ? "development" : "production";

/** What the picker of the zoo shows. */
async function listZoo(): Promise<readonly object[]> {
  const { files } = zooIndex();
  const { entries } = await zooEntries();
  return entries.map(({ name, title, params, macs }) => ({
    name,
    title,
    file: files[name],
    params: shortCount(params),
    macs: shortCount(macs),
  }));
}

const config: InlineConfig = {
  root: "src/web",
  // Relative, so that any host serves the page from any folder.
  base: "./",
  configFile: false,
  logLevel: "error",
  define: { __ZOO__: JSON.stringify(await listZoo()) },
  worker: { format: "es" },
  build: {
    outDir: `../../${output}`,
    emptyOutDir: true,
    target: "es2023",
    sourcemap: false,
    // The policy of the page allows no inlined files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
  },
};

/** The worker that keeps the page for when there is no network, with the list of its files. */
async function buildServiceWorker(): Promise<void> {
  const files = readdirSync(output, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .replaceAll("\\", "/")
        .slice(output.length + 1),
    )
    .sort();
  const hash = createHash("sha256");
  for (const file of files) hash.update(file).update(readFileSync(join(output, file)));
  await bundle({
    entryPoints: ["src/web/service-worker.ts"],
    outfile: `${output}/service-worker.js`,
    bundle: true,
    minify: true,
    target: "es2022",
    define: { __FILES__: JSON.stringify(files), __VERSION__: JSON.stringify(hash.digest("hex").slice(0, 16)) },
  });
}

if (isDevelopment) {
  const server = await createServer(config);
  await server.listen();
  server.printUrls();
} else {
  await build(config);
  await buildServiceWorker();
}
