/** Initialisers: their names and options. */
export {
  type InitialiserInput,
  type InitialiserName,
  initialiserNames,
  initialiserSchema,
  initialiserSummaries,
} from "./choice.js";
