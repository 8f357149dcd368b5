/** Triangular mel bands over the bins of a spectrum (ONNX MelWeightMatrix). */
import { listOf, outputOf, tensorOfSums } from "../reference-data.js";
import type { ReferenceKernel } from "../reference-kernel.js";

/** O'Shaughnessy, Speech communication, 1987: mel = 2595·log10(1 + f/700). */
const melOf = (hertz: number): number => 2595 * Math.log10(1 + hertz / 700);
const hertzOf = (mel: number): number => 700 * (10 ** (mel / 2595) - 1);

export const melWeightMatrixReference: ReferenceKernel = (call) => {
  const output = outputOf(call);
  const [bins = 1, bands = 1] = output.shape;
  const [length, rate, lower, upper] = [1, 2, 3, 4].map((index) => listOf(call, index)?.[0] ?? 0);
  const [low, high] = [melOf(lower ?? 0), melOf(upper ?? 0)];
  const step = (high - low) / (bands + 2);
  // Edges are whole bins: where each band begins, peaks and ends.
  const edges = Array.from({ length: bands + 2 }, (_, i) =>
    Math.floor((((length ?? 1) + 1) * hertzOf(low + i * step)) / (rate ?? 1)),
  );
  const sums = new Float64Array(bins * bands);
  for (let band = 0; band < bands; band++) {
    const [begin = 0, peak = 0, end = 0] = edges.slice(band, band + 3);
    if (peak === begin) sums[peak * bands + band] = 1;
    else for (let bin = begin; bin <= peak; bin++) sums[bin * bands + band] = (bin - begin) / (peak - begin);
    if (end > peak) for (let bin = peak; bin < end; bin++) sums[bin * bands + band] = (end - bin) / (end - peak);
  }
  return [tensorOfSums(output, sums)];
};
