// Every gradient is the slope of its own forward kernel: central differences in float64 over random shapes and attributes.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AttributeValue, Node } from "../../src/graph/index.js";
import { randomStream } from "../../src/init/index.js";
import { coreGradients } from "../../src/ops/gradient-registry.js";
import { attributesOf, type CoreOperator, core } from "../../src/ops/index.js";
import { elementCount } from "../../src/ops/index-map.js";
import { realsOf } from "../../src/ops/reference-data.js";
import { runNode } from "../../src/run/run-node.js";
import type { RunTensor } from "../../src/tensor/index.js";

interface Call {
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  /** Shapes of float inputs, drawn at random; whole tensors are as they are and get no gradient. */
  readonly inputs: readonly (readonly number[] | RunTensor | undefined)[];
  readonly outputs?: number;
}

type Case = fc.Arbitrary<Call>;

const size = (max: number, min = 1) => fc.integer({ min, max });
const ints = (...values: number[]): RunTensor => ({
  dtype: "int64",
  shape: [values.length],
  data: BigInt64Array.from(values, BigInt),
});
const bools = (shape: readonly number[], values: readonly number[]): RunTensor => ({
  dtype: "bool",
  shape,
  data: Uint8Array.from(values),
});
const shapes = (maxRank = 3, minRank = 1) => fc.array(size(3), { minLength: minRank, maxLength: maxRank });
const plain: Case = shapes().map((shape) => ({ inputs: [shape] }));

/** Windows that fit: kernel, stride, dilation, padding for each of `rank` axes. */
const windows = (rank: number) =>
  fc.array(fc.record({ kernel: size(3), stride: size(2), dilation: size(2), pad: size(1, 0), more: size(3, 0) }), {
    minLength: rank,
    maxLength: rank,
  });

const windowAttributes = (axes: readonly { kernel: number; stride: number; dilation: number; pad: number }[]) => ({
  strides: axes.map(({ stride }) => stride),
  dilations: axes.map(({ dilation }) => dilation),
  pads: [...axes, ...axes].map(({ pad }) => pad),
});

const conv: Case = fc
  .record({ rank: size(3), batch: size(2), group: size(2), into: size(2), out: size(2), bias: fc.boolean() })
  .chain(({ rank, batch, group, into, out, bias }) =>
    windows(rank).map((axes) => ({
      attributes: { group, ...windowAttributes(axes) },
      inputs: [
        [batch, group * into, ...axes.map(({ kernel, dilation, more }) => (kernel - 1) * dilation + 1 + more)],
        [group * out, into, ...axes.map(({ kernel }) => kernel)],
        ...(bias ? [[group * out]] : []),
      ],
    })),
  );

const convTranspose: Case = fc
  .record({ rank: size(2), batch: size(2), group: size(2), into: size(2), out: size(2), bias: fc.boolean() })
  .chain(({ rank, batch, group, into, out, bias }) =>
    windows(rank).map((axes) => ({
      // The crop must leave something of the least output, a kernel's span.
      attributes: { group, ...windowAttributes(axes.map((axis) => ({ ...axis, pad: 0 }))) },
      inputs: [
        [batch, group * into, ...axes.map(({ more }) => 1 + more)],
        [group * into, out, ...axes.map(({ kernel }) => kernel)],
        ...(bias ? [[group * out]] : []),
      ],
    })),
  );

const pool = (more: Readonly<Record<string, AttributeValue>> = {}): Case =>
  fc.record({ rank: size(2), batch: size(2) }).chain(({ rank, batch }) =>
    windows(rank).map((axes) => {
      const attributes = windowAttributes(axes.map((axis) => ({ ...axis, pad: Math.min(axis.pad, axis.kernel - 1) })));
      return {
        attributes: { kernel_shape: axes.map(({ kernel }) => kernel), ...attributes, ...more },
        inputs: [[batch, 2, ...axes.map(({ kernel, dilation, more: extra }) => (kernel - 1) * dilation + 1 + extra)]],
      };
    }),
  );

const image: Case = fc.tuple(size(2), size(3), size(3), size(3)).map((shape) => ({ inputs: [shape] }));
const broadcast: Case = fc
  .tuple(shapes(), fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }), size(2, 0))
  .map(([shape, ones, drop]) => {
    const other = shape.slice(Math.min(drop, shape.length)).map((each, axis) => (ones[axis] ? 1 : each));
    return { inputs: drop % 2 === 0 ? [shape, other] : [other, shape] };
  });
