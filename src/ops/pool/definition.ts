/** Pooling over sliding windows and over all positions: the maximum, the mean, the p-norm; one table row each. */
import { type AttributeDeclarations, required, withDefault } from "../attribute.js";
import { type AnyRuleContext, defineOperator, type NodeCost, type OperatorDefinition } from "../definition.js";
import { elementFactors, perElement } from "../elements.js";
import { paddedWindows, windowAttributes, windowOutputs } from "../window.js";

export const poolAttributes = {
  ...windowAttributes,
  kernel_shape: required("ints"),
  ceil_mode: withDefault("int", 0),
} as const;

/** What one output costs for a window of k elements: `perInput`·k + `perOutput`, and the same of transcendental functions. */
interface WindowCost {
  readonly perInput: number;
  readonly perOutput: number;
  readonly transcendentalPerInput?: number;
  readonly transcendentalPerOutput?: number;
}

interface Pool {
  readonly attributes?: AttributeDeclarations;
  readonly globalAttributes?: AttributeDeclarations;
  readonly outputs: readonly string[];
  readonly cost: (attributes: Readonly<Record<string, unknown>>) => WindowCost;
}

/** k absolute values and k - 1 additions; k squares, k - 1 additions and a root; k powers, k - 1 additions and a root. */
function normCost(p: unknown): WindowCost {
  if (p === 1) return { perInput: 2, perOutput: -1 };
  if (p === 2) return { perInput: 2, perOutput: 0 };
  return { perInput: 1, perOutput: -1, transcendentalPerInput: 1, transcendentalPerOutput: 1 };
}

const norm = { p: withDefault("int", 2) } as const;

const rows = {
  /** k - 1 comparisons. */
  Max: {
    attributes: { storage_order: withDefault("int", 0) },
    outputs: ["Y", "Indices"],
    cost: () => ({ perInput: 1, perOutput: -1 }),
  },
  /** k - 1 additions and one division. */
  Average: {
    attributes: { count_include_pad: withDefault("int", 0) },
    outputs: ["Y"],
    cost: () => ({ perInput: 1, perOutput: 0 }),
  },
  Lp: {
    attributes: norm,
    globalAttributes: norm,
    outputs: ["Y"],
    cost: ({ p }) => normCost(p),
  },
} as const satisfies Record<string, Pool>;

/** The shape of X, which needs a spatial axis. */
function spatialInput<D>(c: AnyRuleContext<D>): readonly D[] {
  const x = c.shape(0);
  if (x.length >= 3) return x;
  const expected = "batch, channels and at least one spatial axis";
  return c.fail("shape/rank", { op: c.op, input: "X", expected, shape: c.shapeText(x) });
}

function windowPool(name: string, row: Pool): OperatorDefinition {
  return defineOperator({
    op: `${name}Pool`,
    since: 22,
    attributes: { ...poolAttributes, ...row.attributes },
    inputs: [{ name: "X" }],
    outputs: row.outputs,
    infer(c) {
      const x = spatialInput(c);
      const { kernel_shape, ceil_mode } = c.attributes;
      checkKernel(c, kernel_shape, x.length - 2);
      const shape = [...x.slice(0, 2), ...windowOutputs(c, x, kernel_shape, ceil_mode === 1)];
      const y = { dtype: c.input(0).dtype, shape };
      return c.outputCount > 1 ? [y, { dtype: "int64", shape }] : [y];
    },
    cost(c): NodeCost {
      const { perInput, perOutput, transcendentalPerInput = 0, transcendentalPerOutput = 0 } = row.cost(c.attributes);
      const size = c.attributes.kernel_shape.reduce((product, k) => product * k, 1);
      const shape = c.outputShape(0);
      const transcendental = transcendentalPerInput * size + transcendentalPerOutput;
      return {
        flops: {
          pooling: perElement(shape, perInput * size + perOutput),
          ...(transcendental > 0 && { transcendental: perElement(shape, transcendental) }),
        },
      };
    },
    reach: (attributes, inputs) => ({
      windows: paddedWindows(attributes, attributes.kernel_shape, inputs[0]?.shape),
    }),
  });
}

export function checkKernel<D>(c: AnyRuleContext<D>, kernel: readonly number[] | undefined, spatial: number): void {
  if (kernel?.length === spatial) return;
  if (kernel === undefined) c.unknown("kernel_shape is missing");
  const rule = `it needs ${spatial} numbers, one for each spatial axis`;
  c.fail("node/attribute-value", { op: c.op, attribute: "kernel_shape", value: `[${kernel.join(", ")}]`, rule });
}

function globalPool(name: string, row: Pool): OperatorDefinition {
  return defineOperator({
    op: `Global${name}Pool`,
    since: 22,
    attributes: row.globalAttributes ?? {},
    inputs: [{ name: "X" }],
    outputs: ["Y"],
    infer(c) {
      const x = spatialInput(c);
      return [{ dtype: c.input(0).dtype, shape: x.map((size, axis) => (axis < 2 ? size : c.algebra.of(1))) }];
    },
    cost(c): NodeCost {
      const { perInput, perOutput, transcendentalPerInput = 0, transcendentalPerOutput = 0 } = row.cost(c.attributes);
      const channels = elementFactors(c.inputShape(0)).slice(0, 2);
      const sum = (inputs: number, outputs: number) => [
        ...(inputs === 0 ? [] : perElement(c.inputShape(0), inputs)),
        ...(outputs === 0 ? [] : [{ factors: [...channels, { role: "each", value: outputs }] }]),
      ];
      const transcendental = sum(transcendentalPerInput, transcendentalPerOutput);
      return { flops: { pooling: sum(perInput, perOutput), ...(transcendental.length > 0 && { transcendental }) } };
    },
    reach: () => "global",
  });
}

export const maxPool = windowPool("Max", rows.Max);
export const averagePool = windowPool("Average", rows.Average);
export const lpPool = windowPool("Lp", rows.Lp);
export const globalMaxPool = globalPool("Max", rows.Max);
export const globalAveragePool = globalPool("Average", rows.Average);
export const globalLpPool = globalPool("Lp", rows.Lp);
