/** Pooling of regions in plain loops. */
import { defineKernel, inputOf, outputOf, type Reals, realsOf, tensorOf, tensorOfSums } from "../reference-data.js";
import { roundHalfEven } from "../scalar.js";

interface AlignAttributes {
  readonly coordinate_transformation_mode: string;
  readonly mode: string;
  readonly sampling_ratio: number;
  readonly spatial_scale: number;
}

/** The four neighbours of a place and their weights; none where it lies outside the plane by more than a pixel. */
function cornersOf(y: number, x: number, height: number, width: number): readonly { at: number; weight: number }[] {
  if (y < -1 || y > height || x < -1 || x > width) return [];
  const axis = (place: number, size: number) => {
    const clamped = Math.max(place, 0);
    const low = Math.min(Math.floor(clamped), size - 1);
    const high = Math.min(low + 1, size - 1);
    const share = low === size - 1 ? 0 : clamped - low;
    return [
      { at: low, weight: 1 - share },
      { at: high, weight: share },
    ];
  };
  return axis(y, height).flatMap((row) =>
    axis(x, width).map((column) => ({ at: row.at * width + column.at, weight: row.weight * column.weight })),
  );
}

export const roiAlignReference = defineKernel<AlignAttributes>((call) => {
  const { coordinate_transformation_mode, mode, sampling_ratio, spatial_scale: scale } = call.attributes;
  const isHalfPixel = coordinate_transformation_mode === "half_pixel";
  const input = inputOf(call, 0);
  const [x, rois, images] = [realsOf(input), realsOf(inputOf(call, 1)), realsOf(inputOf(call, 2))];
  const [, channels = 1, height = 1, width = 1] = input.shape;
  const output = outputOf(call);
  const [regions = 0, , rows = 1, columns = 1] = output.shape;
  const sums = new Float64Array(regions * channels * rows * columns);
  for (let r = 0; r < regions; r++) {
    const shift = isHalfPixel ? 0.5 : 0;
    const [left = 0, top = 0, right = 0, bottom = 0] = Array.from(
      rois.subarray(4 * r, 4 * r + 4),
      (c) => c * scale - shift,
    );
    const least = isHalfPixel ? Number.NEGATIVE_INFINITY : 1;
    const [cellHeight, cellWidth] = [Math.max(bottom - top, least) / rows, Math.max(right - left, least) / columns];
    const downs = sampling_ratio > 0 ? sampling_ratio : Math.ceil(cellHeight);
    const acrosses = sampling_ratio > 0 ? sampling_ratio : Math.ceil(cellWidth);
    for (let cell = 0; cell < rows * columns; cell++) {
      const [row, column] = [Math.floor(cell / columns), cell % columns];
      const samples = Array.from({ length: downs * acrosses }, (_, i) => {
        const [down, across] = [Math.floor(i / acrosses), i % acrosses];
        const place = [
          top + (row + (down + 0.5) / downs) * cellHeight,
          left + (column + (across + 0.5) / acrosses) * cellWidth,
        ];
        return cornersOf(place[0] ?? 0, place[1] ?? 0, height, width);
      });
      for (let c = 0; c < channels; c++) {
        const plane = ((images[r] as number) * channels + c) * height * width;
        // ONNX takes the greatest weighted corner, not the greatest mixed sample.
        const values = samples.map((corners) => {
          const parts = corners.map(({ at, weight }) => weight * (x[plane + at] as number));
          return mode === "max" ? Math.max(...parts) : parts.reduce((sum, part) => sum + part, 0);
        });
        const total =
          mode === "max"
            ? Math.max(...values)
            : values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
        sums[(r * channels + c) * rows * columns + cell] = total;
      }
    }
  }
  return [tensorOfSums(output, sums)];
});

/** The greatest element of a rectangle of a plane; 0 for an empty one. */
function greatest(
  x: Reals,
  plane: number,
  width: number,
  [top = 0, bottom = 0, left = 0, right = 0]: readonly number[],
) {
  let most = Number.NEGATIVE_INFINITY;
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) most = Math.max(most, x[plane + row * width + column] as number);
  }
  return most === Number.NEGATIVE_INFINITY ? 0 : most;
}

/** Girshick, Fast R-CNN, 2015: regions in whole pixels, cells that overlap by less than one. */
export const maxRoiPoolReference = defineKernel<{ readonly spatial_scale: number }>((call) => {
  const input = inputOf(call, 0);
  const [x, rois] = [realsOf(input), realsOf(inputOf(call, 1))];
  const [, channels = 1, height = 1, width = 1] = input.shape;
  const output = outputOf(call);
  const [, , rows = 1, columns = 1] = output.shape;
  return [
    tensorOf(output, (i) => {
      const [column, row] = [i % columns, Math.floor(i / columns) % rows];
      const channel = Math.floor(i / (columns * rows)) % channels;
      const region = Math.floor(i / (columns * rows * channels));
      const [image = 0, ...corners] = rois.subarray(5 * region, 5 * region + 5);
      const [left = 0, top = 0, right = 0, bottom = 0] = corners.map((corner) =>
        roundHalfEven(corner * call.attributes.spatial_scale),
      );
      const within = (from: number, length: number, cell: number, cells: number, size: number) => {
        const each = Math.max(length, 1) / cells;
        const ends = [from + Math.floor(cell * each), from + Math.ceil((cell + 1) * each)];
        return ends.map((end) => Math.min(Math.max(end, 0), size));
      };
      const vertical = within(top, bottom - top + 1, row, rows, height);
      const horizontal = within(left, right - left + 1, column, columns, width);
      return greatest(x, (image * channels + channel) * height * width, width, [...vertical, ...horizontal]);
    }),
  ];
});
