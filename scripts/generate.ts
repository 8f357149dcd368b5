// `npm run generate` writes every generated file; with `--check` it lists the stale ones and fails.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Generator } from "./generators/generator.js";
import { onnxCodec } from "./generators/onnx-codec.js";

/** Every generated file of the repository. The codec comes first: the library does not load without it. */
const registry: readonly (() => Promise<readonly Generator[]> | readonly Generator[])[] = [
  () => [onnxCodec],
  async () => (await import("./generators/documentation.js")).documentation,
  async () => (await import("./generators/json-schemas.js")).jsonSchemas,
];

const check = process.argv.includes("--check");
const stale: string[] = [];
for (const generators of registry) {
  for (const { file, content } of await generators()) {
    const current = await readFile(file, "utf8").catch(() => "");
    const wanted = await content(current);
    if (wanted === current) continue;
    stale.push(file);
    if (check) continue;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, wanted);
  }
}

for (const file of stale) console.log(check ? `stale: ${file}` : `written: ${file}`);
if (stale.length === 0) console.log("every generated file is up to date");
else if (check) {
  console.error("run `npm run generate` and commit the result");
  process.exitCode = 1;
}
