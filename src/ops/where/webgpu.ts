/** Where in WGSL: takes one of two elements. */
import { broadcastKernel } from "../wgsl/selection.js";

export const whereKernel = broadcastKernel(() => "select(c, b, a != 0u)");
