/** Tile in WGSL. */
import { tileMaps } from "../index-map.js";
import { knownNumbers, movingKernel, unknownInput } from "../wgsl/moving-kernel.js";

export const tileKernel = movingKernel((context, shape) => {
  const repeats = knownNumbers(context, 1);
  return repeats === undefined ? unknownInput("repeats") : { maps: tileMaps(shape, repeats) };
});
