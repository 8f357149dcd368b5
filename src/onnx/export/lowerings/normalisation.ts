/** Normalisations that older opsets do not have, or had with another meaning. */
import { integers } from "../../../tensor/index.js";
import type { LoweringTable, NodeLowering } from "../lowering.js";

function axesFrom(c: NodeLowering): readonly number[] {
  const rank = c.rank(c.input(0));
  const axis = Number(c.attributes.axis ?? -1);
  const first = axis < 0 ? axis + rank : axis;
  return Array.from({ length: rank - first }, (_, index) => first + index);
}

function meanOver(c: NodeLowering, value: string, axes: string): string {
  return c.emit("ReduceMean", [value, axes], { keepdims: 1 });
}

/** sqrt(mean of squares + epsilon). */
function rootMeanSquare(c: NodeLowering, value: string, axes: string): string {
  const x = c.input(0);
  const mean = meanOver(c, c.emit("Mul", [value, value]), axes);
  return c.emit("Sqrt", [c.emit("Add", [mean, c.float(Number(c.attributes.epsilon), x)])]);
}

export const normalisationLowerings: LoweringTable = {
  LayerNormalization: {
    before: 17,
    lower(c) {
      const [x, scale, offset] = [c.input(0), c.input(1), c.input(2)];
      if (c.node.outputs.length > 1) c.fail("its statistics are outputs");
      const axes = c.constant(integers(axesFrom(c)));
      const centred = c.emit("Sub", [x, meanOver(c, x, axes)]);
      const unit = c.emit("Div", [centred, rootMeanSquare(c, centred, axes)]);
      const [output = ""] = c.node.outputs;
      if (offset === "") c.emit("Mul", [unit, scale], {}, output);
      else c.emit("Add", [c.emit("Mul", [unit, scale]), offset], {}, output);
    },
  },
  RMSNormalization: {
    before: 23,
    lower(c) {
      const x = c.input(0);
      const unit = c.emit("Div", [x, rootMeanSquare(c, x, c.constant(integers(axesFrom(c))))]);
      c.emit("Mul", [unit, c.input(1)], {}, c.node.outputs[0]);
    },
  },
  // Opsets 18 to 20 had one scale for each group, not for each channel.
  GroupNormalization: {
    before: 21,
    lower(c) {
      const x = c.input(0);
      const groups = Number(c.attributes.num_groups);
      const perGroup = (value: number) => ({
        dtype: c.typeOf(x)?.dtype ?? "float32",
        shape: [groups],
        data: Array.from({ length: groups }, () => value),
      });
      const grouped = c.emit("Reshape", [x, c.constant(integers([0, groups, -1]))]);
      const unit = c.emit("InstanceNormalization", [grouped, c.constant(perGroup(1)), c.constant(perGroup(0))], {
        epsilon: Number(c.attributes.epsilon),
      });
      const back = c.emit("Reshape", [unit, c.emit("Shape", [x])]);
      const column = c.constant(integers([-1, ...Array.from({ length: c.rank(x) - 2 }, () => 1)]));
      const [scale, offset] = [c.input(1), c.input(2)].map((each) => c.emit("Reshape", [each, column]));
      c.emit("Add", [c.emit("Mul", [back, scale ?? ""]), offset ?? ""], {}, c.node.outputs[0]);
    },
  },
};
