/** `shapewright schema [name]`: prints a JSON Schema of the package. */
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { closestName } from "../../ops/closest-name.js";
import type { RunCommand } from "../command.js";
import { exitCodes, UsageError } from "../io.js";
import { writeResult } from "../output.js";
import { packageFile } from "../package-file.js";

const ending = ".schema.json";

export const run: RunCommand = async ([name = "architecture"], options, io) => {
  const names = readdirSync(packageFile("schemas")).flatMap((file) =>
    file.endsWith(ending) ? [file.slice(0, -ending.length)] : [],
  );
  if (!names.includes(name)) {
    throw new UsageError(`there is no schema "${name}"`, closestName(name, names) ?? `schemas: ${names.join(", ")}`);
  }
  await writeResult(await readFile(packageFile("schemas", name + ending), "utf8"), options, io);
  return exitCodes.fine;
};
