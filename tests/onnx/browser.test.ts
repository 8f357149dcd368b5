// The ./onnx entry bundles for a browser: small, without Node's modules, without protobufjs's Long, without evaluated code.
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";

/** Measured 32 kB when written, the codec's two licences included; the finding texts and the codec are most of it. */
const mostBytes = 40_000;

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
  const inputs = Object.keys(metafile.inputs);
  expect(inputs).toContain("src/onnx/codec/onnx-proto.js");
  expect(inputs.filter((path) => /node_modules|node-file/.test(path))).toEqual([]);
  expect(text).not.toMatch(/\beval\(|new Function|"node:/);
  const { length } = gzipSync(text, { level: 9 });
  expect(length).toBeGreaterThan(10_000);
  expect(length).toBeLessThanOrEqual(mostBytes);
});
