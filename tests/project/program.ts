// Reads the code blocks of a document, and runs its TypeScript ones as programs that use the package.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { vi } from "vitest";

interface Block {
  readonly language: string;
  readonly text: string;
}

export function codeBlocks(file: string, language: string): readonly Block[] {
  const found = readFileSync(file, "utf8").matchAll(/^```(\w*)\n([\s\S]*?)^```/gm);
  return [...found]
    .map(([, name = "", text = ""]) => ({ language: name, text }))
    .filter((b) => b.language === language);
}

/** `shapewright/onnx/node` is src/onnx-node.ts. */
const sourceOf = (entry = "/index") => `"../../src/${entry.slice(1).replaceAll("/", "-")}.js"`;

/** What a program prints, line by line, and what the comments behind its console.log calls say that it prints. */
export async function runProgram(text: string) {
  const folder = mkdtempSync(join(".cache", "program-"));
  const log = vi.spyOn(console, "log").mockReturnValue(undefined);
  try {
    const file = join(process.cwd(), folder, "program.ts");
    writeFileSync(
      file,
      text.replace(/"shapewright(\/[\w/]+)?"/g, (_, entry) => sourceOf(entry)),
    );
    await import(/* @vite-ignore */ file);
    return {
      printed: log.mock.calls.map(([value]) => String(value)),
      promised: [...text.matchAll(/console\.log\(.*\);(?: \/\/ (.*))?$/gm)].map(([, comment]) => comment),
    };
  } finally {
    log.mockRestore();
    rmSync(folder, { recursive: true });
  }
}
