/** What a command is: its words, its options, its examples. */
import type { CliIo, ExitCode } from "./io.js";

/** Values of options by their long name in camel case. */
export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

export type RunCommand = (args: readonly string[], options: OptionValues, io: CliIo) => Promise<ExitCode>;

export interface OptionDeclaration {
  /** As commander reads it: `-o, --output <file>`. */
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
  readonly fallback?: string;
  /** May be given several times. */
  readonly repeats?: true;
}

export interface CommandDeclaration {
  readonly name: string;
  /** As commander reads them: `<target> [layer]`. */
  readonly args: string;
  readonly summary: string;
  readonly options: readonly OptionDeclaration[];
  /** Each a command line without the program's name, and what it does. */
  readonly examples: readonly (readonly [string, string])[];
  /** Whether its first argument is a network, for completion. */
  readonly takesTarget: boolean;
}

/** The value of a text option. */
export function textOption(options: OptionValues, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}

/** The values of a repeatable option. */
export function listOption(options: OptionValues, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? value : [];
}

export function flagOption(options: OptionValues, name: string): boolean {
  return options[name] === true;
}
