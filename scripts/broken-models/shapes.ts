// Shapes that do not fit, by family of operators.
import { type BrokenModel, type Expected, broken, finding } from "./case.js";
import { graph, model, node, tensor } from "./writer.js";

type Weights = Parameters<typeof model>[0]["weights"];
type Attributes = Parameters<typeof node>[1];

/** One node over an image [1, 3, 8, 8] (or other inputs) and weights. */
function one(
  name: string,
  how: string,
  text: string,
  weights: Weights,
  expected: Expected,
  more: { readonly attributes?: Attributes; readonly inputs?: readonly string[]; readonly outputs?: readonly string[]; readonly opset?: number } = {},
): BrokenModel {
  const { attributes, ...rest } = more;
  const bytes = model({ nodes: [node(text, attributes)], outputs: ["y float32"], ...(weights !== undefined && { weights }), ...rest });
  return broken(name, how, bytes, expected);
}

const ints = (name: string, ...values: readonly number[]) => tensor(`${name} int64[${values.length}]`, values);

const windows: readonly BrokenModel[] = [
  one("conv-channels", "a weight for four channels meets three", "conv1: y = Conv(x, w)", ["w float32[2, 4, 3, 3]"], finding("shape/channels@conv1", "[1, 3, 8, 8]", "3 channels", "[2, 4, 3, 3]", "expects 4", "X = x: float32[1, 3, 8, 8], an input of the network", "W = w: float32[2, 4, 3, 3], a parameter")),
  one("conv-channels-group", "groups make the weight expect twice the channels", "y = Conv(x, w)", ["w float32[2, 3, 3, 3]"], finding("shape/channels@conv", "expects 6", "3 per group × 2 groups = 6"), { attributes: { group: 2 } }),
  one("conv-groups-out", "five output channels in three groups", "y = Conv(x, w)", ["w float32[5, 1, 3, 3]"], finding("shape/groups@conv", "5 output channels", "3 groups"), { attributes: { group: 3 } }),
  one("conv-kernel", "a kernel of 11 on an image of 8", "y = Conv(x, w)", ["w float32[1, 3, 11, 11]"], finding("shape/kernel-exceeds-input@conv", "kernel 11", "padded input 8", "8")),
  one("conv-dilated", "a kernel of 3 dilated to 9", "y = Conv(x, w)", ["w float32[1, 3, 3, 3]"], finding("shape/kernel-exceeds-input@conv", "9", "8"), { attributes: { dilations: [4, 4] } }),
  one("conv-rank", "the weight of a 1D convolution on an image", "y = Conv(x, w)", ["w float32[2, 3, 3]"], finding("shape/rank@conv", "[2, 3, 3]", "rank 4")),
  one("conv-rank-input", "an input without spatial axes", "y = Conv(a, w)", ["w float32[2, 3, 3, 3]"], finding("shape/rank@conv", "[1, 3]"), { inputs: ["a float32[1, 3]"] }),
  one("conv-bias", "a bias of 3 for 2 channels", "y = Conv(x, w, b)", ["w float32[2, 3, 3, 3]", "b float32[3]"], finding("shape/rank@conv", "b", "[3]", "[2]")),
  one("conv-transpose-channels", "a transposed convolution's weight for four channels", "y = ConvTranspose(x, w)", ["w float32[4, 2, 3, 3]"], finding("shape/channels@convtranspose", "3", "[4, 2, 3, 3]", "4")),
  one("pool-kernel", "a pooling window of 9 on an image of 8", "y = MaxPool(x)", [], finding("shape/kernel-exceeds-input@maxpool", "9", "8"), { attributes: { kernel_shape: [9, 9] } }),
  one("pool-kernel-count", "three sizes of a window over an image", "y = AveragePool(x)", [], finding("node/attribute-value@averagepool", '"kernel_shape"'), { attributes: { kernel_shape: [2, 2, 2] } }),
  one("global-pool-rank", "global pooling without spatial axes", "y = GlobalAveragePool(a)", [], finding("shape/rank@globalaveragepool", "[3]"), { inputs: ["a float32[3]"] }),
];

