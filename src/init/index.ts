/** Initialisers: their names and options. */
export {
  type InitialiserInput,
  type InitialiserName,
  type InitialiserSchema,
  initialiserNames,
  initialiserSchema,
  initialiserSummaries,
} from "./choice.js";
