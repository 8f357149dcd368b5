/** Opsets that can be written, and the IR version that goes with each. */

/** The opset that is written unless another is asked for: what every runtime of the last years reads. */
export const defaultOpset = 17;

/** The first IR version that has each opset (onnx.helper.VERSION_TABLE, ONNX 1.23). */
const irVersions: Readonly<Record<number, number>> = {
  13: 7,
  14: 7,
  15: 8,
  16: 8,
  17: 8,
  18: 8,
  19: 9,
  20: 9,
  21: 10,
  22: 10,
  23: 11,
  24: 12,
  25: 13,
  26: 13,
  27: 13,
  28: 13,
};

export const oldestOpset = 13;
export const newestOpset = Math.max(...Object.keys(irVersions).map(Number));

/** The IR version of an opset; undefined for one that is not written. */
export function irVersionOf(opset: number): number | undefined {
  return irVersions[opset];
}
