/** What changed about ONNX's operators over the opsets, and how an older node becomes the canonical form. */
import { dtypeNames, dtypes, type KnownValue } from "../tensor/index.js";
import { becameInput, type Draft, defaulted, dropped, type History, type Step, setInput } from "./version.js";

const int64 = (...data: readonly number[]): KnownValue => ({ dtype: "int64", shape: [data.length], data });

/** Before opset 7 an operand was repeated only where `broadcast` was 1, from `axis` on (default: the last axes). */
const alignsToAxis: Step = {
  since: 7,
  apply(draft) {
    const { axis } = draft.attributes;
    delete draft.attributes.axis;
    delete draft.attributes.broadcast;
    const [left = "", right = ""] = draft.inputs;
    if (typeof axis !== "number") return;
    const [rank, own] = [draft.rankOf(left), draft.rankOf(right)];
    if (rank === undefined || own === undefined) {
      draft.refuse("the ranks of its inputs are not known");
      return;
    }
    const missing = rank - (axis < 0 ? axis + rank : axis) - own;
    if (missing <= 0) return;
    const axes = Array.from({ length: missing }, (_, i) => own + i);
    draft.inputs[1] = draft.before("Unsqueeze", [right, draft.constant(int64(...axes))]);
  },
};

/** Before opset 13 all axes from `axis` (default 1) on were one: a matrix of rows, each normalised. */
const flattensFromAxis: Step = {
  since: 13,
  apply(draft) {
    const { axis = 1 } = draft.attributes;
    const [input = ""] = draft.inputs;
    const rank = draft.rankOf(input);
    draft.attributes.axis = -1;
    if (axis === -1 || (rank !== undefined && axis === rank - 1)) return;
    const shape = draft.before("Shape", [input]);
    draft.inputs[0] = draft.before("Flatten", [input], { axis });
    draft.after("Reshape", [shape]);
  },
};

/** Before opset 7 the slope of a channel was a vector. */
const slopesByChannel: Step = {
  since: 7,
  apply(draft) {
    const [x = "", slope = ""] = draft.inputs;
    const rank = draft.rankOf(x);
    if (draft.rankOf(slope) !== 1 || rank === undefined || rank < 3) return;
    const axes = Array.from({ length: rank - 2 }, (_, i) => i + 1);
    draft.inputs[1] = draft.before("Unsqueeze", [slope, draft.constant(int64(...axes))]);
  },
};

/** Before opset 21 scale and bias had one element per group: each is repeated for the group's channels. */
const scalesByGroup: Step = {
  since: 21,
  apply(draft) {
    const [x = ""] = draft.inputs;
    const channels = draft.before("Shape", [x], { start: 1, end: 2 });
    for (const index of [1, 2]) {
      const given = draft.inputs[index] ?? "";
      const perGroup = draft.before("Div", [channels, draft.before("Shape", [given])]);
      const repeats = draft.before("Concat", [draft.constant(int64(1)), perGroup], { axis: 0 });
      const column = draft.before("Unsqueeze", [given, draft.constant(int64(1))]);
      const repeated = draft.before("Expand", [column, repeats]);
      draft.inputs[index] = draft.before("Reshape", [repeated, draft.constant(int64(-1))]);
    }
  },
};

/** The element type by its name (`FLOAT`) before opset 6. */
const namesType: Step = {
  since: 6,
  apply({ attributes }) {
    const { to } = attributes;
    if (typeof to !== "string") return;
    const old = to
      .toLowerCase()
      .replace(/^float$/, "float32")
      .replace(/^double$/, "float64");
    const dtype = dtypeNames.find((name) => name === old);
    if (dtype !== undefined) attributes.to = dtypes[dtype].onnx;
  },
};

const boundsBecameInputs: Step = {
  since: 11,
  apply(draft) {
    const [x = ""] = draft.inputs;
    for (const [index, name] of ["min", "max"].entries()) {
      const { [name]: bound } = draft.attributes;
      delete draft.attributes[name];
      if (typeof bound === "number") setInput(draft, index + 1, draft.constantLike(bound, x));
    }
  },
};

