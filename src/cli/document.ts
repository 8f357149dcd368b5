/** YAML and JSON text to plain data, with the place of every part (until src/yaml.ts takes over). */
import { isNode, LineCounter, parseDocument } from "yaml";
import { diagnose, type Result } from "../diagnostic.js";
import type { Locate } from "../spec/index.js";

export function parseYaml(content: string, file: string): Result<{ readonly value: unknown; readonly locate: Locate }> {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines });
  if (document.errors.length > 0) {
    return {
      ok: false,
      diagnostics: document.errors.map(({ message, pos }) => {
        const { line, col } = lines.linePos(pos[0]);
        return diagnose(
          "yaml/syntax",
          { reason: message.split("\n")[0] ?? "" },
          { source: { file, line, column: col } },
        );
      }),
    };
  }
  const locate: Locate = (path) => {
    const node = document.getIn(path, true);
    if (!isNode(node) || !node.range) return undefined;
    const { line, col } = lines.linePos(node.range[0]);
    return { file, line, column: col };
  };
  return { ok: true, value: { value: document.toJS({ maxAliasCount: 100 }), locate }, diagnostics: [] };
}
