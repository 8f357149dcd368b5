/** The commands that do something with a network: draw it, write it, run it, train it. */
import { defaultOpset, newestOpset, oldestOpset } from "../onnx/export/opset.js";
import { lossNames } from "../train/loss.js";
import { optimiserNames } from "../train/optimisers/optimiser.js";
import type { CommandDeclaration } from "./command.js";
import { peerNames } from "./peer-names.js";

import { failOn, network, output } from "./shared-options.js";

export const commandsOfUse: readonly CommandDeclaration[] = [
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
];
