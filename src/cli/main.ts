/** The command line: `shapewright summary TARGET` prints the table of a specification. */
import { readFileSync } from "node:fs";
import { diagnose } from "../diagnostic.js";
import { analyseSpec } from "../index.js";
import { type Style, styles, toText } from "../report/render.js";
import { readYaml } from "../yaml.js";
import { readArchitecture } from "../zoo.js";

/** Runs one command; returns the exit code: 0 fine, 1 errors found, 2 usage or unreadable input. */
function run(argv: readonly string[]): number {
  const [command, target, option, style = "default"] = argv;
  if (
    command !== "summary" ||
    target === undefined ||
    (option !== undefined && option !== "--style") ||
    !isStyle(style)
  ) {
    console.error(`usage: shapewright summary TARGET [--style ${styles.join("|")}]`);
    return 2;
  }
  const found = /\.(ya?ml|json)$/.test(target) ? readFile(target) : readArchitecture(target);
  if (!found.ok) {
    for (const finding of found.diagnostics) console.error(String(finding));
    return 2;
  }
  const result = analyseSpec(found.value.spec, { variant: found.value.variant });
  for (const finding of result.diagnostics) console.error(String(finding));
  if (result.value !== undefined) process.stdout.write(`${toText(result.value, { style })}\n`);
  return result.ok ? 0 : 1;
}

function isStyle(text: string): text is Style {
  return (styles as readonly string[]).includes(text);
}

function readFile(path: string): ReturnType<typeof readArchitecture> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, diagnostics: [diagnose("input/unreadable", { what: path, reason })] };
  }
  const read = readYaml(text);
  if (!read.ok) return { ok: false, diagnostics: read.diagnostics };
  return { ok: true, value: { spec: read.value, variant: undefined }, diagnostics: read.diagnostics };
}

process.exitCode = run(process.argv.slice(2));
