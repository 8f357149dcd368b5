/** `shapewright new FILE`: starts a specification that an editor can check while it is written. */
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { closestName } from "../../ops/closest-name.js";
import { architectureNames, isArchitecture, readArchitectureText } from "../../zoo.js";
import { flagOption, type RunCommand, textOption } from "../command.js";
import { exitCodes, UsageError } from "../io.js";
import { packageFile } from "../package-file.js";

const schemaFile = "architecture.schema.json";
const schemaLine = /^# yaml-language-server: \$schema=.*\n/;

export const run: RunCommand = async ([file = ""], options, io) => {
  const path = resolve(io.cwd, file);
  if (![".yaml", ".yml"].includes(extname(path).toLowerCase())) {
    throw new UsageError(
      `a specification is a .yaml file, not "${file}"`,
      `for example \`shapewright new ${basename(path, extname(path)) || "my"}.yaml\``,
    );
  }
  const from = textOption(options, "from");
  if (from !== undefined && !isArchitecture(from)) {
    throw new UsageError(
      `there is no architecture "${from}" in the zoo`,
      closestName(from, architectureNames()) ?? "`shapewright list` shows them all",
    );
  }
  const template = from === undefined ? undefined : readArchitectureText(from);
  const body = template?.ok ? template.value.replace(schemaLine, "") : starter(nameOf(path));
  const text = `# yaml-language-server: $schema=${schemaPath(dirname(path))}\n${body}`;
  try {
    await writeFile(path, text, { flag: flagOption(options, "force") ? "w" : "wx" });
  } catch (thrown) {
    const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : String(thrown);
    if (code === "EEXIST") throw new UsageError(`${file} exists already`, "--force overwrites it");
    throw new UsageError(`cannot write ${file}: ${code}`);
  }
  io.stdout(`${file} written. Next: shapewright ${file}\n`);
  return exitCodes.fine;
};

/** The name of the network: the file's, as names are written. */
function nameOf(path: string): string {
  const name = basename(path, extname(path))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return name === "" ? "my-network" : name;
}

/** Where the editor finds the schema: the installed package near the file, else the package that is running. */
function schemaPath(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    const installed = join(at, "node_modules", "shapewright", "schemas", schemaFile);
    if (existsSync(installed)) {
      const path = relative(folder, installed).split(sep).join("/");
      return path.startsWith(".") ? path : `./${path}`;
    }
    if (dirname(at) === at) break;
  }
  return pathToFileURL(packageFile("schemas", schemaFile)).href;
}

function starter(name: string): string {
  return `name: ${name}
input: { shape: [3, 32, 32] } # channels, height, width; the batch is N
defaults: { conv2d: { padding: same }, activation: relu, init: he_normal }
layers:
  - { name: conv1, type: conv2d, filters: 16, kernel: 3 }
  - { name: pool1, type: max_pool2d, kernel: 2, stride: 2 }
  - { name: conv2, type: conv2d, filters: 32, kernel: 3 }
  - { name: pool2, type: max_pool2d, kernel: 2, stride: 2 }
  - flatten
  - { name: logits, type: dense, units: 10, activation: none }
`;
}
