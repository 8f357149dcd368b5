// Prints what onnx.checker, onnx's shape inference and onnxruntime find of the broken files beside what check finds.
// Needs python3-onnx at /usr/bin/python3; no part of any test. `tsx scripts/peers-on-broken.ts [--list]`
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { decodeModel, inspectModel } from "../src/onnx.js";
import { type BrokenModel, brokenModels } from "./broken-models/index.js";

const fileOf = ({ name }: BrokenModel): string => `fixtures/onnx/broken/${name}.onnx`;

/** onnxruntime opens a file in a process of its own: some crash it. */
const opening = `
const { InferenceSession } = require("onnxruntime-node");
(async () => {
  for (const file of process.argv.slice(1)) {
    process.stdout.write(file + "\\t");
    try {
      await InferenceSession.create(file, { logSeverityLevel: 4, intraOpNumThreads: 1 });
      process.stdout.write("\\n");
    } catch (error) {
      process.stdout.write(String(error.message).replace(/\\s+/g, " ") + "\\n");
    }
  }
})();`;

function openAll(files: readonly string[]): ReadonlyMap<string, string> {
  const said = new Map<string, string>();
  let rest = files;
  while (rest.length > 0) {
    const options = { encoding: "utf8", maxBuffer: 2 ** 26, timeout: 30_000, killSignal: "SIGKILL" } as const;
    const { stdout } = spawnSync(process.execPath, ["-e", opening, ...rest], options);
    const lines = stdout.split("\n");
    // A file that it was still at has its name and no end of the line.
    const last = lines.pop() ?? "";
    for (const line of lines) said.set(line.split("\t")[0] ?? "", line.split("\t")[1] ?? "");
    if (lines.length >= rest.length) break;
    said.set(rest[lines.length] ?? last, "crashed, or did not end");
    rest = rest.slice(lines.length + 1);
  }
  return said;
}

interface Said {
  readonly file: string;
  readonly checker: string;
  readonly full: string;
}

function checkAll(files: readonly string[]): ReadonlyMap<string, Said> {
  const { stdout } = spawnSync("/usr/bin/python3", ["scripts/peers-on-broken.py", ...files], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  const lines: readonly Said[] = stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return new Map(lines.map((line) => [line.file, line]));
}

/** Whether a peer's words name the node or the tensor that is at fault. */
function namesPlace(text: string, { expected }: BrokenModel): boolean {
  return expected.every(({ at }) => at === undefined || text.includes(at.replace(/^#\d+ \(\w+ → (.*)\)$/, "$1")));
}

const all = Object.values(brokenModels).flat();
const faulty = all.filter(({ expected, inputs }) => expected.length > 0 && inputs === undefined);
const files = faulty.map(fileOf);
const checked = checkAll(files);
const opened = openAll(files);

const found = (model: BrokenModel) => {
  const file = fileOf(model);
  const { checker = "", full = "" } = checked.get(file) ?? {};
  const runtime = opened.get(file) ?? "";
  const ours = inspectModel(decodeModel(readFileSync(file)))
    .diagnostics.map(String)
    .join("\n");
  return { "onnx.checker": checker, "onnx.checker, full_check": full, onnxruntime: runtime, shapewright: ours };
};
const rows = faulty.map((model) => ({ model, said: found(model) }));
const peers = ["onnx.checker", "onnx.checker, full_check", "onnxruntime", "shapewright"] as const;

console.log("| class | files |", peers.join(" | "), "|");
console.log("| :--- | ---: |", peers.map(() => "---:").join(" | "), "|");
const count = (label: string, part: typeof rows): void => {
  const figures = peers.map((peer) => {
    const told = part.filter(({ said }) => said[peer] !== "");
    return `${told.length} (${told.filter(({ model, said }) => namesPlace(said[peer], model)).length})`;
  });
  console.log(`| ${label} | ${part.length} | ${figures.join(" | ")} |`);
};
for (const [label, models] of Object.entries(brokenModels)) {
  count(
    label,
    rows.filter(({ model }) => models.includes(model)),
  );
}
count("all", rows);
if (process.argv.includes("--list")) {
  for (const { model, said } of rows) {
    console.log(`\n${model.name}: ${model.how}`);
    for (const peer of peers) console.log(`  ${peer}: ${said[peer].slice(0, 300).replace(/\s+/g, " ") || "nothing"}`);
  }
}
