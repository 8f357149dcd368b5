/** Moves blocks between channels and positions (ONNX DepthToSpace, SpaceToDepth): pixel shuffle and its inverse. */
import { oneOf, required } from "../attribute.js";
import { type AnyRuleContext, defineOperator } from "../definition.js";
import { depthToSpacePlan, spaceToDepthPlan, transposeMaps } from "../index-map.js";
import { moveValue, reshapeValue } from "../known-value.js";

type Image<D> = readonly [batch: D, channels: D, height: D, width: D];

function imageShape<D>(c: AnyRuleContext<D>, block: number): Image<D> {
  const x = c.shape(0);
  if (x.length !== 4) {
    c.fail("shape/rank", {
      op: c.op,
      input: "input",
      expected: "batch, channels, height and width",
      shape: c.shapeText(x),
    });
  }
  if (block === undefined || block < 1) {
    c.fail("node/attribute-value", {
      op: c.op,
      attribute: "blocksize",
      value: `${block}`,
      rule: "it must be at least 1",
    });
  }
  return x as readonly D[] as Image<D>;
}

function divide<D>(c: AnyRuleContext<D>, size: D, by: number, what: string): D {
  const a = c.algebra;
  if (!c.requireDivisible(size, a.of(by), `${what} divides into blocks of ${by}`)) {
    const reason = `${what} ${c.text(size)} does not divide into blocks of ${by}`;
    c.fail("shape/invalid", { op: c.op, reason });
  }
  return a.floorDiv(size, a.of(by));
}

interface Plan {
  readonly shape: readonly number[];
  readonly permutation: readonly number[];
}

function shuffleValue<D>(c: AnyRuleContext<D>, shape: readonly D[], planOf: (shape: readonly number[]) => Plan) {
  const { value } = c.input(0);
  if (value === undefined) return undefined;
  const plan = planOf(value.shape);
  const blocks = plan.permutation.map((axis) => c.algebra.of(plan.shape[axis] ?? 1));
  return reshapeValue(
    c,
    moveValue(c, value, blocks, () => transposeMaps(plan.shape, plan.permutation)),
    shape,
  );
}

export const depthToSpace = defineOperator({
  op: "DepthToSpace",
  since: 13,
  attributes: { blocksize: required("int"), mode: oneOf("DCR", "CRD") },
  inputs: [{ name: "input" }],
  outputs: ["output"],
  infer(c) {
    const a = c.algebra;
    const { blocksize: block, mode } = c.attributes;
    const [batch, channels, height, width] = imageShape(c, block);
    const shape = [
      batch,
      divide(c, channels, block * block, "the number of channels"),
      a.mul(height, a.of(block)),
      a.mul(width, a.of(block)),
    ];
    const value = shuffleValue(c, shape, (from) => depthToSpacePlan(from, block, mode === "CRD" ? "CRD" : "DCR"));
    return [{ dtype: c.input(0).dtype, shape, value }];
  },
  reach: ({ blocksize }) => ({ windows: blockWindows(blocksize), transposed: true }),
});

export const spaceToDepth = defineOperator({
  op: "SpaceToDepth",
  since: 13,
  attributes: { blocksize: required("int") },
  inputs: [{ name: "input" }],
  outputs: ["output"],
  infer(c) {
    const a = c.algebra;
    const { blocksize: block } = c.attributes;
    const [batch, channels, height, width] = imageShape(c, block);
    const shape = [
      batch,
      a.mul(channels, a.of(block * block)),
      divide(c, height, block, "the height"),
      divide(c, width, block, "the width"),
    ];
    return [{ dtype: c.input(0).dtype, shape, value: shuffleValue(c, shape, (from) => spaceToDepthPlan(from, block)) }];
  },
  reach: ({ blocksize }) => ({ windows: blockWindows(blocksize) }),
});

function blockWindows(block: number) {
  return [2, 3].map((axis) => ({ axis, kernel: block, stride: block, dilation: 1, padBegin: 0, padEnd: 0 }));
}