const products: readonly BrokenModel[] = [
  one("matmul-inner", "8 columns meet 5 rows", "y = MatMul(a, w)", ["w float32[5, 4]"], finding("shape/inner@matmul", "[2, 8]", "[5, 4]", "8 and 5"), { inputs: ["a float32[2, 8]"] }),
  one("matmul-batch", "batches of 2 and 3", "y = MatMul(a, b)", [], finding("shape/mismatch@matmul", "2", "3"), { inputs: ["a float32[2, 4, 5]", "b float32[3, 5, 6]"] }),
  one("matmul-scalar", "a single number is multiplied as a matrix", "y = MatMul(x, s)", [tensor("s float32[]", [2])], finding("shape/rank@matmul", "[]")),
  one("gemm-inner", "a Gemm whose weight was not transposed", "y = Gemm(a, w)", ["w float32[4, 8]"], finding("shape/inner@gemm", "[2, 8]", "[4, 8]", "8 and 4"), { inputs: ["a float32[2, 8]"] }),
  one("gemm-rank", "a Gemm of an image that was not flattened", "y = Gemm(x, w)", ["w float32[192, 4]"], finding("shape/rank@gemm", "[1, 3, 8, 8]")),
  one("gemm-bias", "a bias of 5 for 4 columns", "y = Gemm(a, w, b)", ["w float32[8, 4]", "b float32[5]"], finding("shape/mismatch@gemm", "[5]", "4"), { inputs: ["a float32[2, 8]"] }),
  one("einsum-size", "one letter is two sizes", "y = Einsum(a, b)", [], finding("shape/mismatch@einsum", "3", "4"), { attributes: { equation: "ij,jk->ik" }, inputs: ["a float32[2, 3]", "b float32[4, 5]"] }),
  one("einsum-rank", "three letters for two axes", "y = Einsum(a)", [], finding("shape/rank@einsum", "[2, 3]"), { attributes: { equation: "ijk->i" }, inputs: ["a float32[2, 3]"] }),
  one("lstm-weight", "an LSTM whose weight is not four times its hidden size", "y = LSTM(a, w, r)", ["w float32[1, 10, 3]", "r float32[1, 8, 2]"], finding("shape/rank@lstm", "[1, 10, 3]", "8"), { attributes: { hidden_size: 2 }, inputs: ["a float32[5, 1, 3]"], outputs: [] }),
];

const elementwise: readonly BrokenModel[] = [
  one("add-broadcast", "3 and 4 along the last axis", "y = Add(a, b)", [], finding("shape/mismatch@add", "a [2, 3]", "b [2, 4]", "axis 1 has 3 and 4"), { inputs: ["a float32[2, 3]", "b float32[2, 4]"] }),
  one("add-channels-last", "a bias by channel that stands on the last axis", "y = Add(x, b)", ["b float32[3]"], finding("shape/mismatch@add", "[1, 3, 8, 8]", "[3]", "axis 3 has 8 and 3")),
  one("where-broadcast", "a condition that does not broadcast", "y = Where(c, x, x)", [], finding("shape/mismatch@where", "[7]", "[1, 3, 8, 8]"), { inputs: ["c bool[7]", "x float32[1, 3, 8, 8]"] }),
  one("prelu-slope", "a slope by channel that stands on the last axis", "y = PRelu(x, s)", ["s float32[3]"], finding("shape/mismatch@prelu", "[3]", "[1, 3, 8, 8]")),
  one("sum-broadcast", "the third term does not broadcast", "y = Sum(a, a, b)", [], finding("shape/mismatch@sum", "[4]", "[2, 3]"), { inputs: ["a float32[2, 3]", "b float32[4]"] }),
  one("clip-bound", "a bound of Clip that is no single number", "y = Clip(x, low)", ["low float32[3]"], finding("shape/rank@clip", "low", "[3]")),
  one("expand-down", "an Expand to less", "y = Expand(x, s)", [ints("s", 1, 3, 4, 4)], finding("shape/mismatch@expand", "[1, 3, 8, 8]", "[1, 3, 4, 4]")),
  one("batchnorm-scale", "statistics of four channels for three", "y = BatchNormalization(x, s, b, m, v)", ["s float32[4]", "b float32[4]", "m float32[4]", "v float32[4]"], finding("shape/rank@batchnormalization", "[4]", "3")),
  one("layernorm-scale", "a scale that does not broadcast", "y = LayerNormalization(x, s)", ["s float32[7]"], finding("shape/mismatch@layernormalization", "[7]", "8")),
  one("instancenorm-scale", "a scale of four channels for three", "y = InstanceNormalization(x, s, b)", ["s float32[4]", "b float32[4]"], finding("shape/rank@instancenormalization", "[4]", "3")),
];

