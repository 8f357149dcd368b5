/**
 * Pooling to a given output size (our own operators, with PyTorch's windows): along an axis output i sees the inputs
 * from floor(i·in/out) up to ceil((i + 1)·in/out).
 */
import { add, ceilDiv, type Dim, floorDiv, isDivisible, mul, sub } from "../../dim/index.js";
import { required } from "../attribute.js";
import { defineOperator, type NodeCost, type OperatorDefinition, Uncountable } from "../definition.js";

/** Up to this output size the sum of window lengths over a symbolic input is written out, one term a window. */
const longestSum = 64;

/** First position of window i along an axis (PyTorch, AdaptiveAveragePooling: start_index). */
export function windowStart(input: Dim, output: number, i: number): Dim {
  return floorDiv(mul(i, input), output);
}

/** Length of window i along an axis (PyTorch, AdaptiveAveragePooling: end_index less start_index). */
export function windowLength(input: Dim, output: number, i: number): Dim {
  return sub(ceilDiv(mul(i + 1, input), output), windowStart(input, output, i));
}

/**
 * Lengths of all windows along an axis, added up: the elements visited. Every fraction i·in/out that is not whole makes
 * two neighbouring windows share an element; gcd(in, out) of the out fractions are whole: in + out - gcd(in, out).
 */
function visitedElements(input: Dim, output: number): Dim {
  if (isDivisible(input, output)) return input;
  if (typeof input === "number") return sub(add(input, output), greatestDivisor(input, output));
  if (output > longestSum) throw new Uncountable(`windows of ${output} outputs over a symbolic size`);
  return Array.from({ length: output }, (_, i) => windowLength(input, output, i)).reduce<Dim>(add, 0);
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

/** `saved`: how many operations fewer than elements a window takes. A mean of k costs k (k - 1 additions, one division). */
function adaptivePool(op: string, saved: number): OperatorDefinition {
  return defineOperator({
    op,
    domain: "shapewright",
    since: 1,
    attributes: { output_size: required("ints") },
    inputs: [{ name: "X" }],
    outputs: ["Y"],
    infer(c) {
      const x = c.shape(0);
      const { output_size } = c.attributes;
      if (x.length < 3) {
        const expected = "batch, channels and at least one spatial axis";
        c.fail("shape/rank", { op: c.op, input: "X", expected, shape: c.shapeText(x) });
      }
      if (output_size === undefined) return c.unknown("output_size is missing");
      if (output_size.length !== x.length - 2 || output_size.some((size) => size < 1)) {
        const rule = `it needs ${x.length - 2} numbers, each at least 1`;
        c.fail("node/attribute-value", { op, attribute: "output_size", value: `[${output_size.join(", ")}]`, rule });
      }
      const shape = [...x.slice(0, 2), ...output_size.map((size) => c.algebra.of(size))];
      return [{ dtype: c.input(0).dtype, shape }];
    },
    /** Windows are products of their lengths along the axes, so their sum is the product of the axes' sums. */
    cost(c): NodeCost {
      const [batch = 1, channels = 1, ...spatial] = c.inputShape(0);
      const each = [
        { role: "batch", value: batch },
        { role: "channel", value: channels },
      ];
      const output = c.attributes.output_size;
      const visited = spatial.map((size, i) => ({ role: "visited", value: visitedElements(size, output[i] ?? 1) }));
      const all = { factors: [...each, ...visited] };
      const outputs = output.map((value) => ({ role: "position", value }));
      const less = { factors: [{ role: "sign", value: -saved }, ...each, ...outputs] };
      return { flops: { pooling: saved === 0 ? [all] : [all, less] } };
    },
    /** Windows of one size only where the output divides the input; otherwise all of it is the safe answer. */
    reach(attributes, inputs) {
      const windows = attributes.output_size.map((output, i) => {
        const input = inputs[0]?.shape?.[i + 2];
        if (typeof input !== "number" || input % output !== 0) return undefined;
        const kernel = input / output;
        return { axis: i + 2, kernel, stride: kernel, dilation: 1, padBegin: 0, padEnd: 0 };
      });
      return windows.every((window) => window !== undefined) ? { windows } : "global";
    },
  });
}

export const adaptiveAveragePool = adaptivePool("AdaptiveAveragePool", 0);
export const adaptiveMaxPool = adaptivePool("AdaptiveMaxPool", 1);
