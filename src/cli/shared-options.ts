/** Options that several commands take. */
import { conventionNames } from "../analysis/conventions.js";
import type { OptionDeclaration } from "./command.js";

export const output: OptionDeclaration = {
  flags: "-o, --output <file>",
  description: "write to a file instead of the terminal",
};

export const failOn: OptionDeclaration = {
  flags: "--fail-on <severity>",
  description: "least severity that makes the exit code 1",
  choices: ["error", "warning", "note", "never"],
  fallback: "error",
};

export const network: readonly OptionDeclaration[] = [
  {
    flags: "--dim <name=size>",
    description: "size of an open axis, such as N=8; N=N keeps the batch open",
    repeats: true,
  },
  {
    flags: "--input <[name=]sizes>",
    description: "another input shape without the batch, such as 3x256x256",
    repeats: true,
  },
  {
    flags: "--value <input=number>",
    description: "what an input of an .onnx file holds, such as sr=16000",
    repeats: true,
  },
  { flags: "--assume <fact>", description: 'a fact about an open size, such as "H % 32 == 0"', repeats: true },
];

export const convention: OptionDeclaration = {
  flags: "--convention <tool>",
  description: "also count as another tool does",
  choices: conventionNames,
};
