/** Control flow over graphs inside nodes (ONNX If, Loop, Scan, SequenceMap). */

import { optional, required } from "../attribute.js";
import { resolveAxis } from "../axis.js";
import {
  type AnyRuleContext,
  defineOperator,
  type OperatorDefinition,
  type RuleContext,
  type RuleOutput,
} from "../definition.js";
import { freshItem, itemOf, sequenceInput, sequenceOf, sequenceOutput } from "../sequence/type.js";
import { mergeOutputs } from "./merge.js";
import { repeatBody } from "./repeat.js";

const ifOperator = defineOperator({
  op: "If",
  since: 25,
  attributes: {},
  inputs: [{ name: "cond", role: "control" }],
  outputs: ["outputs..."],
  infer: (c) => inferIf(c),
  reach: () => "global",
});

function inferIf<D>(c: AnyRuleContext<D>): readonly RuleOutput<D>[] {
  const condition = c.input(0).value?.data[0];
  if (typeof condition === "boolean") {
    const name = condition ? "then_branch" : "else_branch";
    return c.runSubgraph({ name, inputs: [], mode: "certain" }) ?? c.unknown(`it has no ${name}`);
  }
  const yes = c.runSubgraph({ name: "then_branch", inputs: [], mode: "perhaps" });
  const no = c.runSubgraph({ name: "else_branch", inputs: [], mode: "perhaps" });
  if (yes === undefined || no === undefined) return yes ?? no ?? c.unknown("neither branch can run");
  if (yes.length !== no.length) {
    c.fail("shape/invalid", { op: c.op, reason: `the branches give ${yes.length} and ${no.length} values` });
  }
  const reason = "the branches of an If that only the data decides differ";
  return yes.map((output, index) =>
    mergeOutputs(c, output, no[index] ?? output, { output: index, reason, isOneOf: true }),
  );
}

const loop = defineOperator({
  op: "Loop",
  since: 25,
  attributes: {},
  inputs: [
    { name: "M", role: "control", optional: true },
    { name: "cond", role: "control", optional: true },
    { name: "v_initial", variadic: true, optional: true },
  ],
  outputs: ["v_final_and_scan_outputs..."],
  infer: (c) => inferLoop(c),
  reach: () => "global",
});

function inferLoop<D>(c: AnyRuleContext<D>): readonly RuleOutput<D>[] {
  const a = c.algebra;
  const carried = c.inputs.slice(2).map((input): RuleOutput<D> => input ?? { dtype: "float32", shape: null });
  const counter = (step: number | undefined): RuleOutput<D> => ({
    dtype: "int64",
    shape: [],
    value: { dtype: "int64", shape: [], data: [step] },
  });
  const bound = c.inputs[0]?.value?.data[0];
  const starts = c.inputs[1] === undefined ? true : c.inputs[1].value?.data[0];
  const most = typeof bound === "number" || (typeof bound === "object" && bound !== null) ? a.of(bound) : undefined;
  const condition: RuleOutput<D> = {
    dtype: "bool",
    shape: [],
    value: { dtype: "bool", shape: [], data: [starts === true ? true : undefined] },
  };
  const isNever = starts === false || bound === 0;
  const known = typeof bound === "number" && bound >= 0 ? bound : undefined;
  const outcome = repeatBody(c, {
    name: "body",
    first: carried,
    before: (step) => [counter(step), condition],
    skipped: 1,
    stops: (outputs) => {
      const goesOn = outputs[0]?.value?.data[0];
      return goesOn === undefined ? undefined : goesOn !== true;
    },
    known: isNever ? 0 : known,
    mayNotStart: starts === undefined,
    times: (isExact) => {
      if (isNever) return a.of(0);
      if (isExact && most !== undefined && starts === true) return most;
      const limit = typeof bound === "number" && bound >= 0 ? { max: bound } : {};
      return c.freshSize(carried.length, 0, "how often the loop runs is decided by the data", limit);
    },
  });
  const { last, collected, times } = outcome;
  return [
    ...last,
    ...collected.map(({ dtype, shape }): RuleOutput<D> => ({ dtype, shape: shape && [times, ...shape] })),
  ];
}

const scanAttributes = {
  num_scan_inputs: required("int"),
  scan_input_axes: optional("ints"),
  scan_input_directions: optional("ints"),
  scan_output_axes: optional("ints"),
  scan_output_directions: optional("ints"),
} as const;

