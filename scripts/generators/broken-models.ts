// The small broken ONNX files of fixtures/onnx/broken, from the tables in scripts/broken-models.
import { brokenModels } from "../broken-models/index.js";
import type { Generator } from "./generator.js";

export const brokenModelFiles: readonly Generator[] = Object.values(brokenModels)
  .flat()
  .map(({ name, bytes }) => ({ file: `fixtures/onnx/broken/${name}.onnx`, content: () => bytes }));
