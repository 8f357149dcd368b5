// The ./onnx entry bundles for a browser: small, without Node's modules, without protobufjs's Long, without evaluated code.
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";

/** So that it does not grow unnoticed: measured 144 kB, with every operator's rules, every check, import and export. */
const mostBytes = 150_000;

test("the bundle", async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: ["src/onnx.ts"],
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    outdir: "out",
    logLevel: "silent",
  });
  const text = outputFiles.map((file) => file.text).join("\n");
  // What is read but not used leaves no bytes behind.
  const bundled = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const inputs = bundled.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
  expect(inputs).toContain("src/onnx/codec/onnx-proto.js");
  expect(inputs.filter((path) => /node-file|node_modules\/(zod|mathjs|yaml|protobufjs|long)\//.test(path))).toEqual([]);
  expect(text).not.toMatch(/\beval\(|new Function|"node:/);
  const { length } = gzipSync(text, { level: 9 });
  expect(length).toBeGreaterThan(10_000);
  expect(length).toBeLessThanOrEqual(mostBytes);
});
