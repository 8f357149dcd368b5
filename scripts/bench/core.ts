// From a specification to its report: whole processes, ResNet-152, the zoo, and networks of many layers.
import { analyseGraph } from "../../src/analysis/index.js";
import { inferShapes } from "../../src/infer/index.js";
import { lowerSpec, readSpec, type Spec } from "../../src/spec/index.js";
import { architectureNames, readArchitecture } from "../../src/zoo.js";
import { measureMedian, printFigure, runNode } from "./measure.js";

function benchProcesses(): void {
  const processes = [
    { name: "summary lenet-5", limit: 3 },
    { name: "summary resnet-50", limit: 4 },
  ];
  const empty = measureMedian(15, () => void runNode(["-e", "0"]));
  for (const { name, limit } of processes) {
    const time = measureMedian(15, () => void runNode(["dist/bin.js", ...name.split(" ")]));
    printFigure(`process: ${name}, over node -e 0 (${empty.toFixed(0)} ms)`, time / empty, "x", limit);
  }
}

function analyseNetwork(spec: Spec, variant: string | undefined): void {
  const lowered = lowerSpec(spec, { variant });
  const shaped = lowered.value && inferShapes(lowered.value);
  if (shaped?.value === undefined) throw new Error(`${variant}: ${lowered.diagnostics.join("\n")}`);
  analyseGraph(shaped.value);
}

function readNetwork(name: string): { readonly spec: Spec; readonly variant: string | undefined } {
  const read = readArchitecture(name);
  if (!read.ok) throw new Error(read.diagnostics.join("\n"));
  return read.value;
}

function benchZoo(): void {
  const { spec, variant } = readNetwork("resnet-152");
  printFigure(
    "ResNet-152, parsed spec to report, warm",
    measureMedian(50, () => analyseNetwork(spec, variant)),
    "ms",
    5,
  );
  const zoo = architectureNames().map(readNetwork);
  const time = measureMedian(5, () => {
    for (const network of zoo) analyseNetwork(network.spec, network.variant);
  });
  printFigure(`the zoo (${zoo.length} networks), parsed specs to reports`, time, "ms", 150);
}

/** A sequence of `count` layers, each written out. */
function sequentialSpec(count: number): object {
  const layers = Array.from({ length: count }, (_, index) => ({
    name: `layer${index}`,
    type: "conv2d",
    filters: 8,
    kernel: 3,
    padding: 1,
  }));
  return { name: "long", input: { shape: [8, 32, 32] }, layers };
}

function analyseSequence(count: number): number {
  const document = sequentialSpec(count);
  return measureMedian(1, () => {
    const spec = readSpec(document);
    if (!spec.ok) throw new Error(spec.diagnostics.join("\n"));
    analyseNetwork(spec.value, undefined);
  });
}

function benchSequences(): void {
  const short = analyseSequence(10_000);
  const long = analyseSequence(100_000);
  printFigure("100,000 layers over 10,000 layers", long / short, "x", 12);
  printFigure("100,000 layers, object to report", long / 1000, "s", 2);
  printFigure("memory of the process after it", process.memoryUsage().rss / 1e6, "MB", 1000);
}

export function benchCore(): void {
  benchProcesses();
  benchSequences();
  benchZoo();
}
