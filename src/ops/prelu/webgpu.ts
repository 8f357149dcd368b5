/** PRelu in WGSL. */
import { ulps } from "../wgsl/literal.js";
import { broadcastKernel } from "../wgsl/selection.js";
import { uncomputable } from "../wgsl/storage.js";

export const preluKernel = broadcastKernel(
  () => "select(a, a * b, a < 0)",
  (context) => uncomputable(context),
  {
    kind: "function",
    relative: ulps(1),
    absolute: 0,
  },
);
