/** `shapewright show T`: prints a specification of the zoo. */

import { readArchitectureText } from "../../zoo.js";
import type { RunCommand } from "../command.js";
import { exitCodes } from "../io.js";
import { reportFindings, writeResult } from "../output.js";

export const run: RunCommand = async ([target = ""], options, io) => {
  const text = readArchitectureText(target);
  if (!text.ok) {
    reportFindings(text.diagnostics, target, io);
    return exitCodes.usage;
  }
  await writeResult(text.value, options, io);
  return exitCodes.fine;
};
