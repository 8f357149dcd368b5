/** Control flow in plain loops over the graphs inside nodes. */
import { holding, type RunTensor } from "../../tensor/index.js";
import { wrapAxis } from "../axis.js";
import { gatherMaps } from "../index-map.js";
import { defineKernel, inputOf, listOf, moveElements, reshaped, stackElements, tensorOf } from "../reference-data.js";
import type { KernelCall, ReferenceKernel } from "../reference-kernel.js";

/** A loop that has run so often does not end by itself. */
const mostSteps = 2 ** 24;

type Runner = Pick<KernelCall, "runSubgraph">;

function runGraph({ runSubgraph }: Runner, name: string, inputs: readonly RunTensor[]): readonly RunTensor[] {
  const outputs = runSubgraph?.(name, inputs);
  if (outputs === undefined) throw new RangeError(`it has no ${name}`);
  return outputs;
}

function isTrue(tensor: RunTensor | undefined): boolean {
  return tensor !== undefined && tensor.data[0] === 1;
}

export const ifReference: ReferenceKernel = (call) =>
  runGraph(call, isTrue(inputOf(call, 0)) ? "then_branch" : "else_branch", []);

/** What every step gave, joined; a loop that never ran gave nothing of an unknown shape. */
function joined(call: KernelCall, index: number, pieces: readonly RunTensor[], axis = 0): RunTensor {
  if (pieces.length > 0) return stackElements(pieces, axis);
  const dtype = call.outputs[index]?.dtype ?? "float32";
  return tensorOf({ dtype, shape: [0] }, () => 0);
}

export const loopReference: ReferenceKernel = (call) => {
  const [bound] = listOf(call, 0) ?? [];
  let handed = call.inputs.slice(2).flatMap((input) => (input === undefined ? [] : [input]));
  const count = handed.length;
  const collected = call.outputs.slice(count).map((): RunTensor[] => []);
  let goesOn = call.inputs[1] === undefined || isTrue(call.inputs[1]);
  for (let step = 0; goesOn && step < (bound ?? Number.POSITIVE_INFINITY); step++) {
    if (step >= mostSteps) throw new RangeError(`it has not ended after ${mostSteps} steps`);
    const counter = tensorOf({ dtype: "int64", shape: [] }, () => step);
    const condition = tensorOf({ dtype: "bool", shape: [] }, () => 1);
    const [next, ...outputs] = runGraph(call, "body", [counter, condition, ...handed]);
    goesOn = isTrue(next);
    handed = outputs.slice(0, count);
    outputs.slice(count).forEach((piece, i) => void collected[i]?.push(piece));
  }
  return [...handed, ...collected.map((pieces, i) => joined(call, count + i, pieces))];
};

interface ScanAttributes {
  readonly num_scan_inputs: number;
  readonly scan_input_axes: readonly number[] | undefined;
  readonly scan_input_directions: readonly number[] | undefined;
  readonly scan_output_axes: readonly number[] | undefined;
  readonly scan_output_directions: readonly number[] | undefined;
}

/** One position of an axis, without the axis. */
function sliceAt(tensor: RunTensor, axis: number, position: number): RunTensor {
  const slice = moveElements(tensor, gatherMaps(tensor.shape, axis, [position]));
  return reshaped(slice, tensor.shape.toSpliced(axis, 1));
}

type ScanCall = Omit<KernelCall, "attributes"> & { readonly attributes: ScanAttributes };

/** Opset 8's form, whose first input (a length for each example) is left out: all others have a batch axis before theirs. */
function scanBatch(call: ScanCall): readonly RunTensor[] {
  const inputs = call.inputs.slice(1).map((_, index) => inputOf(call, index + 1));
  const examples = Array.from({ length: inputs[0]?.shape[0] ?? 0 }, (_, example) =>
    scan({ ...call, inputs: inputs.map((input) => sliceAt(input, 0, example)) }),
  );
  return call.outputs.map((_, index) =>
    joined(
      { ...call, attributes: {} },
      index,
      examples.flatMap((each) => each[index] ?? []),
    ),
  );
}

function scan(call: ScanCall): readonly RunTensor[] {
  const { attributes } = call;
  const scanned = attributes.num_scan_inputs;
  const states = call.inputs.length - scanned;
  let handed = Array.from({ length: states }, (_, i) => inputOf(call, i));
  const collected = call.outputs.slice(states).map((): RunTensor[] => []);
  const sources = Array.from({ length: scanned }, (_, i) => {
    const tensor = inputOf(call, states + i);
    const axis = wrapAxis(attributes.scan_input_axes?.[i] ?? 0, tensor.shape.length);
    return { tensor, axis, isReversed: attributes.scan_input_directions?.[i] === 1 };
  });
  const steps = sources[0] === undefined ? 0 : (sources[0].tensor.shape[sources[0].axis] ?? 0);
  for (let step = 0; step < steps; step++) {
    const slices = sources.map(({ tensor, axis, isReversed }) =>
      sliceAt(tensor, axis, isReversed ? steps - 1 - step : step),
    );
    const outputs = runGraph(call, "body", [...handed, ...slices]);
    handed = outputs.slice(0, states);
    outputs.slice(states).forEach((piece, i) => void collected[i]?.push(piece));
  }
  const results = collected.map((pieces, i) => {
    const axis = wrapAxis(attributes.scan_output_axes?.[i] ?? 0, (pieces[0]?.shape.length ?? 0) + 1);
    const isReversed = attributes.scan_output_directions?.[i] === 1;
    return joined({ ...call, attributes: {} }, states + i, isReversed ? pieces.toReversed() : pieces, axis);
  });
  return [...handed, ...results];
}

export const scanReference = defineKernel<ScanAttributes>((call) =>
  call.inputs[0] === undefined ? scanBatch(call) : scan(call),
);

export const sequenceMapReference: ReferenceKernel = (call) => {
  const { held } = inputOf(call, 0);
  const count = held?.kind === "sequence" ? held.items.length : 0;
  const rows = Array.from({ length: count }, (_, position) => {
    const inputs = call.inputs.map((__, index): RunTensor => {
      const input = inputOf(call, index);
      return (input.held?.kind === "sequence" ? input.held.items[position] : undefined) ?? input;
    });
    return runGraph(call, "body", inputs);
  });
  return call.outputs.map(({ dtype }, index) => {
    const items = rows.flatMap((row) => row[index] ?? []);
    return holding(items[0]?.dtype ?? dtype, { kind: "sequence", items });
  });
};
