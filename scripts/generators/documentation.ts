// Writes what the documentation shows of the program: its own output in the README, and the page of all layers.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { definitions } from "../../src/analysis/index.js";
import { run } from "../../src/cli/run.js";
import { plain } from "../../src/report/paint.js";
import { layers } from "../../src/spec/index.js";
import { architectureJsonSchema } from "../../src/spec/json-schema.js";
import { type Generator, replaceSection } from "./generator.js";

/** What a command line prints. */
async function runShapewright(command: string, cwd = process.cwd()): Promise<string> {
  let printed = "";
  const write = (text: string): void => {
    printed += text;
  };
  await run(command.split(" "), { stdout: write, stderr: write, columns: 80, paint: plain, cwd });
  return printed.trimEnd();
}

/** A network with a fault that everybody has made. */
const faulty = `name: mini
input: { shape: [3, 20, 20] }
layers:
  - { name: conv1, type: conv2d, filters: 8, kernel: 5 }
  - { name: pool1, type: max_pool2d, kernel: 2 }
  - { name: conv2, type: conv2d, filters: 16, kernel: 9 }
`;

async function explainFault(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "shapewright-"));
  try {
    writeFileSync(join(folder, "mini.yaml"), faulty);
    const findings = await runShapewright("check mini.yaml", folder);
    return `${codeBlock("yaml", faulty)}\n\n${codeBlock("", findings)}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const codeBlock = (language: string, text: string): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;

const readme: Generator = {
  file: "README.md",
  async content(current) {
    const zoo = await runShapewright("list --format markdown");
    const sections: Readonly<Record<string, string>> = {
      lecture: codeBlock("", await runShapewright("summary lenet-5 --style lecture")),
      fault: await explainFault(),
      zoo: zoo.slice(zoo.indexOf("|")),
      definitions: Object.values(definitions)
        .map((sentence) => `- ${sentence.replace(/^([^:]+):/, "**$1**:")}`)
        .join("\n"),
    };
    return Object.entries(sections).reduce((text, [name, body]) => replaceSection(text, name, body), current);
  },
};

interface JsonSchema {
  readonly description?: string;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

/** Keys that every item takes; docs/specification.md tells of them. */
const commonKeys = new Set(["type", "name", "from", "when", "weights"]);

function describeLayer(type: string, all: Readonly<Record<string, JsonSchema>>): string {
  const { description = "", properties = {}, required = [] } = all[`layer-${type}`] ?? {};
  const keys = Object.entries(properties).filter(([key]) => !commonKeys.has(key));
  const rows = keys.map(([key, schema]) => {
    const text = schema.description ?? all[schema.$ref?.split("/").at(-1) ?? ""]?.description ?? "";
    return `| \`${key}\` | ${required.includes(key) ? "needed" : ""} | ${text.replaceAll("|", "\\|")} |`;
  });
  const table =
    rows.length === 0 ? "No keys of its own." : ["| key | | what |", "| :--- | :--- | :--- |", ...rows].join("\n");
  return `## ${type}\n\n${description}\n\n${table}\n`;
}

const layerPage: Generator = {
  file: "docs/layers.md",
  content() {
    const all = (architectureJsonSchema().$defs ?? {}) as Readonly<Record<string, JsonSchema>>;
    const index = layers.map(({ type }) => `[${type}](#${type})`).join(", ");
    const pages = layers.map(({ type }) => describeLayer(type, all));
    const intro =
      "Generated from the layers' definitions. Keys that all layers take are in [specification.md](specification.md).";
    return `# Layers\n\n${intro}\n\n${index}.\n\n${pages.join("\n")}`;
  },
};

export const documentation: readonly Generator[] = [readme, layerPage];
