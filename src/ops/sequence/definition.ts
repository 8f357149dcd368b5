/** Lists of tensors (ONNX SequenceConstruct, SequenceAt, SequenceInsert, ...): their types, lengths and items. */
import { optional } from "../attribute.js";
import { dtypeOfNumber } from "../cast/definition.js";
import { type AnyRuleContext, defineOperator, type RuleOutput } from "../definition.js";
import { isGuess, requireOneType } from "../element-types.js";
import { readNumbers } from "../known-value.js";
import { commonType, freshItem, itemOf, sequenceInput, sequenceOf, sequenceOutput, unorderedItems } from "./type.js";

/** The position that the input at `index` names, `otherwise` where it is left out; undefined where it is not known. */
function readPosition<D>(
  c: AnyRuleContext<D>,
  index: number,
  items: number,
  most: number,
  otherwise?: number,
): number | undefined {
  const position = c.inputs[index] === undefined ? otherwise : readNumbers(c, index)?.[0];
  if (position === undefined) return undefined;
  const resolved = position < 0 ? position + items : position;
  if (resolved >= 0 && resolved <= most) return resolved;
  const reason = `position ${position} is outside a sequence of ${items}`;
  return c.fail("shape/invalid", { op: c.op, reason });
}

export const sequenceConstruct = defineOperator({
  op: "SequenceConstruct",
  since: 11,
  attributes: {},
  inputs: [{ name: "inputs", variadic: true }],
  outputs: ["output_sequence"],
  infer(c) {
    requireOneType(c);
    const items = c.inputs.map((_, index) => itemOf(c.input(index)));
    return [sequenceOutput(sequenceOf(c, items, { dtype: "float32", shape: null }))];
  },
});

export const sequenceEmpty = defineOperator({
  op: "SequenceEmpty",
  since: 11,
  attributes: { dtype: optional("int") },
  inputs: [],
  outputs: ["output"],
  infer(c) {
    const dtype = dtypeOfNumber(c.attributes.dtype ?? 1);
    if (dtype === undefined) {
      const rule = "it must be the number of an ONNX element type";
      return c.fail("node/attribute-value", { op: c.op, attribute: "dtype", value: `${c.attributes.dtype}`, rule });
    }
    return [sequenceOutput(sequenceOf(c, [], { dtype, shape: null }))];
  },
});

export const sequenceLength = defineOperator({
  op: "SequenceLength",
  since: 11,
  attributes: {},
  inputs: [{ name: "input_sequence" }],
  outputs: ["length"],
  infer(c) {
    const { length } = sequenceInput(c, 0);
    if (length === null) return [{ dtype: "int64", shape: [] }];
    return [{ dtype: "int64", shape: [], value: { dtype: "int64", shape: [], data: [c.algebra.dim(length)] } }];
  },
  reach: () => "global",
});

function inferAt<D>(c: AnyRuleContext<D>): RuleOutput<D> {
  const { element, items } = sequenceInput(c, 0);
  const position = items && readPosition(c, 1, items.length, items.length - 1);
  const item = position === undefined ? undefined : items?.[position];
  return item ?? freshItem(c, commonType(c, items ?? [], element));
}

export const sequenceAt = defineOperator({
  op: "SequenceAt",
  since: 11,
  attributes: {},
  inputs: [{ name: "input_sequence" }, { name: "position", role: "control" }],
  outputs: ["tensor"],
  infer: (c) => [inferAt(c)],
  reach: () => "global",
});

function inferInsert<D>(c: AnyRuleContext<D>): RuleOutput<D> {
  const sequence = sequenceInput(c, 0);
  const item = itemOf(c.input(1));
  if (item.dtype !== sequence.element.dtype && !isGuess(c.input(1))) {
    c.fail("type/differ", { op: c.op, left: sequence.element.dtype, right: item.dtype });
  }
  const { length, items } = sequence;
  if (items !== undefined) {
    const position = readPosition(c, 2, items.length, items.length, items.length);
    const joined = position === undefined ? unorderedItems(c, [...items, item]) : items.toSpliced(position, 0, item);
    if (joined !== undefined) return sequenceOutput(sequenceOf(c, joined, sequence.element));
  }
  const isEmpty = length !== null && c.algebra.dim(length) === 0;
  const element = commonType(c, isEmpty ? [item] : [sequence.element, item], item);
  return sequenceOutput({ element, length: length === null ? null : c.algebra.add(length, c.algebra.of(1)) });
}

export const sequenceInsert = defineOperator({
  op: "SequenceInsert",
  since: 11,
  attributes: {},
  inputs: [{ name: "input_sequence" }, { name: "tensor" }, { name: "position", role: "control", optional: true }],
  outputs: ["output_sequence"],
  infer: (c) => [inferInsert(c)],
});

function inferErase<D>(c: AnyRuleContext<D>): RuleOutput<D> {
  const { element, length, items } = sequenceInput(c, 0);
  if (items !== undefined) {
    const position = readPosition(c, 1, items.length, items.length - 1, -1);
    const left = position === undefined ? unorderedItems(c, items)?.slice(1) : items.toSpliced(position, 1);
    if (left !== undefined) return sequenceOutput(sequenceOf(c, left, element));
  }
  return sequenceOutput({ element, length: length === null ? null : c.algebra.sub(length, c.algebra.of(1)) });
}

export const sequenceErase = defineOperator({
  op: "SequenceErase",
  since: 11,
  attributes: {},
  inputs: [{ name: "input_sequence" }, { name: "position", role: "control", optional: true }],
  outputs: ["output_sequence"],
  infer: (c) => [inferErase(c)],
});
