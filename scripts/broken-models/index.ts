// Every broken model, in the order of the classes that they belong to.
import type { BrokenModel } from "./case.js";
import { declared } from "./declared.js";
import { files } from "./files.js";
import { operators } from "./operators.js";
import { several } from "./several.js";
import { shapes } from "./shapes.js";
import { structure } from "./structure.js";
import { tensors } from "./tensors.js";
import { types } from "./types.js";

export type { BrokenModel, Expected } from "./case.js";

export const brokenModels: Readonly<Record<string, readonly BrokenModel[]>> = {
  structure,
  operators,
  types,
  shapes,
  tensors,
  declared,
  files,
  several,
};
