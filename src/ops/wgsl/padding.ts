/** Copies planes of [plane][y][x] into a frame that later loads cannot leave, zero around them. */
import type { BindingSource, Pass } from "./kernel.js";
import { flatPass } from "./pass.js";

export interface Frame {
  readonly planes: number;
  /** Sizes of the source. */
  readonly height: number;
  readonly width: number;
  /** Rows and columns of zeros before it. */
  readonly top: number;
  readonly left: number;
  /** Sizes of the frame; a row is `pitch` elements apart from the next. */
  readonly rows: number;
  readonly pitch: number;
  /** Elements between planes, where that is more than rows times pitch. */
  readonly planePitch?: number;
  /** Every how many source rows and columns are taken. */
  readonly strideY?: number;
  readonly strideX?: number;
}

export function framePass(source: BindingSource, target: BindingSource, frame: Frame): Pass {
  const { planes, height, width, top, left, rows, pitch, planePitch = rows * pitch, strideY = 1, strideX = 1 } = frame;
  // Below 0 a u32 is huge, so one comparison guards both ends.
  const body = `let place = i % U.planePitch;
  let x = (place % U.pitch) * U.strideX - U.left;
  let y = (place / U.pitch) * U.strideY - U.top;
  var value = 0f;
  if (x < U.width && y < U.height) { value = X[((i / U.planePitch) * U.height + y) * U.width + x]; }
  Y[i] = value;`;
  return flatPass(
    {
      reads: [{ name: "X", type: "f32", source }],
      writes: [{ name: "Y", type: "f32", source: target }],
      uniforms: { height, width, top, left, pitch, planePitch, strideY, strideX },
    },
    planes * planePitch,
    body,
  );
}
