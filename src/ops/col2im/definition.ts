/** Adds columns of blocks up to an image, the reverse of cutting it into windows (ONNX Col2Im). */
import type { Dim } from "../../dim/index.js";
import { defineOperator } from "../definition.js";
import { perElement } from "../elements.js";
import { readDims, readLength, readNumbers } from "../known-value.js";
import { productOf, requireParts, requireRank, requireSame } from "../requirements.js";
import { checkWindowAttributes, windowAttributes, windowOutput, windowsOf } from "../window.js";

const { dilations, pads, strides } = windowAttributes;

export const col2Im = defineOperator({
  op: "Col2Im",
  since: 18,
  attributes: { dilations, pads, strides },
  inputs: [{ name: "input" }, { name: "image_shape", role: "control" }, { name: "block_shape", role: "control" }],
  outputs: ["output"],
  infer(c) {
    const a = c.algebra;
    const x = requireRank(c, 0, [3], "[batch, channels·block, blocks]");
    const [batch, rows, blocks] = x as readonly [(typeof x)[0], (typeof x)[0], (typeof x)[0]];
    const image: readonly Dim[] | undefined = readDims(c, 1);
    const rank = image?.length ?? readLength(c, 1) ?? readLength(c, 2);
    if (rank === undefined) return c.unknown("the number of spatial axes is not known");
    checkWindowAttributes(c, rank);
    const block = readNumbers(c, 2);
    if (image !== undefined && block !== undefined && image.length !== block.length) {
      const reason = `image_shape has ${image.length} axes, block_shape ${block.length}`;
      c.fail("shape/invalid", { op: c.op, reason });
    }
    const channels =
      block === undefined
        ? c.freshSize(0, 1, "block_shape is not known")
        : requireParts(
            c,
            rows,
            block.reduce((product, size) => product * size, 1),
            "rows are channels of blocks",
          );
    const spatial =
      image?.map(a.of) ?? Array.from({ length: rank }, (_, i) => c.freshSize(0, i + 2, "image_shape is not known"));
    if (image !== undefined && block !== undefined) {
      const counts = windowsOf(c.attributes, block).map((window, i) =>
        windowOutput(a, spatial[i] as typeof batch, window),
      );
      requireSame(c, blocks, productOf(c, counts), "there is a column for every block of the image");
    }
    return [{ dtype: c.input(0).dtype, shape: [batch, channels, ...spatial] }];
  },
  /** An addition for every element of the columns. */
  cost(c) {
    return { flops: { "element-wise": perElement(c.inputShape(0)) } };
  },
  reach: () => "global",
});