const padsBecameInputs: readonly Step[] = [
  {
    since: 2,
    apply({ attributes }) {
      if (attributes.paddings !== undefined) attributes.pads = attributes.paddings;
      delete attributes.paddings;
    },
  },
  becameInput(11, "pads", 1),
  {
    since: 11,
    apply(draft) {
      const { value } = draft.attributes;
      delete draft.attributes.value;
      if (typeof value === "number" && value !== 0)
        setInput(draft, 2, draft.constantLike(value, draft.inputs[0] ?? ""));
    },
  },
];

const ratioBecameInput: Step = {
  since: 12,
  apply(draft) {
    const { ratio } = draft.attributes;
    delete draft.attributes.ratio;
    if (typeof ratio !== "number") return;
    setInput(draft, 1, draft.constant({ dtype: "float32", shape: [], data: [Math.fround(ratio)] }));
  },
};

/** Old resampling took the element below the scaled position. */
function resamplesFromBelow({ attributes }: Draft): void {
  attributes.coordinate_transformation_mode = "asymmetric";
  if ((attributes.mode ?? "nearest") === "nearest") attributes.nearest_mode = "floor";
}

const resizeTookScales: Step = {
  since: 11,
  apply(draft) {
    const [x = "", scales = ""] = draft.inputs;
    draft.inputs = [x, "", scales];
    resamplesFromBelow(draft);
  },
};

const upsample: readonly Step[] = [
  {
    since: 7,
    apply({ attributes }) {
      const { height_scale: height, width_scale: width } = attributes;
      if (typeof height === "number" && typeof width === "number") attributes.scales = [1, 1, height, width];
      if (attributes.mode === "bilinear") attributes.mode = "linear";
      delete attributes.height_scale;
      delete attributes.width_scale;
    },
  },
  {
    since: 9,
    apply(draft) {
      const { scales } = draft.attributes;
      delete draft.attributes.scales;
      const data = Array.isArray(scales) ? scales.filter((scale) => typeof scale === "number") : [];
      setInput(draft, 1, draft.constant({ dtype: "float32", shape: [data.length], data }));
    },
  },
  {
    since: 10,
    apply(draft) {
      draft.op = "Resize";
    },
  },
  resizeTookScales,
];

const axisBecameInput: Step = {
  since: 20,
  apply(draft) {
    const { axis = 1 } = draft.attributes;
    delete draft.attributes.axis;
    if (typeof axis === "number") setInput(draft, 2, draft.constant({ dtype: "int64", shape: [], data: [axis] }));
  },
};

const modesRenamed: Step = {
  since: 20,
  apply({ attributes }) {
    if (attributes.mode === "bilinear") attributes.mode = "linear";
    if (attributes.mode === "bicubic") attributes.mode = "cubic";
  },
};

const statistics: readonly Step[] = [
  dropped(7, "is_test"),
  {
    since: 9,
    apply(draft) {
      if (draft.attributes.spatial === 0) draft.refuse("it keeps statistics per position (spatial = 0)");
      delete draft.attributes.spatial;
    },
  },
  {
    // Five outputs meant training: batch statistics, and two that only training used.
    since: 14,
    apply(draft) {
      if (draft.outputs.slice(1).some((name) => name !== "")) draft.attributes.training_mode = 1;
      draft.outputs = draft.outputs.slice(0, draft.attributes.training_mode === 1 ? 3 : 1);
    },
  },
];

const wholePower: Step = {
  since: 2,
  apply: ({ attributes }) => {
    if (typeof attributes.p === "number") attributes.p = Math.round(attributes.p);
  },
};

const tilesOneAxis: Step = {
  since: 6,
  apply: (draft) => draft.refuse("before opset 6 it repeats one axis, in a form that no exporter wrote"),
};

const renamedTo = (op: string, since: number): Step => ({
  since,
  apply(draft) {
    draft.op = op;
  },
});

const arithmetic: History = { steps: [alignsToAxis] };
const softmax: History = { steps: [flattensFromAxis] };
const recurrent: History = { added: { layout: 14 }, steps: [dropped(7, "output_sequence")] };
const reduction: History = { added: { noop_with_empty_axes: 18 }, steps: [becameInput(18, "axes", 1)] };
const position: History = { added: { select_last_index: 12 } };
const scattering: History = { added: { reduction: 16 } };

