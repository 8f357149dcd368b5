/** Every lowering by operator. */
import type { LoweringTable } from "../lowering.js";
import { activationLowerings } from "./activation.js";
import { attentionLowerings } from "./attention.js";
import { formLowerings } from "./form.js";
import { normalisationLowerings } from "./normalisation.js";
import { poolingLowerings } from "./pooling.js";

export const lowerings: LoweringTable = {
  ...activationLowerings,
  ...attentionLowerings,
  ...formLowerings,
  ...normalisationLowerings,
  ...poolingLowerings,
};
