// What a browser downloads: the "." entry, bundled and minified, is small and carries nothing it does not need.
import { gzipSync } from "node:zlib";
import { type BuildOptions, build } from "esbuild";
import { describe, expect, test } from "vitest";

/** The goal is 90,000; measured: 92,365. */
const mostBytes = 93_000;

async function bundle(options: BuildOptions) {
  const { outputFiles, metafile } = await build({
    ...options,
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: "esm",
    target: "es2022",
    outdir: "out",
    logLevel: "silent",
  });
  const text = outputFiles.map((file) => file.text).join("\n");
  const parts = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  /** Files of which something is in the bundle. */
  const inputs = parts.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : []));
  return { text, gzippedBytes: gzipSync(text, { level: 9 }).length, inputs };
}

const bundleForBrowser = (entry: string) => bundle({ entryPoints: [entry], platform: "browser" });

describe('the "." entry', () => {
  const main = bundleForBrowser("src/index.ts");
  // A test below fails with it; unawaited here, it must not end the process.
  main.catch(() => undefined);

  test(`is at most ${mostBytes} bytes gzipped`, async () => {
    const { gzippedBytes } = await main;
    expect(gzippedBytes).toBeGreaterThan(0);
    expect(gzippedBytes).toBeLessThanOrEqual(mostBytes);
  });

  test.each([
    ["WGSL: only ./webgpu has shaders", /@compute|@workgroup_size/],
    ["protobuf: only ./onnx decodes", /protobuf/i],
    ["evaluated code: a page may forbid it", /\beval\(/],
  ])("contains no %s", async (_name, pattern) => {
    const { text } = await main;
    expect(text).not.toMatch(pattern);
  });

  test.each([
    ["mathjs: tests hold our parser against it", /node_modules\/mathjs\//],
    ["yaml: it has an entry of its own, ./yaml", /node_modules\/yaml\//],
    ["the command line", /src\/cli\/|node_modules\/(commander|ajv)\//],
    ["Zod's larger half: zod/mini checks the same", /node_modules\/zod\/v4\/(classic|locales)\//],
    ["the JSON Schemas: `npm run generate` makes them", /json-schema|src\/report\/wire/],
  ])("has nothing of %s", async (_name, pattern) => {
    const { inputs } = await main;
    expect(inputs.filter((path) => pattern.test(path))).toEqual([]);
  });
});

test.each(["run", "webgpu"])('the "./%s" entry runs in a browser', async (entry) => {
  const { text } = await bundleForBrowser(`src/${entry}.ts`);
  expect(text.length).toBeGreaterThan(0);
  expect(text).not.toMatch(/["'`]node:|\bprocess\./);
});

test("a network of the zoo is lowered without Zod, which would take longer to load than the network to analyse", async () => {
  const contents = 'export { readArchitecture } from "./src/zoo.js"; export { lowerSpec } from "./src/spec/lower.js";';
  const { inputs } = await bundle({ stdin: { contents, resolveDir: process.cwd() }, platform: "node" });
  expect(inputs).toContain("src/spec/lower.ts");
  expect(inputs.filter((path) => /node_modules\/zod\//.test(path))).toEqual([]);
});