const histories: Readonly<Record<string, History>> = {
  Add: arithmetic,
  And: arithmetic,
  ArgMax: position,
  ArgMin: position,
  AveragePool: { added: { count_include_pad: 7, ceil_mode: 10, dilations: 19 } },
  BatchNormalization: { added: { training_mode: 14 }, steps: statistics },
  Cast: { added: { saturate: 19, round_mode: 25 }, steps: [namesType] },
  CastLike: { added: { saturate: 19, round_mode: 25 } },
  Clip: { steps: [boundsBecameInputs] },
  Concat: { steps: [defaulted(4, "axis", 1)] },
  DFT: { steps: [axisBecameInput] },
  DepthToSpace: { added: { mode: 11 } },
  DequantizeLinear: { added: { axis: 13, block_size: 21, output_dtype: 23 } },
  Div: arithmetic,
  Dropout: { added: { seed: 12 }, steps: [dropped(7, "is_test"), ratioBecameInput] },
  Equal: arithmetic,
  GRU: { added: { linear_before_reset: 3, layout: 14 }, steps: [dropped(7, "output_sequence")] },
  GatherND: { added: { batch_dims: 12 } },
  Gemm: { steps: [dropped(7, "broadcast")] },
  GlobalLpPool: { steps: [wholePower] },
  Greater: arithmetic,
  GridSample: { steps: [modesRenamed] },
  GroupNormalization: { added: { stash_type: 21 }, steps: [scalesByGroup] },
  Hardmax: softmax,
  LSTM: recurrent,
  Less: arithmetic,
  LogSoftmax: softmax,
  LpPool: { added: { ceil_mode: 18, dilations: 18 }, steps: [wholePower] },
  MaxPool: { added: { storage_order: 8, ceil_mode: 10, dilations: 10 } },
  Mul: arithmetic,
  Or: arithmetic,
  PRelu: { steps: [slopesByChannel] },
  Pad: { steps: padsBecameInputs },
  Pow: arithmetic,
  QuantizeLinear: { added: { axis: 13, saturate: 19, block_size: 21, output_dtype: 21, precision: 23 } },
  RNN: recurrent,
  ReduceL1: reduction,
  ReduceL2: reduction,
  ReduceLogSum: reduction,
  ReduceLogSumExp: reduction,
  ReduceMax: reduction,
  ReduceMean: reduction,
  ReduceMin: reduction,
  ReduceProd: reduction,
  ReduceSum: { added: { noop_with_empty_axes: 13 }, steps: [becameInput(13, "axes", 1)] },
  ReduceSumSquare: reduction,
  Reshape: { added: { allowzero: 14 }, steps: [becameInput(5, "shape", 1)] },
  Resize: {
    added: {
      antialias: 18,
      axes: 18,
      coordinate_transformation_mode: 11,
      cubic_coeff_a: 11,
      exclude_outside: 11,
      extrapolation_value: 11,
      keep_aspect_ratio_policy: 18,
      nearest_mode: 11,
    },
    steps: [resizeTookScales],
  },
  RoiAlign: {
    added: { coordinate_transformation_mode: 16 },
    steps: [defaulted(16, "coordinate_transformation_mode", "output_half_pixel")],
  },
  Scatter: { steps: [renamedTo("ScatterElements", 11)] },
  ScatterElements: scattering,
  ScatterND: scattering,
  Shape: { added: { start: 15, end: 15 } },
  Slice: { steps: [becameInput(10, "starts", 1), becameInput(10, "ends", 2), becameInput(10, "axes", 3)] },
  Softmax: softmax,
  Split: { added: { num_outputs: 18 }, steps: [becameInput(13, "split", 1)] },
  Squeeze: { steps: [becameInput(13, "axes", 1)] },
  Sub: arithmetic,
  Tile: { steps: [tilesOneAxis] },
  TopK: { added: { largest: 11, sorted: 11 }, steps: [becameInput(10, "k", 1)] },
  Unsqueeze: { steps: [becameInput(13, "axes", 1)] },
  Upsample: { steps: upsample },
  Xor: arithmetic,
};

/** How an operator of ONNX's own domain changed; undefined where older nodes already have the canonical form. */
export function historyOf(op: string): History | undefined {
  return Object.hasOwn(histories, op) ? histories[op] : undefined;
}
