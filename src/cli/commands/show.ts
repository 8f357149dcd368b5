/** `shapewright show T`: prints a specification of the zoo. */

import { diagnose } from "../../diagnostic.js";
import { closestName } from "../../ops/closest-name.js";
import type { RunCommand } from "../command.js";
import { exitCodes } from "../io.js";
import { reportFindings, writeResult } from "../output.js";
import { isInZoo, zooNames, zooText } from "../zoo-source.js";

export const run: RunCommand = async ([target = ""], options, io) => {
  if (!isInZoo(target)) {
    const hint = closestName(target, zooNames()) ?? "`shapewright list` shows them all";
    reportFindings([diagnose("input/unknown-target", { target }, { hint })], target, io);
    return exitCodes.usage;
  }
  await writeResult(await zooText(target), options, io);
  return exitCodes.fine;
};