const scan = defineOperator({
  op: "Scan",
  since: 25,
  attributes: scanAttributes,
  inputs: [{ name: "initial_state_and_scan_inputs", variadic: true }],
  outputs: ["final_state_and_scan_outputs..."],
  infer: (c) => inferScan(c),
  reach: () => "global",
});

function inferScan<D>(c: RuleContext<typeof scanAttributes, D>): readonly RuleOutput<D>[] {
  const a = c.algebra;
  const scanned = c.attributes.num_scan_inputs ?? 1;
  const states = c.inputs.length - scanned;
  if (scanned < 1 || states < 0) {
    const rule = `it must be 1 to ${c.inputs.length}, the number of inputs`;
    c.fail("node/attribute-value", { op: c.op, attribute: "num_scan_inputs", value: `${scanned}`, rule });
  }
  const carried = c.inputs.slice(0, states).map((input): RuleOutput<D> => input ?? { dtype: "float32", shape: null });
  let steps: D | undefined;
  const slices = Array.from({ length: scanned }, (_, i): RuleOutput<D> => {
    const shape = c.shape(states + i);
    const axis = resolveAxis(c, c.attributes.scan_input_axes?.[i] ?? 0, shape.length);
    const size = shape[axis] as D;
    if (steps !== undefined && !c.requireEqual(steps, size, "all scanned inputs have as many slices")) {
      c.fail("shape/invalid", { op: c.op, reason: `its inputs have ${c.text(steps)} and ${c.text(size)} slices` });
    }
    steps ??= size;
    return { dtype: c.input(states + i).dtype, shape: shape.filter((_, other) => other !== axis) };
  });
  const total = steps ?? a.of(1);
  const plain = a.dim(total);
  const { last, collected } = repeatBody(c, {
    name: "body",
    first: carried,
    before: () => [],
    after: slices,
    skipped: 0,
    stops: () => false,
    known: typeof plain === "number" ? plain : undefined,
    mayNotStart: false,
    times: () => total,
  });
  const joined = collected.map(({ dtype, shape }, i): RuleOutput<D> => {
    if (shape === null) return { dtype, shape };
    const axis = resolveAxis(c, c.attributes.scan_output_axes?.[i] ?? 0, shape.length + 1);
    return { dtype, shape: [...shape.slice(0, axis), total, ...shape.slice(axis)] };
  });
  return [...last, ...joined];
}

const sequenceMap = defineOperator({
  op: "SequenceMap",
  since: 17,
  attributes: {},
  inputs: [{ name: "input_sequence" }, { name: "additional_inputs", variadic: true, optional: true }],
  outputs: ["out_sequence..."],
  infer: (c) => inferSequenceMap(c),
  reach: () => "global",
});

/** Sequences of more items are mapped by what the items have in common. */
const mostItems = 64;

function inferSequenceMap<D>(c: AnyRuleContext<D>): readonly RuleOutput<D>[] {
  const { items, length } = sequenceInput(c, 0);
  const inputsAt = (position: number | undefined) =>
    c.inputs.map((_, index): RuleOutput<D> => {
      const input = c.input(index);
      if (input.container?.kind !== "sequence") return itemOf(input);
      const item = position === undefined ? undefined : input.container.items?.[position];
      return item ?? freshItem(c, input.container.element);
    });
  const each = (items ?? []).slice(0, mostItems).map((_, position) => {
    return c.runSubgraph({ name: "body", inputs: inputsAt(position), mode: "trial" }) ?? [];
  });
  const call = { name: "body", inputs: inputsAt(items?.length === 1 ? 0 : undefined), mode: "certain" as const };
  const outputs = c.runSubgraph(length === null ? call : { ...call, times: length }) ?? c.unknown("it has no body");
  return outputs.map((output, index): RuleOutput<D> => {
    if (items !== undefined && items.length === each.length) {
      const mapped = each.map((given) => given[index] ?? output);
      return sequenceOutput(sequenceOf(c, mapped, output));
    }
    return sequenceOutput({ element: output, length });
  });
}

/** The operators that hold graphs. */
export const controlFlow = {
  If: ifOperator,
  Loop: loop,
  Scan: scan,
  SequenceMap: sequenceMap,
} as const satisfies Record<string, OperatorDefinition>;
