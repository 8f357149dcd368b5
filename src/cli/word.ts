/** Explains a single word: an initialiser, an activation, an operator, or the layer type that lowers to it. */
import {
  type ActivationFacts,
  factsOfActivation,
  factsOfInitialiser,
  type InitialiserFacts,
  mainName,
} from "../init/index.js";
import { type OperatorDefinition, onnx } from "../ops/index.js";
import { factLines } from "../report/fact-sheet.js";
import { wrap } from "../report/plain-text.js";
import type { LayerDefinition } from "../spec/layer.js";
import { layerOf } from "../spec/layers/index.js";

/** `leaky_relu` and `LeakyRelu` alike. */
function plainWord(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}

/** What the word means, undefined for any other. */
export function explainWord(word: string, width: number): string | undefined {
  const initialiser = factsOfInitialiser(word);
  if (initialiser !== undefined) return initialiserText(word, initialiser, width);
  const activation = factsOfActivation(word);
  const operator = Object.values<OperatorDefinition>(onnx).find(
    ({ op }) => op === word || plainWord(op) === plainWord(word),
  );
  const layer = layerOf(word);
  if (activation === undefined && operator === undefined && layer === undefined) return undefined;
  const known: readonly string[] = activation === undefined ? [] : activationLines(activation, width);
  const lines = operator === undefined ? [] : operatorLines(operator).flatMap((line) => wrap(line, width, "  "));
  const title = layer?.summary ?? operator?.summary ?? "an activation";
  const keys = layer === undefined ? [] : layerLines(layer, width);
  return [...wrap(`${word}: ${title}`, width, "  "), ...known, ...keys, ...lines].join("\n");
}

function initialiserText(word: string, facts: InitialiserFacts, width: number): string {
  const main = mainName(word);
  const title = `${word}: an initialiser${main === word ? "" : `, another name of ${main}`}`;
  const lines = factLines(
    [
      ["formula", facts.formula],
      ["mean", facts.mean],
      ["variance", facts.variance],
      ["range", facts.range],
      ["source", facts.source],
      ["readings", facts.readings],
      ["pros", facts.pros],
      ["cons", facts.cons],
    ],
    width,
  );
  return [title, ...lines].join("\n");
}

/** The keys of a layer; those of all layers are in docs/specification.md. */
function layerLines({ fields }: LayerDefinition, width: number): readonly string[] {
  const keys = Object.entries(fields).map(
    ([key, { summary, needed }]) => [key, needed ? `${summary} Needed.` : summary] as const,
  );
  return factLines(keys, width);
}

function activationLines(facts: ActivationFacts, width: number): readonly string[] {
  const { value, at } = facts.greatestSlope;
  const slope = String(Number(value.toPrecision(5)));
  const gain = facts.gain === undefined ? undefined : `${facts.gain.text} (PyTorch's calculate_gain)`;
  return factLines(
    [
      ["formula", facts.formula],
      ["derivative", facts.derivative],
      ["range", facts.range],
      ["greatest slope", `${slope} at ${at}`],
      ["saturates", facts.saturates],
      ["gain", gain],
      ["source", facts.source],
      ["pros", facts.pros],
      ["cons", facts.cons],
    ],
    width,
  );
}

function operatorLines(operator: OperatorDefinition): readonly string[] {
  const inputs = operator.inputs.map(({ name, optional }) => (optional ? `${name}?` : name)).join(", ");
  const outputs = operator.outputs.join(", ");
  const attributes = Object.keys(operator.attributes);
  return [
    `ONNX operator ${operator.op} (version ${operator.since}); inputs ${inputs}; outputs ${outputs}`,
    ...(attributes.length > 0 ? [`attributes: ${attributes.join(", ")}`] : []),
  ];
}
