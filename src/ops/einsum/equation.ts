/** Reads an Einstein summation: the labels of every operand's axes and of the output's. */

/** One axis: a letter, or position i of the ellipsis counted from its end (so that they broadcast). */
export type Label = string;

export interface Equation {
  readonly operands: readonly string[];
  /** Undefined in the implicit form. */
  readonly output: string | undefined;
}

const ellipsis = "...";

/** Terms of an equation; undefined when it is not one. */
export function parseEquation(text: string): Equation | undefined {
  const compact = text.replaceAll(" ", "");
  const [left = "", output, ...more] = compact.split("->");
  const term = /^[A-Za-z]*(\.\.\.)?[A-Za-z]*$/;
  const operands = left.split(",");
  if (more.length > 0 || ![...operands, output ?? ""].every((part) => term.test(part))) return undefined;
  return { operands, output };
}

/** Labels of a term for a tensor of the given rank; undefined when the ranks do not fit. */
export function labelsOf(term: string, rank: number): readonly Label[] | undefined {
  const [before = "", after] = term.split(ellipsis);
  const named = before.length + (after?.length ?? 0);
  if (after === undefined ? named !== rank : named > rank) return undefined;
  return [...before, ...ellipsisLabels(rank - named), ...(after ?? "")];
}

/** `...2`, `...1`, `...0`: the axes of an ellipsis, outermost first. */
function ellipsisLabels(count: number): readonly Label[] {
  return Array.from({ length: count }, (_, i) => `${ellipsis}${count - 1 - i}`);
}

/** Labels of the output; in the implicit form the ellipsis and then every letter that appears once, in ASCII order. */
export function outputLabels(
  equation: Equation,
  operands: readonly (readonly Label[])[],
): readonly Label[] | undefined {
  const all = operands.flat();
  const width = Math.max(0, ...operands.map((labels) => labels.filter((label) => label.startsWith(ellipsis)).length));
  if (equation.output !== undefined) {
    const letters = equation.output.replace(ellipsis, "");
    const wide = equation.output.includes(ellipsis) ? width : 0;
    const labels = labelsOf(equation.output, letters.length + wide);
    return labels?.every((label) => all.includes(label)) && new Set(labels).size === labels.length ? labels : undefined;
  }
  const once = [...new Set(all)].filter((label) => label.length === 1 && all.indexOf(label) === all.lastIndexOf(label));
  return [...ellipsisLabels(width), ...once.sort()];
}