const movement: readonly BrokenModel[] = [
  one("reshape-elements", "192 elements into 100", "y = Reshape(x, s)", [ints("s", 10, 10)], finding("shape/elements@reshape", "[1, 3, 8, 8]", "192", "[10, 10]", "100", "shape = s: int64[2] = [10, 10]")),
  one("reshape-remainder", "192 elements do not divide by 7", "y = Reshape(x, s)", [ints("s", 7, -1)], finding("shape/elements@reshape", "192", "7")),
  one("reshape-two-rests", "two sizes are -1", "y = Reshape(x, s)", [ints("s", -1, -1)], finding("shape/invalid@reshape", "-1")),
  one("reshape-negative", "a size of -2", "y = Reshape(x, s)", [ints("s", -2, 96)], finding("shape/negative@reshape", "axis 0", "-2")),
  one("reshape-copy", "a size is copied from an axis that is not there", "y = Reshape(a, s)", [ints("s", 2, 0, 0)], finding("shape/invalid@reshape", "axis 2", "[2, 3]"), { inputs: ["a float32[2, 3]"] }),
  one("transpose-count", "a permutation of three axes for four", "y = Transpose(x)", [], finding("shape/permutation@transpose", "[0, 2, 1]", "4"), { attributes: { perm: [0, 2, 1] } }),
  one("transpose-twice", "a permutation that takes an axis twice", "y = Transpose(x)", [], finding("shape/permutation@transpose", "[0, 1, 1, 3]"), { attributes: { perm: [0, 1, 1, 3] } }),
  one("concat-axis", "images of 8 and 7 side by side", "y = Concat(a, b)", [], finding("shape/mismatch@concat", "[1, 3, 8]", "[1, 3, 7]"), { attributes: { axis: 1 }, inputs: ["a float32[1, 3, 8]", "b float32[1, 3, 7]"] }),
  one("concat-rank", "a matrix beside an image", "y = Concat(x, a)", [], finding("shape/mismatch@concat", "[1, 3, 8, 8]", "[1, 3]"), { attributes: { axis: 1 }, inputs: ["x float32[1, 3, 8, 8]", "a float32[1, 3]"] }),
  one("concat-outside", "along an axis that is not there", "y = Concat(x, x)", [], finding("shape/axis@concat", "axis 4", "rank 4"), { attributes: { axis: 4 } }),
  one("split-sum", "parts of 2 and 2 of three channels", "y, z = Split(x, s)", [ints("s", 2, 2)], finding("shape/invalid@split", "4", "3"), { attributes: { axis: 1 }, outputs: ["y float32", "z float32"] }),
  one("split-uneven", "three channels into two equal parts, before uneven ones were allowed", "y, z = Split(x)", [], finding("shape/invalid@split", "3", "2"), { attributes: { axis: 1 }, outputs: ["y float32", "z float32"] }),
  one("squeeze-size", "an axis of 3 is squeezed", "y = Squeeze(x, a)", [ints("a", 1)], finding("shape/invalid@squeeze", "axis 1", "3")),
  one("squeeze-axis", "an axis that is not there is squeezed", "y = Squeeze(x, a)", [ints("a", 5)], finding("shape/axis@squeeze", "5", "4")),
  one("unsqueeze-twice", "an axis is put in twice", "y = Unsqueeze(x, a)", [ints("a", 0, 0)], finding("shape/invalid@unsqueeze", "0")),
  one("gather-axis", "a Gather along an axis that is not there", "y = Gather(x, i)", [ints("i", 0)], finding("shape/axis@gather", "axis 7", "rank 4"), { attributes: { axis: 7 } }),
  one("gather-index", "index 5 of three channels", "y = Gather(x, i)", [ints("i", 5)], finding("shape/invalid@gather", "5", "3"), { attributes: { axis: 1 } }),
  one("slice-axes", "two starts and one end", "y = Slice(x, s, e)", [ints("s", 0, 0), ints("e", 1)], finding("shape/invalid@slice", "2", "1")),
  one("slice-step", "a step of 0", "y = Slice(x, s, e, a, t)", [ints("s", 0), ints("e", 8), ints("a", 2), ints("t", 0)], finding("shape/invalid@slice", "0")),
  one("pad-count", "six pads for four axes", "y = Pad(x, p)", [ints("p", 0, 0, 1, 0, 0, 1)], finding("shape/invalid@pad", "8", "6")),
  one("pad-negative", "more is cut off than there is", "y = Pad(x, p)", [ints("p", 0, 0, -9, 0, 0, 0, 0, 0)], finding("shape/negative@pad", "-1")),
  one("tile-count", "repeats for two of four axes", "y = Tile(x, r)", [ints("r", 2, 2)], finding("shape/invalid@tile", "4", "2")),
  one("resize-both", "a Resize with neither sizes nor scales", "y = Resize(x)", [], finding("shape/invalid@resize", "scales", "sizes")),
  one("resize-count", "three scales for four axes", "y = Resize(x, -, s)", [tensor("s float32[3]", [1, 2, 2])], finding("shape/invalid@resize", "3", "4")),
  one("depth-to-space", "three channels do not divide by four", "y = DepthToSpace(x)", [], finding("shape/invalid@depthtospace", "3", "4"), { attributes: { blocksize: 2 } }),
  one("reduce-axis", "a reduction over an axis that is not there", "y = ReduceSum(x, a)", [ints("a", 6)], finding("shape/axis@reducesum", "6", "rank 4")),
  one("argmax-axis", "the greatest along an axis that is not there", "y = ArgMax(x)", [], finding("shape/axis@argmax", "9", "rank 4"), { attributes: { axis: 9 }, outputs: ["y int64"] }),
  one("flatten-axis", "flattened at an axis that is not there", "y = Flatten(x)", [], finding("shape/axis@flatten", "5", "rank 4"), { attributes: { axis: 5 } }),
  one("topk-k", "the nine greatest of eight", "y, i = TopK(x, k)", [ints("k", 9)], finding("shape/invalid@topk", "9", "8")),
  one("gather-nd", "indices over five axes of four", "y = GatherND(x, i)", ["i int64[2, 5]"], finding("shape/invalid@gathernd", "5", "4")),
  one("scatter-rank", "indices of another rank than the data", "y = ScatterElements(x, i, u)", ["i int64[3]", "u float32[3]"], finding("shape/rank@scatterelements", "[3]")),
  one("one-hot-depth", "a depth of several numbers", "y = OneHot(i, d, v)", [ints("d", 3, 4), tensor("v float32[2]", [0, 1])], finding("shape/rank@onehot", "[2]"), { inputs: ["i int64[5]"] }),
];

