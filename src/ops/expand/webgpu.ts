/** Expand in WGSL. */
import { broadcastMaps } from "../index-map.js";
import { movingKernel } from "../wgsl/moving-kernel.js";
import { outputAt } from "../wgsl/node.js";

export const expandKernel = movingKernel((context, shape) => ({ maps: broadcastMaps(shape, outputAt(context).shape) }));
