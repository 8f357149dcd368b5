/** Keeps the best of overlapping boxes (ONNX NonMaxSuppression). */
import type { Dim } from "../../dim/index.js";
import { withDefault } from "../attribute.js";
import { defineOperator, Uncountable } from "../definition.js";
import { readNumbers } from "../known-value.js";
import { requireRank, requireSame } from "../requirements.js";

export const nonMaxSuppression = defineOperator({
  op: "NonMaxSuppression",
  since: 11,
  attributes: { center_point_box: withDefault("int", 0) },
  inputs: [
    { name: "boxes" },
    { name: "scores" },
    { name: "max_output_boxes_per_class", role: "control", optional: true },
    { name: "iou_threshold", role: "control", optional: true },
    { name: "score_threshold", role: "control", optional: true },
  ],
  outputs: ["selected_indices"],
  infer(c) {
    const a = c.algebra;
    const boxes = requireRank(c, 0, [3], "[batches, boxes, 4]");
    const scores = requireRank(c, 1, [3], "[batches, classes, boxes]");
    const [batches, count, corners] = boxes as readonly [(typeof boxes)[0], (typeof boxes)[0], (typeof boxes)[0]];
    const [others, classes, scored] = scores as readonly [(typeof boxes)[0], (typeof boxes)[0], (typeof boxes)[0]];
    requireSame(c, batches, others, "boxes and scores have one number of batches");
    requireSame(c, count, scored, "there is a score for every box");
    requireSame(c, corners, a.of(4), "a box has 4 coordinates");
    // Without the input nothing is selected (its default is 0).
    const wanted = c.inputs[2] === undefined ? 0 : readNumbers(c, 2)?.[0];
    const each: Dim = a.dim(wanted === undefined ? count : a.min(count, a.of(Math.max(wanted, 0))));
    const most = a.dim(a.mul(a.mul(batches, classes), a.of(each)));
    const selected =
      most === 0
        ? a.of(0)
        : c.freshSize(0, 0, "the scores and overlaps decide how many boxes are selected", {
            ...(typeof most === "number" && { max: most }),
          });
    return [{ dtype: "int64", shape: [selected, a.of(3)] }];
  },
  cost() {
    throw new Uncountable("the number of comparisons depends on the boxes");
  },
  reach: () => "global",
});