const control: readonly BrokenModel[] = [
  broken(
    "loop-body-inputs",
    "the body of a Loop takes fewer values than are handed on",
    model({
      nodes: [node("y = Loop(m, -, x)", { body: graph({ nodes: [node("on = Identity(go)")], inputs: ["i int64[]", "go bool[]"], outputs: ["on bool[]"] }) })],
      weights: [tensor("m int64[]", [3])],
    }),
    finding("node/arity@loop", "body"),
  ),
  broken(
    "if-branches-outputs",
    "the branches of an If give different numbers of values",
    model({
      inputs: ["x float32[1, 3, 8, 8]", "c bool[]"],
      nodes: [
        node("y = If(c)", {
          then_branch: graph({ nodes: [node("a = Relu(x)")], outputs: ["a float32[1, 3, 8, 8]"] }),
          else_branch: graph({ nodes: [node("b = Relu(x)"), node("d = Neg(x)")], outputs: ["b float32[1, 3, 8, 8]", "d float32[1, 3, 8, 8]"] }),
        }),
      ],
    }),
    finding("node/arity@if", "else_branch", "2"),
  ),
  broken(
    "shape-in-branch",
    "a fault inside a branch that runs for certain",
    model({
      nodes: [
        node("y = If(c)", {
          then_branch: graph({ nodes: [node("a = MatMul(x, w)")], outputs: ["a float32[?, ?, ?, ?]"] }),
          else_branch: graph({ nodes: [node("b = Relu(x)")], outputs: ["b float32[1, 3, 8, 8]"] }),
        }),
      ],
      weights: [tensor("c bool[]", [true]), tensor("w float32[5, 4]")],
    }),
    finding("shape/inner@matmul", "[1, 3, 8, 8]", "[5, 4]", "8 and 5"),
  ),
];

export const shapes: readonly BrokenModel[] = [...windows, ...products, ...elementwise, ...movement, ...control];
