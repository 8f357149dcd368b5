/** The numbers of a convolution over two spatial axes, all of them known. */
import type { WindowAxis } from "../definition.js";

export interface Geometry {
  readonly batch: number;
  readonly channels: number;
  readonly outChannels: number;
  readonly group: number;
  readonly inPerGroup: number;
  readonly outPerGroup: number;
  readonly height: number;
  readonly width: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly vertical: WindowAxis;
  readonly horizontal: WindowAxis;
  readonly isPadded: boolean;
}

/** Where the input lies, with or without a frame of zeros: its rows, and how far one is from the next. */
export interface PaddedInput {
  readonly height: number;
  readonly pitch: number;
}
