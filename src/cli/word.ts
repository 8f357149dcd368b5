/** Explains a single word: an initialiser, an operator, or the layer type that lowers to it. */

import { initialiserSummaries } from "../init/index.js";
import { core } from "../ops/index.js";
import { wrap } from "../report/plain-text.js";

/** `leaky_relu` and `LeakyRelu` alike. */
function plainWord(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}

/** What the word means, undefined for any other. */
export function explainWord(word: string, width: number): string | undefined {
  const initialiser = Object.entries(initialiserSummaries).find(([name]) => name === word);
  if (initialiser !== undefined)
    return wrap(`${word}: an initialiser; draws ${initialiser[1]}`, width, "  ").join("\n");
  const operator = Object.values(core).find(({ op }) => op === word || plainWord(op) === plainWord(word));
  if (operator === undefined) return undefined;
  const inputs = operator.inputs.map(({ name, optional }) => (optional ? `${name}?` : name)).join(", ");
  const lines = [
    `${word}: ${operator.summary}`,
    `ONNX operator ${operator.op} (version ${operator.since}); inputs ${inputs}; outputs ${operator.outputs.join(", ")}`,
  ];
  const attributes = Object.keys(operator.attributes);
  if (attributes.length > 0) lines.push(`attributes: ${attributes.join(", ")}`);
  return lines.flatMap((line) => wrap(line, width, "  ")).join("\n");
}
