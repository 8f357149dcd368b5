/** The options that every command about a network shares. */
import { listOption, type OptionValues } from "./command.js";
import type { CliIo } from "./io.js";
import type { NetworkOptions } from "./network.js";
import { parseAssumptions, parseInputs, parseSizes, parseValues } from "./option-values.js";

export function networkOptions(options: OptionValues, io: CliIo): NetworkOptions {
  return {
    sizes: parseSizes(listOption(options, "dim")),
    inputs: parseInputs(listOption(options, "input")),
    values: parseValues(listOption(options, "value")),
    assumptions: parseAssumptions(listOption(options, "assume")),
    cwd: io.cwd,
  };
}
