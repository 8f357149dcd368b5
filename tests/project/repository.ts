// Reads the repository for the tests about it: its sources, and the files git would publish.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import type { SourceFile } from "./import-table.js";

/** Paths of the files that are committed or would be, from the repository root. */
export function listFiles(): readonly string[] {
  const list = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  return [...new Set(list.split("\0"))].filter((path) => path !== "" && existsSync(path)).sort();
}

/** The written (not generated) TypeScript files under `folder`, with paths from there. */
export function readSources(folder: string): readonly SourceFile[] {
  return listFiles()
    .filter((path) => path.startsWith(`${folder}/`) && path.endsWith(".ts"))
    .map((path) => ({ path: path.slice(folder.length + 1), text: readFileSync(path, "utf8") }));
}