const perChannel = (count: number): Case =>
  fc.tuple(size(3, 2), size(3), size(3, 2)).map(([n, c, l]) => ({
    inputs: [[n, c, l], ...Array.from({ length: count }, () => [c])],
  }));
const reduce: Case = fc.tuple(shapes(3, 2), fc.boolean(), size(1, 0)).map(([shape, keep, axis]) => ({
  attributes: { keepdims: keep ? 1 : 0 },
  inputs: [shape, ints(axis)],
}));
const axisOf = (name = "axis"): Case =>
  shapes(3, 2).map((shape) => ({ attributes: { [name]: shape.length - 1 }, inputs: [shape] }));

/** Operators with a gradient whose inputs are no single tensor of any shape. */
const cases: Partial<Record<CoreOperator, Case>> = {
  Add: broadcast,
  Sub: broadcast,
  Mul: broadcast,
  Div: broadcast,
  Mod: fc.constant({
    attributes: { fmod: 1 },
    inputs: [
      [2, 3],
      [2, 3],
    ],
  }),
  Pow: broadcast,
  Min: broadcast,
  Max: broadcast,
  Sum: broadcast,
  Mean: broadcast,
  Attention: fc
    .tuple(size(2), size(2), size(2), size(3), size(3), fc.boolean())
    .map(([b, kv, group, lq, lk, capped]) => ({
      attributes: { is_causal: lq === lk ? 1 : 0, softcap: capped ? 0.7 : 0 },
      inputs: [
        [b, kv * group, lq, 2],
        [b, kv, lk, 2],
        [b, kv, lk, 3],
        [lq, lk],
      ],
    })),
  AveragePool: fc.oneof(pool(), pool({ count_include_pad: 1 }), pool({ ceil_mode: 1 })),
  BatchNormalization: fc.tuple(perChannel(4), fc.boolean()).map(([call, training]) => ({
    ...call,
    attributes: { training_mode: training ? 1 : 0 },
  })),
  Clip: shapes().map((shape) => ({ inputs: [shape, [], []] })),
  Concat: fc.tuple(size(3), size(3), size(2)).map(([a, b, c]) => ({
    attributes: { axis: 1 },
    inputs: [
      [c, a, 2],
      [c, b, 2],
    ],
  })),
  Conv: conv,
  ConvTranspose: convTranspose,
  CumSum: fc.tuple(shapes(3, 2), fc.boolean(), fc.boolean()).map(([shape, exclusive, reverse]) => ({
    attributes: { exclusive: Number(exclusive), reverse: Number(reverse) },
    inputs: [shape, { ...ints(1), shape: [] }],
  })),
  DepthToSpace: fc
    .constantFrom("DCR", "CRD")
    .map((mode) => ({ attributes: { blocksize: 2, mode }, inputs: [[1, 4, 2, 1]] })),
  Einsum: fc.constantFrom<Call>(
    {
      attributes: { equation: "bij,bjk->bik" },
      inputs: [
        [2, 2, 3],
        [2, 3, 2],
      ],
    },
    { attributes: { equation: "ii->i" }, inputs: [[3, 3]] },
    { attributes: { equation: "i,j,k->" }, inputs: [[2], [3], [2]] },
  ),
  Expand: fc.constant({ inputs: [[2, 1], ints(3, 2, 2)] }),
  Gather: fc.constant({ attributes: { axis: 1 }, inputs: [[2, 3], ints(2, 0, 2)] }),
  GatherElements: fc.constant({ attributes: { axis: 0 }, inputs: [[3, 2], { ...ints(0, 2, 1, 1), shape: [2, 2] }] }),
  Gemm: fc.tuple(size(3), size(3), size(3), fc.boolean(), fc.boolean(), size(2, 0)).map(([m, k, n, a, b, bias]) => ({
    attributes: { alpha: 0.5, beta: 2, transA: Number(a), transB: Number(b) },
    inputs: [a ? [k, m] : [m, k], b ? [n, k] : [k, n], ...(bias === 0 ? [] : [bias === 1 ? [n] : [m, 1]])],
  })),
  GlobalAveragePool: image,
  GlobalLpPool: image,
  GlobalMaxPool: image,
  GroupNormalization: fc.tuple(size(2), size(2), size(3, 2)).map(([n, c, l]) => ({
    attributes: { num_groups: 2 },
    inputs: [[n, 2 * c, l], [2 * c], [2 * c]],
  })),
  InstanceNormalization: perChannel(2),
  LRN: size(4).map((count) => ({ attributes: { size: 3, alpha: 0.5, beta: 0.7 }, inputs: [[2, count, 2]] })),
  LayerNormalization: fc.tuple(size(3), size(3, 2)).map(([n, c]) => ({ inputs: [[n, 2, c], [c], [c]] })),
  LpNormalization: axisOf(),
  LpPool: pool({ p: 3 }),
  MatMul: fc.tuple(size(3), size(3), size(3), size(2)).chain(([m, k, n, stack]) =>
    fc.constantFrom<Call>(
      {
        inputs: [
          [m, k],
          [k, n],
        ],
      },
      { inputs: [[k], [stack, k, n]] },
      {
        inputs: [
          [stack, 1, m, k],
          [2, k, n],
        ],
      },
      { inputs: [[stack, m, k], [k]] },
    ),
  ),
  MaxPool: fc.oneof(pool(), pool({ ceil_mode: 1 })),
  MeanVarianceNormalization: fc.constant({ inputs: [[2, 2, 2, 2]] }),
  PRelu: fc.tuple(size(3), size(3), size(3)).map(([n, c, l]) => ({
    inputs: [
      [n, c, l],
      [c, 1],
    ],
  })),
  Pad: fc.constantFrom("constant", "reflect", "edge").map((mode) => ({
    attributes: { mode },
    inputs: mode === "constant" ? [[2, 3], ints(1, 0, 0, 2), []] : [[2, 3], ints(1, 0, 0, 2)],
  })),
  RMSNormalization: fc.tuple(size(3), size(3, 2)).map(([n, c]) => ({ inputs: [[n, c], [c]] })),
  Reshape: fc.constant({ inputs: [[2, 3], ints(3, 2)] }),
  Resize: fc
    .constantFrom("nearest", "linear", "cubic")
    .chain((mode) =>
      size(6).map((to) => ({ attributes: { mode }, inputs: [[1, 1, 3, 2], undefined, undefined, ints(1, 1, to, 3)] })),
    ),
  Slice: fc.constant({ inputs: [[3, 4], ints(3, 0), ints(0, 3), ints(1, 0), ints(-2, 1)] }),
  Softmax: axisOf(),
  LogSoftmax: axisOf(),
  SpaceToDepth: fc.constant({ attributes: { blocksize: 2 }, inputs: [[1, 1, 2, 4]] }),
  Split: fc.constant({ attributes: { axis: 1 }, inputs: [[2, 5], ints(2, 3)], outputs: 2 }),
  Squeeze: fc.constant({ inputs: [[2, 1, 3], ints(1)] }),
  Tile: fc.constant({ inputs: [[2, 2], ints(2, 3)] }),
  TopK: fc.constant({ inputs: [[3, 4], ints(2)], outputs: 2 }),
  Transpose: fc.constant({ attributes: { perm: [2, 0, 1] }, inputs: [[2, 3, 2]] }),
  Trilu: fc.constant({ inputs: [[3, 3]] }),
  Unsqueeze: fc.constant({ inputs: [[2, 3], ints(0)] }),
  Where: fc.constant({ inputs: [bools([2, 1], [1, 0]), [2, 3], [3]] }),
  Cast: fc.constant({ attributes: { to: 11 }, inputs: [[2, 2]] }),
  CastLike: fc.constant({ inputs: [[2, 2], [1]] }),
  "shapewright.AdaptiveAveragePool": fc.constant({ attributes: { output_size: [2, 3] }, inputs: [[1, 2, 5, 4]] }),
  "shapewright.AdaptiveMaxPool": fc.constant({ attributes: { output_size: [2, 3] }, inputs: [[1, 2, 5, 4]] }),
};

