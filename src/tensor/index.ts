/** Element types, tensor types and known values. */
export { type DType, dtypeNames, dtypes, isDType, isFloat, isInteger } from "./dtype.js";
export { allocateElements, type ElementArray, holding, type RunTensor, type RunType } from "./run-tensor.js";
export {
  type Container,
  type ElementType,
  type Item,
  integers,
  type KnownValue,
  type Scalar,
  type Shape,
  shapeText,
  type TensorType,
  typeText,
} from "./type.js";
