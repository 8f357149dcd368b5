/** Chooses between two tensors, element by element (ONNX Where). */
import type { KnownValue } from "../../tensor/index.js";
import { broadcastInputs } from "../broadcast.js";
import { type AnyRuleContext, defineOperator } from "../definition.js";
import { requireOneType } from "../element-types.js";
import { broadcastMaps, moveData } from "../index-map.js";
import { keptShape } from "../known-value.js";

/** Chosen elements; one is unknown where the choice is, unless both candidates are the same. */
function chooseValue<D>(c: AnyRuleContext<D>, shape: readonly D[]): KnownValue | undefined {
  const kept = keptShape(c, shape);
  const [condition, x, y] = [c.input(0).value, c.input(1).value, c.input(2).value];
  if (kept === undefined || condition === undefined) return undefined;
  const column = (value: KnownValue | undefined) =>
    value === undefined ? undefined : moveData(value.data, broadcastMaps(value.shape, kept), undefined);
  const [choices, whenTrue, whenFalse] = [column(condition), column(x), column(y)];
  if (choices === undefined || (whenTrue === undefined && whenFalse === undefined)) return undefined;
  const data = choices.map((choice, i) => {
    if (choice === undefined) return whenTrue?.[i] === whenFalse?.[i] ? whenTrue?.[i] : undefined;
    return choice ? whenTrue?.[i] : whenFalse?.[i];
  });
  return { dtype: c.input(1).dtype, shape: kept, data };
}

export const where = defineOperator({
  op: "Where",
  since: 16,
  attributes: {},
  inputs: [{ name: "condition" }, { name: "X" }, { name: "Y" }],
  outputs: ["output"],
  infer(c) {
    const condition = c.input(0);
    if (condition.dtype !== "bool" && condition.shape !== null) {
      c.fail("type/mismatch", { op: c.op, input: "condition", expected: "bool", actual: condition.dtype });
    }
    requireOneType(c, [1, 2]);
    const shape = broadcastInputs(c);
    return [{ dtype: c.input(1).dtype, shape, value: chooseValue(c, shape) }];
  },
});