/** Inputs where the function is not defined everywhere: brought to between 0.3 and 0.9 (to above 1 for Acosh). */
const inside = new Set(["Log", "Sqrt", "Acosh", "Asin", "Acos", "Atanh", "Pow", "ReduceLogSum", "Div", "Reciprocal"]);

const differentiable = (Object.keys(coreGradients) as CoreOperator[]).filter(
  (op) => typeof coreGradients[op] === "function",
);
const reduces = differentiable.filter((op) => op.startsWith("Reduce"));
const caseOf = (op: CoreOperator): Case => cases[op] ?? (reduces.includes(op) ? reduce : plain);

function drawInputs(op: CoreOperator, { inputs }: Call, seed: number): readonly (RunTensor | undefined)[] {
  const stream = randomStream(seed, op);
  return inputs.map((input, index) => {
    if (input === undefined || !Array.isArray(input)) return input as RunTensor | undefined;
    const shape: readonly number[] = input;
    const data = Float64Array.from({ length: elementCount(shape) }, () => {
      const drawn = 2 * stream.normal();
      if (op === "BatchNormalization" && index === 4) return 0.5 + stream.uniform();
      if (op === "Clip" && index > 0) return (index === 1 ? -1 : 1) * (0.5 + stream.uniform());
      if (op === "Acosh") return 1.3 + stream.uniform();
      return inside.has(op) ? 0.3 + 0.6 * stream.uniform() : drawn;
    });
    return { dtype: "float64", shape, data };
  });
}

