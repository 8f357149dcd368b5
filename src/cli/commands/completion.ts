/** `shapewright completion SHELL`: a completion script for bash, zsh or fish. */

import { architectureNames } from "../../zoo.js";
import type { CommandDeclaration, RunCommand } from "../command.js";
import { commands } from "../commands.js";
import { exitCodes, UsageError } from "../io.js";

const scripts: Readonly<Record<string, () => string>> = { bash: bashScript, zsh: zshScript, fish: fishScript };

export const run: RunCommand = async ([shell = ""], _options, io) => {
  const script = scripts[shell];
  if (script === undefined || !Object.hasOwn(scripts, shell)) {
    throw new UsageError(`no completion for "${shell}"`, `shells: ${Object.keys(scripts).join(", ")}`);
  }
  io.stdout(script());
  return exitCodes.fine;
};

/** `--format` of `--format <format>`, `--output` of `-o, --output <file>`. */
function longName(flags: string): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? flags;
}

function optionNames({ options }: CommandDeclaration): readonly string[] {
  return [...options.map(({ flags }) => longName(flags)), "--help"];
}

/** Options with a closed list of values, over all commands. */
function choicesByOption(): ReadonlyMap<string, readonly string[]> {
  const choices = new Map<string, Set<string>>();
  for (const { options } of commands) {
    for (const { flags, choices: values = [] } of options) {
      if (values.length === 0) continue;
      const known = choices.get(longName(flags)) ?? new Set();
      for (const value of values) known.add(value);
      choices.set(longName(flags), known);
    }
  }
  return new Map([...choices].map(([name, values]) => [name, [...values]]));
}

function bashScript(): string {
  const names = commands.map(({ name }) => name);
  return `# shapewright completion for bash
_shapewright() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" command="" word words=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in ${names.join("|")}) command="$word"; break ;; esac
  done
  case "$prev" in
${[...choicesByOption()].map(([name, values]) => `    ${name}) COMPREPLY=($(compgen -W "${values.join(" ")}" -- "$cur")); return ;;`).join("\n")}
    --from) COMPREPLY=($(compgen -W "${architectureNames().join(" ")}" -- "$cur")); return ;;
    completion) COMPREPLY=($(compgen -W "bash zsh fish" -- "$cur")); return ;;
  esac
  if [[ "$cur" == -* ]]; then
    case "$command" in
${commands.map((command) => `      ${command.name}) words="${optionNames(command).join(" ")}" ;;`).join("\n")}
      *) words="--dim --input --assume --format --fail-on --help --version" ;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
    return
  fi
  case "$command" in
    "") words="${[...names, ...architectureNames()].join(" ")}" ;;
    ${commands
      .filter(({ takesTarget }) => takesTarget)
      .map(({ name }) => name)
      .join("|")}) words="${architectureNames().join(" ")}" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur") $(compgen -f -- "$cur"))
}
complete -o filenames -F _shapewright shapewright
`;
}

/** Text inside single quotes of a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function zshScript(): string {
  const described = commands
    .map(({ name, summary }) => `    ${quoted(`${name}:${summary.replaceAll(":", "\\:")}`)}`)
    .join("\n");
  const cases = commands.map((command) => {
    const specs = command.options.map(({ flags, description, choices }) => {
      const takesValue = flags.includes("<");
      const text = description.replace(/[[\]:]/g, " ");
      const value = !takesValue ? "" : choices === undefined ? ":value:_files" : `:value:(${choices.join(" ")})`;
      return quoted(`${longName(flags)}[${text}]${value}`);
    });
    const target = command.takesTarget ? quoted("*:target:_shapewright_targets") : quoted("*:file:_files");
    return `    ${command.name}) _arguments ${[...specs, target].join(" ")} ;;`;
  });
  return `#compdef shapewright
_shapewright_targets() {
  local -a zoo
  zoo=(${architectureNames().join(" ")})
  _describe 'architecture' zoo
  _files
}
_shapewright() {
  local -a commands
  commands=(
${described}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    _shapewright_targets
    return
  fi
  shift words
  (( CURRENT-- ))
  case "$words[1]" in
${cases.join("\n")}
    *) _shapewright_targets ;;
  esac
}
compdef _shapewright shapewright
`;
}

function fishScript(): string {
  const names = commands.map(({ name }) => name);
  const none = `"not __fish_seen_subcommand_from ${names.join(" ")}"`;
  const lines = commands.flatMap((command) => [
    `complete -c shapewright -n ${none} -a ${command.name} -d ${quoted(command.summary)}`,
    ...command.options.map(({ flags, description, choices }) => {
      const value = !flags.includes("<") ? "" : choices === undefined ? " -r" : ` -x -a "${choices.join(" ")}"`;
      const short = /^-(\w),/.exec(flags)?.[1];
      return `complete -c shapewright -n "__fish_seen_subcommand_from ${command.name}"${short === undefined ? "" : ` -s ${short}`} -l ${longName(flags).slice(2)}${value} -d ${quoted(description)}`;
    }),
  ]);
  const targets = commands.filter(({ takesTarget }) => takesTarget).map(({ name }) => name);
  return `# shapewright completion for fish
${lines.join("\n")}
complete -c shapewright -n "not __fish_seen_subcommand_from ${names.join(" ")}; or __fish_seen_subcommand_from ${targets.join(" ")}" -a "${architectureNames().join(" ")}"
complete -c shapewright -n "__fish_seen_subcommand_from completion" -x -a "bash zsh fish"
`;
}
