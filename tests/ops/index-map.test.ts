// Index maps move data as numpy does; every expectation is what numpy prints for the same call on np.arange.
import { expect, test } from "vitest";
import {
  type AxisMap,
  broadcastMaps,
  concatData,
  depthToSpacePlan,
  gatherMaps,
  identityMaps,
  moveData,
  offsetsOf,
  padMaps,
  sliceMaps,
  spaceToDepthPlan,
  stridesOf,
  tileMaps,
  transposeMaps,
} from "../../src/ops/index-map.js";

const matrix = [2, 3];
/** np.arange(6).reshape(2, 3) */
const data = [0, 1, 2, 3, 4, 5];

const rows: readonly [call: string, maps: readonly AxisMap[], expected: readonly number[]][] = [
  ["x", identityMaps(matrix), data],
  ["x.T", transposeMaps(matrix, [1, 0]), [0, 3, 1, 4, 2, 5]],
  ["np.broadcast_to(x[:1], (2, 3))", broadcastMaps([1, 3], matrix), [0, 1, 2, 0, 1, 2]],
  ["x[::-1, 1:]", sliceMaps(matrix, [1, 1], [-1, 1], [2, 2]), [4, 5, 1, 2]],
  ["x[:, ::2]", sliceMaps(matrix, [0, 0], [1, 2], [2, 2]), [0, 2, 3, 5]],
  ["np.take(x, [2, 0, 2], 1)", gatherMaps(matrix, 1, [2, 0, 2]), [2, 0, 2, 5, 3, 5]],
  ["np.tile(x, (1, 2))", tileMaps(matrix, [1, 2]), [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5]],
  [
    "np.pad(x, [(0, 0), (1, 1)], constant_values=9)",
    padMaps(matrix, [0, 1], [0, 1], "constant"),
    [9, 0, 1, 2, 9, 9, 3, 4, 5, 9],
  ],
  [
    "np.pad(x, [(0, 0), (2, 1)], 'reflect')",
    padMaps(matrix, [0, 2], [0, 1], "reflect"),
    [2, 1, 0, 1, 2, 1, 5, 4, 3, 4, 5, 4],
  ],
  ["np.pad(x, [(0, 0), (1, 1)], 'edge')", padMaps(matrix, [0, 1], [0, 1], "edge"), [0, 0, 1, 2, 2, 3, 3, 4, 5, 5]],
  ["np.pad(x, [(0, 0), (1, 1)], 'wrap')", padMaps(matrix, [0, 1], [0, 1], "wrap"), [2, 0, 1, 2, 0, 5, 3, 4, 5, 3]],
  ["x[:, 1:]", padMaps(matrix, [0, -1], [0, 0], "constant"), [1, 2, 4, 5]],
];

test.each(rows)("%s", (_, maps, expected) => {
  expect(moveData(data, maps, 9)).toEqual(expected);
});

test("a scalar has one element", () => {
  expect(offsetsOf([])).toEqual([0]);
});

test("an axis of no elements moves none", () => {
  expect(offsetsOf(identityMaps([2, 0, 3]))).toEqual([]);
});

test("strides count elements", () => {
  expect(stridesOf([2, 3, 4])).toEqual([12, 4, 1]);
});

test("np.concatenate([x, y], 1)", () => {
  const parts = [
    { shape: matrix, data },
    { shape: [2, 1], data: [7, 8] },
  ];
  expect(concatData(parts, 1)).toEqual([0, 1, 2, 7, 3, 4, 5, 8]);
});

// By hand, with block 2: channel 0..3 of one pixel become the pixels (0,0), (0,1), (1,0), (1,1) of one channel.
test("DepthToSpace and SpaceToDepth are inverse to each other", () => {
  const apply = ({ shape, permutation }: ReturnType<typeof spaceToDepthPlan>, elements: readonly number[]) =>
    moveData(elements, transposeMaps(shape, permutation), -1);
  const channels = [0, 1, 2, 3];
  const pixels = apply(depthToSpacePlan([1, 4, 1, 1], 2, "DCR"), channels);
  expect(pixels).toEqual([0, 1, 2, 3]);
  const image = Array.from({ length: 32 }, (_, i) => i);
  const there = apply(spaceToDepthPlan([1, 2, 4, 4], 2), image);
  expect(there.slice(0, 4)).toEqual([0, 2, 8, 10]);
  expect(apply(depthToSpacePlan([1, 8, 2, 2], 2, "DCR"), there)).toEqual(image);
});