function checkGradient(op: CoreOperator, call: Call, seed: number): void {
  const gradient = coreGradients[op];
  if (typeof gradient !== "function") throw new Error(op);
  const [name = op, domain] = op.split(".").reverse();
  const node: Node = {
    name: op,
    op: name,
    ...(domain !== undefined && { domain }),
    attributes: call.attributes ?? {},
    inputs: call.inputs.map((input, i) => (input === undefined ? "" : `x${i}`)),
    outputs: Array.from({ length: call.outputs ?? 1 }, (_, i) => `y${i}`),
  };
  const inputs = drawInputs(op, call, seed);
  const run = () => runNode(node, inputs, core);
  const outputs = run();
  const stream = randomStream(seed, `${op} slopes`);
  const gradients = outputs.map(({ dtype, data }) =>
    dtype === "float64" ? Float64Array.from({ length: data.length }, () => stream.normal()) : undefined,
  );
  const loss = (): number => {
    let sum = 0;
    run().forEach((tensor, k) => {
      const [y, slopes] = [realsOf(tensor), gradients[k]];
      if (slopes !== undefined) for (let i = 0; i < y.length; i++) sum += (slopes[i] ?? 0) * (y[i] ?? 0);
    });
    return sum;
  };
  // Statistics of batch normalisation, and what CastLike only takes the type of, get none.
  const isFree = (index: number) => (op === "BatchNormalization" && index > 2) || (op === "CastLike" && index > 0);
  const wanted = inputs.map((input, index) => input?.dtype === "float64" && !isFree(index));
  const attributes = attributesOf(core[op], node);
  const slopes = gradient({ inputs, outputs, attributes, gradients, wanted });
  let [compared, left] = [0, 0];
  inputs.forEach((input, index) => {
    if (input === undefined || wanted[index] !== true) return;
    const data = input.data as Float64Array;
    const analytic = slopes[index];
    expect(analytic?.length, `${op} input ${index}`).toBe(data.length);
    data.forEach((middle, i) => {
      const numeric = [1e-6, 1e-5].map((step) => {
        data[i] = middle + step;
        const above = loss();
        data[i] = middle - step;
        const difference = (above - loss()) / (2 * step);
        data[i] = middle;
        return difference;
      });
      // Nearer than a step to a kink the two steps differ: there is no slope to compare with.
      const [fine = 0, coarse = 0] = numeric;
      if (Math.abs(fine - coarse) > 1e-4 * (1 + Math.abs(fine))) {
        left++;
        return;
      }
      compared++;
      const error = Math.abs((analytic?.[i] ?? Number.NaN) - coarse);
      expect(error, `${op} input ${index}[${i}]: ${analytic?.[i]} against ${coarse}`).toBeLessThan(
        2e-6 * (1 + Math.abs(coarse)),
      );
    });
  });
  expect(compared, op).toBeGreaterThan(left);
}

describe("gradients are the slopes of their kernels", () => {
  test.each(differentiable.filter((op) => !["Flatten", "Identity", "Dropout"].includes(op)))("%s", (op) => {
    fc.assert(
      fc.property(caseOf(op), fc.integer({ min: 1, max: 1e6 }), (call, seed) => checkGradient(op, call, seed)),
      { numRuns: 8, seed: 42 },
    );
  });

  test.each(["Flatten", "Identity", "Dropout"] as const)("%s hands its slope on", (op) => {
    checkGradient(op, { inputs: [[2, 3]] }, 1);
  });
});
