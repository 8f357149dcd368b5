/** Every command of the program with its options and examples. */

import { conventionNames } from "../analysis/conventions.js";
import { defaultOpset, newestOpset, oldestOpset } from "../onnx/export/opset.js";
import { lossNames } from "../train/loss.js";
import { optimiserNames } from "../train/optimisers/optimiser.js";
import type { CommandDeclaration, OptionDeclaration } from "./command.js";
import { peerNames } from "./peer-names.js";

const output: OptionDeclaration = {
  flags: "-o, --output <file>",
  description: "write to a file instead of the terminal",
};

const failOn: OptionDeclaration = {
  flags: "--fail-on <severity>",
  description: "least severity that makes the exit code 1",
  choices: ["error", "warning", "note", "never"],
  fallback: "error",
};

const network: readonly OptionDeclaration[] = [
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

const convention: OptionDeclaration = {
  flags: "--convention <tool>",
  description: "also count as another tool does",
  choices: conventionNames,
};

/** The command that runs when none is named. */
export const overviewCommand: CommandDeclaration = {
  name: "overview",
  args: "[target...]",
  summary: "one screen about a network",
  options: [
    ...network,
    { flags: "--format <format>", description: "form of the output", choices: ["text", "json"], fallback: "text" },
    failOn,
    output,
  ],
  examples: [],
  takesTarget: true,
};

export const commands: readonly CommandDeclaration[] = [
  {
    name: "list",
    args: "",
    summary: "the architectures that come with shapewright",
    options: [
      {
        flags: "--format <format>",
        description: "form of the output",
        choices: ["text", "markdown", "csv", "json"],
        fallback: "text",
      },
      output,
    ],
    examples: [
      ["list", "names, inputs, parameters, MACs and sources"],
      ["list --format json", "the same for programs"],
    ],
    takesTarget: false,
  },
  {
    name: "summary",
    args: "<target>",
    summary: "the table of a network: shapes, parameters, MACs",
    options: [
      {
        flags: "--format <format>",
        description: "form of the output",
        choices: ["text", "markdown", "csv", "json", "html", "latex"],
        fallback: "text",
      },
      {
        flags: "--style <style>",
        description: "which table",
        choices: ["default", "lecture", "structure"],
        fallback: "default",
      },
      { flags: "--columns <names>", description: "columns in order, such as layer,output,params,flops" },
      { flags: "--depth <levels>", description: "levels of the tree to show" },
      { flags: "--sort <column>", description: "a flat list, greatest first" },
      { flags: "--top <count>", description: "only the first rows of that list (by macs)" },
      { flags: "--no-fold", description: "show every one of several equal siblings" },
      convention,
      { flags: "--tensors", description: "list the weights too" },
      { flags: "--watch", description: "again whenever the file changes" },
      ...network,
      failOn,
      output,
    ],
    examples: [
      ["summary lenet-5 --style lecture", "every count with its arithmetic"],
      ["summary alexnet --style structure", "sizes, windows and parameters in columns"],
      ["summary resnet-50 --depth 1", "one row a stage"],
      ["summary resnet-50 --top 5 --columns layer,macs,macs%", "the five costliest layers"],
      ["summary my.yaml#wide --format latex -o table.tex", "a variant of a file, for a paper"],
      ["summary my.yaml --input 3x512x512 --dim N=8", "at another size and batch"],
    ],
    takesTarget: true,
  },
  {
    name: "check",
    args: "<targets...>",
    summary: "whether networks are sound and within budget; files, folders, globs",
    options: [
      {
        flags: "--format <format>",
        description: "form of the output",
        choices: ["text", "json", "sarif", "github", "junit"],
        fallback: "text",
      },
      { flags: "--max-params <count>", description: "budget, such as 5M" },
      { flags: "--max-macs <count>", description: "budget, such as 4.1G" },
      { flags: "--max-peak-memory <bytes>", description: "budget on live activations, such as 100MB" },
      { flags: "--expect-params <count>", description: "the exact number of parameters" },
      { flags: "--max-opset <version>", description: "the newest opset that an .onnx file may use, such as 17" },
      { flags: "--require-complete", description: "fail where something could not be counted" },
      { flags: "--weights", description: "read the weights of an .onnx file too: NaN and infinite ones are told" },
      {
        flags: "--ignore <code[@node]>",
        description: "drop findings of a code, everywhere or at a node",
        repeats: true,
      },
      ...network,
      failOn,
      output,
    ],
    examples: [
      ["check architectures/", "every specification of a folder"],
      ['check "models/**/*.yaml" --format github', "annotations in a workflow"],
      ["check alexnet --expect-params 62378344", "fails when the count changes"],
      ["check model.onnx --input images=1x3x960x960", "whether an input fits, and which node says no"],
      ["check my.yaml --max-params 5M --max-macs 600M", "a budget for a small device"],
    ],
    takesTarget: true,
  },
  {
    name: "explain",
    args: "<target> [layer]",
    summary: "how each size and count comes about; also a layer type, an operator or an initialiser",
    options: [
      { flags: "--format <format>", description: "form of the output", choices: ["text", "json"], fallback: "text" },
      { ...convention, description: "the way from our count to another tool's, line by line" },
      { flags: "--svg <file>", description: "draw an activation with its slope" },
      ...network,
      failOn,
      output,
    ],
    examples: [
      ["explain lenet-5 C3", "one layer's arithmetic"],
      ["explain alexnet", "where the network comes from, and every layer"],
      ["explain resnet-50 --convention thop", "why another tool says 4.13 G"],
      ["explain he_normal", "what an initialiser draws"],
      ["explain sigmoid --svg sigmoid.svg", "an activation, and its curve as a picture"],
    ],
    takesTarget: true,
  },
  {
    name: "diff",
    args: "<before> <after>",
    summary: "what changed from one network to another: layers, shapes, counts",
    options: [
      {
        flags: "--format <format>",
        description: "form of the output",
        choices: ["text", "markdown", "json"],
        fallback: "text",
      },
      { flags: "--all", description: "also list layers that only get other sizes" },
      { flags: "--exit-code", description: "exit code 1 where the networks differ" },
      { flags: "--max-growth <percent>", description: "exit code 1 where a total grows by more, such as 1%" },
      ...network,
      output,
    ],
    examples: [
      ["diff resnet-50 resnet-101", "what the deeper one has more"],
      ["diff my.yaml my.onnx", "is the export the network that was specified?"],
      ["diff old.onnx new.onnx --format markdown", "for a comment on a pull request"],
      ["diff old.yaml new.yaml --max-growth 1%", "fails where it grows by more than that"],
    ],
    takesTarget: true,
  },
  {
    name: "draw",
    args: "<target>",
    summary: "a picture of a network: its layers, and the shapes that flow between them",
    options: [
      {
        flags: "--format <format>",
        description: "a picture, or text for a drawing program",
        choices: ["svg", "mermaid", "dot"],
        fallback: "svg",
      },
      {
        flags: "--style <style>",
        description: "boxes and arrows, or blocks as large as what they give, for sequences",
        choices: ["graph", "stack"],
        fallback: "graph",
      },
      { flags: "--depth <levels>", description: "levels of modules to open; as many as can be read if absent" },
      ...network,
      output,
    ],
    examples: [
      ["draw resnet-18 -o resnet.svg", "a picture that browsers and papers take"],
      ["draw vgg-16 --style stack -o vgg.svg", "blocks in perspective"],
      ["draw googlenet --depth 1 --format mermaid", "for a Markdown page, inception blocks folded"],
      ["draw model.onnx --format dot", "for Graphviz"],
    ],
    takesTarget: true,
  },
  {
    name: "export",
    args: "<target> <file>",
    summary: "write a network as an ONNX file that runs: weights of the file, or drawn from a spec's initialisers",
    options: [
      {
        flags: "--opset <version>",
        description: `ONNX operator set, ${oldestOpset} to ${newestOpset} (default: the file's own, or ${defaultOpset})`,
      },
      { flags: "--seed <number>", description: "seed of the weights", fallback: "0" },
      { flags: "--no-weights", description: "the bare graph: large weights are zeros that take no space" },
      ...network,
      failOn,
    ],
    examples: [
      ["export lenet-5 lenet.onnx --seed 1", "a model that any ONNX runtime runs"],
      ["export resnet-50 resnet.onnx --dim N=N --opset 21", "any batch size, a newer operator set"],
      ["export vgg-16 vgg.onnx --no-weights", "the graph alone, for a viewer"],
    ],
    takesTarget: true,
  },
  {
    name: "verify",
    args: "<target>",
    summary: "run a network and prove its shapes, parameters and multiplications, node by node",
    options: [
      {
        flags: "--device <device>",
        description: "where it runs; webgpu is held against the reference",
        choices: ["reference", "webgpu"],
        fallback: "reference",
      },
      {
        flags: "--against <runtime>",
        description: "hold another runtime against the reference, node by node and from end to end",
        choices: [...peerNames],
      },
      { flags: "--provider <name>", description: "where that runtime runs it: cpu, wasm or webgpu" },
      { flags: "--seed <number>", description: "draws weights and inputs; 1 if absent" },
      { flags: "--exhaustive", description: "work out the allowed error of every element, of large tensors too" },
      { flags: "--no-fuse", description: "run every node by itself" },
      { flags: "--plan", description: "print the plan instead: steps, fusion, memory" },
      {
        flags: "--format <format>",
        description: "form of the output",
        choices: ["text", "markdown", "json"],
        fallback: "text",
      },
      ...network,
      failOn,
      output,
    ],
    examples: [
      ["verify lenet-5", "as many multiplications executed as counted"],
      ["verify my.yaml --input 3x64x64", "at a small size, which is quicker"],
      ["verify lenet-5 --against onnxruntime-node --provider webgpu", "which node does that runtime compute wrongly?"],
      ["verify resnet-50 --plan", "what is fused, and where each tensor lies"],
    ],
    takesTarget: true,
  },
  {
    name: "ui",
    args: "[target]",
    summary: "look at a network in the browser: graph, table, sizes, proof; served to this machine only",
    options: [{ flags: "--port <number>", description: "port of the server; any free one if absent" }],
    examples: [
      ["ui", "the page, which opens with LeNet-5"],
      ["ui model.onnx --port 8080", "a file of yours"],
    ],
    takesTarget: true,
  },
  {
    name: "diagnose",
    args: "<target>",
    summary: "whether signals and gradients vanish, explode or stay symmetric before training begins",
    options: [
      { flags: "--batch <images>", description: "how many images run at once; 16 if absent" },
      { flags: "--seed <number>", description: "draws weights, images and targets; 1 if absent" },
      {
        flags: "--loss <loss>",
        description: "what is differentiated; the usual one of the network's end if absent",
        choices: lossNames,
      },
      { flags: "--try <cures>", description: "the same with cures, side by side: he,relu,batch_norm,he+relu" },
      { flags: "--sweep <parameter=values>", description: "at several values of a parameter: depth=5..50" },
      { flags: "--steps <count>", description: "train that many steps instead, and watch for symptoms" },
      {
        flags: "--data <set>",
        description: "examples to train on; spirals if absent",
        choices: ["spirals", "digits", "mnist"],
      },
      { flags: "--optimiser <name>", description: "how weights move; adam if absent", choices: optimiserNames },
      { flags: "--lr <rate>", description: "learning rate; 0.001 if absent" },
      {
        flags: "--schedule <kind>",
        description: "of the rate; constant if absent",
        choices: ["constant", "step", "cosine"],
      },
      { flags: "--warm-up <steps>", description: "steps over which the rate grows to its full size" },
      { flags: "--clip <by=most>", description: "cut gradients: value=1, norm=1 or global=1" },
      { flags: "--l1 <factor>", description: "penalty on the sum of |w|" },
      { flags: "--l2 <factor>", description: "penalty on the sum of w²/2" },
      { flags: "--patience <steps>", description: "stop after so many steps without a better loss" },
      { flags: "--svg <file>", description: "draw the loss of those steps" },
      {
        flags: "--format <format>",
        description: "form of the output",
        choices: ["text", "markdown", "json"],
        fallback: "text",
      },
      ...network,
      failOn,
      output,
    ],
    examples: [
      ["diagnose lenet-5", "every layer's spread and gradient, measured beside theory"],
      ["diagnose vgg-16 --input 3x64x64 --batch 4", "at a small size, which is quicker"],
      ["diagnose my.yaml --try he,relu,batch_norm,he+relu", "which cure helps"],
      ["diagnose lenet-5 --steps 200 --data digits --batch 8", "whether it learns, and how fast"],
      ["diagnose my.yaml --sweep depth=5..50", "how gradients change with the depth"],
    ],
    takesTarget: true,
  },
  {
    name: "chart",
    args: "<target>",
    summary: "a picture of a network as SVG: counts, memory, receptive field, gradients",
    options: [
      {
        flags: "--kind <kind>",
        description: "what is drawn",
        choices: ["params", "macs", "memory", "receptive-field", "gradients", "spread"],
        fallback: "params",
      },
      ...network,
      failOn,
      output,
    ],
    examples: [
      ["chart alexnet -o alexnet.svg", "where the parameters are"],
      ["chart resnet-50 --kind memory -o memory.svg", "live activations while it runs, and their peak"],
      ["chart lenet-5 --kind gradients -o flow.svg", "gradient norms through depth, measured beside theory"],
    ],
    takesTarget: true,
  },
  {
    name: "new",
    args: "<file>",
    summary: "start a specification",
    options: [
      { flags: "--from <name>", description: "start from an architecture of the zoo" },
      { flags: "--force", description: "overwrite the file" },
    ],
    examples: [
      ["new my.yaml", "a small network to change"],
      ["new my.yaml --from resnet-18", "a copy of a known one"],
    ],
    takesTarget: false,
  },
  {
    name: "show",
    args: "<target>",
    summary: "print a specification of the zoo",
    options: [output],
    examples: [["show resnet-50", "the file that resnet-50 is a variant of"]],
    takesTarget: true,
  },
  {
    name: "schema",
    args: "[name]",
    summary: "print a JSON Schema; of specifications without a name",
    options: [output],
    examples: [
      ["schema", "for editors and validators of specifications"],
      ["schema report", "of what `summary --format json` prints"],
    ],
    takesTarget: false,
  },
  {
    name: "types",
    args: "<target>",
    summary: "a TypeScript declaration of what a model takes and gives",
    options: [
      {
        flags: "--package <name>",
        description: "whose tensors it speaks of",
        choices: ["onnxruntime-web", "onnxruntime-node", "onnxruntime-common"],
        fallback: "onnxruntime-web",
      },
      ...network,
      failOn,
      output,
    ],
    examples: [
      ["types model.onnx -o model.d.ts", "so that the compiler knows its inputs and outputs"],
      ["types model.onnx --package onnxruntime-node", "for Node"],
    ],
    takesTarget: true,
  },
  {
    name: "doctor",
    args: "",
    summary: "what this machine can run networks on, and what is missing",
    options: [output],
    examples: [["doctor", "the WebGPU adapter, its limits, versions"]],
    takesTarget: false,
  },
  {
    name: "completion",
    args: "<shell>",
    summary: "print the completion script of bash, zsh or fish",
    options: [],
    examples: [
      ["completion bash > ~/.local/share/bash-completion/completions/shapewright", "for bash"],
      ["completion fish > ~/.config/fish/completions/shapewright.fish", "for fish"],
    ],
    takesTarget: false,
  },
];
