// `npm run bench`: the project's performance figures, each beside its limit; `npm run bench -- NAME` runs one part.
import { benchCore } from "./bench/core.js";
import { benchOnnx } from "./bench/onnx.js";

const parts: Readonly<Record<string, () => void | Promise<void>>> = { core: benchCore, onnx: benchOnnx };

const asked = process.argv.slice(2);
for (const [name, bench] of Object.entries(parts)) {
  if (asked.length === 0 || asked.includes(name)) await bench();
}
