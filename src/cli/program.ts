/** Builds the program from the table of commands and reads arguments with it. */
import { type Argument, Command, Option } from "commander";
import type { CommandDeclaration, OptionDeclaration, OptionValues } from "./command.js";
import { commands, overviewCommand } from "./commands.js";
import type { CliIo } from "./io.js";

/** What the arguments ask for. */
export interface Invocation {
  readonly command: string;
  readonly args: readonly string[];
  readonly options: OptionValues;
}

function optionOf({ flags, description, choices, fallback, repeats }: OptionDeclaration): Option {
  const option = new Option(flags, description);
  if (choices !== undefined) option.choices(choices);
  if (fallback !== undefined) option.default(fallback);
  if (repeats) option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
  return option;
}

function declare(
  command: Command,
  declaration: CommandDeclaration,
  chosen: (invocation: Invocation) => void,
  io: CliIo,
): void {
  command
    .summary(declaration.summary)
    .description(`${declaration.summary[0]?.toUpperCase()}${declaration.summary.slice(1)}.`);
  for (const argument of declaration.args.split(" ").filter((part) => part !== "")) command.argument(argument);
  for (const option of declaration.options) command.addOption(optionOf(option));
  command.action((...received: unknown[]) => {
    const args = received
      .slice(0, -2)
      .flat()
      .filter((value): value is string => typeof value === "string");
    chosen({ command: declaration.name, args, options: command.opts<OptionValues>() });
  });
  if (declaration.examples.length > 0) command.addHelpText("after", examplesText(declaration.examples, io));
}

function argumentText(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

/** The description with the choices as a plain list, the default among them marked. */
function optionText({ description, argChoices, defaultValue }: Option): string {
  if (argChoices === undefined) return description;
  return `${description}: ${argChoices.map((choice) => (choice === defaultValue ? `${choice} (default)` : choice)).join(", ")}`;
}

function examplesText(examples: CommandDeclaration["examples"], { paint }: CliIo): string {
  const lines = examples.map(([line, meaning]) => `  ${paint.dim(`# ${meaning}`)}\n  shapewright ${line}`);
  return `\n${paint.bold("Examples:")}\n${lines.join("\n")}`;
}

const programExamples: CommandDeclaration["examples"] = [
  ["lenet-5", "an overview of one network"],
  ["my.yaml", "of your own, described in a file"],
  ["summary resnet-50 --depth 1", "its table, one row a stage"],
  ["check models/ --max-params 5M", "a gate for continuous integration"],
];

/** Reads the arguments; throws commander's `CommanderError` for help, version and mistakes. */
export function readArguments(argv: readonly string[], io: CliIo, version: () => string): Invocation | undefined {
  let invocation: Invocation | undefined;
  const chosen = (found: Invocation): void => {
    invocation = found;
  };
  const program = new Command("shapewright")
    .description(
      "Reads a network's architecture, checks every shape, counts every parameter and multiplication exactly.",
    )
    .usage(
      "[command] <target> [options]\n\nA target is a name of the zoo (`shapewright list`) or a file: my.yaml, my.yaml#variant, model.onnx.",
    )
    .helpOption("-h, --help", "print this")
    .helpCommand("help [command]", "the help of a command")
    .exitOverride()
    .enablePositionalOptions(false)
    .configureOutput({
      writeOut: io.stdout,
      writeErr: io.stderr,
      getOutHelpWidth: () => io.columns ?? 80,
      getErrHelpWidth: () => io.columns ?? 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({
      styleTitle: (title) => io.paint.bold(title),
      subcommandTerm: (command) =>
        `${command.name()} ${command.registeredArguments.map(argumentText).join(" ")}`.trim(),
      optionDescription: optionText,
    })
    .addHelpText("after", examplesText(programExamples, io));
  // Asking for the version reads a file, which every other run can do without.
  if (argv.includes("--version") || argv.includes("-V"))
    program.version(version(), "-V, --version", "print the version");
  else program.option("-V, --version", "print the version");
  for (const declaration of commands) declare(program.command(declaration.name), declaration, chosen, io);
  declare(program.command(overviewCommand.name, { isDefault: true, hidden: true }), overviewCommand, chosen, io);
  if (argv.length === 0) {
    program.outputHelp();
    return undefined;
  }
  program.parse([...argv], { from: "user" });
  return invocation;
}
