/** Finds files of the installed package, from the sources as well as from the bundle. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

let root: string | undefined;

/** The folder that holds the package's `package.json`. */
function packageRoot(): string {
  if (root !== undefined) return root;
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json")) && dirname(folder) !== folder) folder = dirname(folder);
  root = folder;
  return folder;
}

/** Path of a file of the package. */
export function packageFile(...parts: readonly string[]): string {
  return join(packageRoot(), ...parts);
}

/** The version in `package.json`. */
export function packageVersion(): string {
  const { version }: { version: string } = JSON.parse(readFileSync(packageFile("package.json"), "utf8"));
  return version;
}
