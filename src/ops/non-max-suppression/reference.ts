/** Greedy selection of boxes: the best one, then the best of those that do not overlap a selected one too much. */
import { defineKernel, inputOf, listOf, type Reals, realsOf, tensorOf } from "../reference-data.js";

interface Box {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** A box from two opposite corners [y1, x1, y2, x2], or from its centre [x, y, width, height]. */
function boxAt(data: Reals, at: number, isCentered: boolean): Box {
  const [a = 0, b = 0, c = 0, d = 0] = data.subarray(at, at + 4);
  if (isCentered) return { left: a - c / 2, right: a + c / 2, top: b - d / 2, bottom: b + d / 2 };
  return { top: Math.min(a, c), bottom: Math.max(a, c), left: Math.min(b, d), right: Math.max(b, d) };
}

/** Intersection over union. */
function overlapOf(a: Box, b: Box): number {
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const shared = Math.max(height, 0) * Math.max(width, 0);
  const areas = [a, b].map((box) => (box.bottom - box.top) * (box.right - box.left));
  const union = (areas[0] ?? 0) + (areas[1] ?? 0) - shared;
  return union > 0 ? shared / union : 0;
}

export const nonMaxSuppressionReference = defineKernel<{ readonly center_point_box: number }>((call) => {
  const boxes = realsOf(inputOf(call, 0));
  const scores = realsOf(inputOf(call, 1));
  const [batches = 0, classes = 0, count = 0] = inputOf(call, 1).shape;
  const most = listOf(call, 2)?.[0] ?? 0;
  const threshold = listOf(call, 3)?.[0] ?? 0;
  const least = listOf(call, 4)?.[0] ?? Number.NEGATIVE_INFINITY;
  const selected: number[] = [];
  for (let batch = 0; batch < batches; batch++) {
    for (let label = 0; label < classes; label++) {
      const score = (box: number): number => scores[(batch * classes + label) * count + box] as number;
      const order = Array.from({ length: count }, (_, box) => box)
        .filter((box) => score(box) > least)
        .sort((a, b) => score(b) - score(a) || a - b);
      const kept: Box[] = [];
      for (const index of order) {
        if (kept.length >= most) break;
        const box = boxAt(boxes, (batch * count + index) * 4, call.attributes.center_point_box === 1);
        if (kept.some((other) => overlapOf(other, box) > threshold)) continue;
        kept.push(box);
        selected.push(batch, label, index);
      }
    }
  }
  return [tensorOf({ dtype: "int64", shape: [selected.length / 3, 3] }, (i) => selected[i] as number)];
});
