// Faults to plant in generated kernels, as data: each a text of the shaders and what stands there instead.

export interface Fault {
  readonly name: string;
  /** Has to be found in a shader of the kernel; replaced wherever it is found. */
  readonly from: string | RegExp;
  readonly to: string;
}

const fault = (name: string, from: string | RegExp, to: string): Fault => ({ name, from, to });

/** What follows a sum in the same shader. */
const bias = [fault("bias dropped", " + perChannel[2u * channel + 1u]", "")];

export const epilogueFaults: readonly Fault[] = [
  ...bias,
  fault("normalisation's scale dropped", "x * perChannel[2u * channel]", "x"),
  fault("channel of the normalisation off by one", "perChannel[2u * channel", "perChannel[2u + 2u * channel"),
  fault("activation dropped", "U.isRelu == 1u && y < 0f", "false"),
  fault("activation of the wrong side", "U.isRelu == 1u && y < 0f", "U.isRelu == 1u && y > 0f"),
  fault("addition dropped", "y += addend[place];", ""),
  fault("addition of one element for a whole channel", "addend[place]", "addend[channel]"),
];

const frame = [
  fault("padding on the left off by one", "- U.left", "- U.left - 1u"),
  fault("padding on top off by one", "- U.top", "- U.top + 1u"),
  fault("padding with ones", "var value = 0f;", "var value = 1f;"),
];

const direct = [
  ...bias,
  fault("stride off by one", "x * U.strideX", "x * (U.strideX + 1u)"),
  fault("input channel left out", "c < U.inPerGroup", "c + 1u < U.inPerGroup"),
  fault("column of the window left out", "kx < U.kernelX", "kx + 1u < U.kernelX"),
  fault("dilation dropped or doubled", "kx * U.dilationX", "kx * (3u - min(U.dilationX, 2u))"),
  fault("row written where a column is", "* U.width + x;", "* U.height + x;"),
  fault(
    "output channels of another tile",
    "let inGroup = (t % U.tilesPerGroup)",
    "let inGroup = 0u * (t % U.tilesPerGroup)",
  ),
];

const groups = [
  fault("input of the first group for all", "group * U.inPerGroup", "0u * U.inPerGroup"),
  fault(
    "outputs of the first group for all",
    "let channel = group * U.outPerGroup",
    "let channel = 0u * U.outPerGroup",
  ),
];

const depthwise = [
  ...bias,
  fault("channel of the weight off by one", "let weight = channel", "let weight = (channel + 1u)"),
  fault("stride off by one", "x * U.strideX", "x * (U.strideX + 1u)"),
  fault("column of the window taken twice", "1u * U.dilationX", "0u * U.dilationX"),
  fault("input channel of the image before", "+ channel / U.outPerGroup", "+ (channel + 1u) / U.outPerGroup"),
];

const matrix = [
  fault("last product of the sum left out", "k < U.depth", "k + 1u < U.depth"),
  fault("pitch of the left operand off by one", "l += U.leftPitch", "l += U.leftPitch + 1u"),
  fault("pitch of the right operand off by one", "r += U.rightPitch", "r += U.rightPitch + 1u"),
  fault("rows of a tile swapped", "sums[m *", "sums[(m ^ 1u) *"),
];

const vector = [
  fault("last product of the sum left out", "k < U.length", "k + 1u < U.length"),
  fault("pitch off by one", "w += U.pitch", "w += U.pitch + 1u"),
  fault("neighbour's product", "s += X[x + k]", "s += X[x + k + 1u]"),
];

const plain = [
  ...bias,
  fault("stride off by one", "* U.stride2", "* (U.stride2 + 1u)"),
  fault("padding off by one", "- U.pad1", "- U.pad1 + 1u"),
  fault("input channel left out", "c < U.inPerGroup", "c + 1u < U.inPerGroup"),
  fault("axes swapped", "x1) * U.in2 + x2", "x2) * U.in2 + x1"),
];

const transposed = [
  fault("stride off by one", "/ U.stride2", "/ (U.stride2 + 1u)"),
  fault("position between strides taken", "at1 % U.stride1 != 0u", "false"),
  fault("padding off by one", "o2 + U.pad2", "o2 + U.pad2 + 1u"),
  fault("input channel left out", "c < U.inPerGroup", "c + 1u < U.inPerGroup"),
];

const window = [
  fault("stride off by one", "o1 * U.stride1", "o1 * (U.stride1 + 1u)"),
  fault("window one row short", "U.kernel1 * U.dilation1", "(U.kernel1 - 1u) * U.dilation1"),
  fault("padding off by one", "p2 - U.pad2", "p2 - U.pad2 + 1u"),
  fault("axes swapped", "x1) * U.in2 + x2", "x2) * U.in2 + x1"),
];

const adaptive = [
  fault("window one position short", "+ U.out1 - 1u)", "- 1u)"),
  fault("window one position late", "let from2 = o2 * U.in2 / U.out2;", "let from2 = o2 * U.in2 / U.out2 + 1u;"),
  fault("axes swapped", "x1) * U.in2 + x2", "x2) * U.in2 + x1"),
];

const whole = [
  fault("position left out", "p1 < to1", "p1 + 1u < to1"),
  fault("channel off by one", "line * U.in0", "(line + 1u) * U.in0"),
  fault("axes swapped", "U.in0 + x0) * U.in1 + x1) * U.in2", "U.in0 + x0) * U.in1 + x1) * U.in1"),
];

const greatest = fault("least instead of greatest", "x > sum", "x < sum");

const row = fault("second half of a row left out", "j < U.length", "2u * j < U.length");
const nextRow = fault("row off by one", "let base = ", "let base = 1u + ");

const epsilon = fault(
  "epsilon outside the root",
  /sqrt\(([^()]*(?:\([^()]*\))?[^()]*) \+ ([\d.]+f)\)/,
  "(sqrt($1) + $2)",
);

const normalised = [
  row,
  nextRow,
  epsilon,
  fault("variance not divided", "variance /= f32(U.length);", ""),
  fault("mean not subtracted", "(x - mean) * factor", "x * factor"),
];

const moved = [
  fault("first element off by one", "X[U.first + ", "X[U.first + 1u + "),
  fault("target off by one", "Y[U.begin + ", "Y[U.begin + 1u + "),
  fault("last element not written", "i >= U.count", "i + 1u >= U.count"),
];

const unary = [
  fault("neighbour read", "X[i]", "X[i + 1u]"),
  fault("sign turned", /Y\[i\] = (.*);/, "Y[i] = -($1);"),
  fault("half the function", /Y\[i\] = (.*);/, "Y[i] = 0.5f * ($1);"),
  fault("last element not written", "i >= U.count", "i + 1u >= U.count"),
];

const pairs = [
  fault("first operand off by one", "let a = A[", "let a = A[1u + "),
  fault("second operand off by one", "let b = B[", "let b = B[1u + "),
  fault("other element written", "Y[i] = ", "Y[i ^ 1u] = "),
];

const reduced = [row, nextRow, fault("last sum not written", "i >= U.count", "i + 1u >= U.count")];

const choice = [
  fault("first operand off by one", "let a = A[", "let a = A[1u + "),
  fault("last element not written", "i >= U.count", "i + 1u >= U.count"),
  fault("other element written", "Y[i] = ", "Y[i ^ 1u] = "),
];

const extreme = [
  row,
  fault("axis of the neighbours", "(j) * U.elementstride0_0", "(j)"),
  fault("position off by one", "i32(best)", "i32(best) + 1"),
];

/** By operator and the name of its case; `*` for every case of the operator that has no list of its own. */
export const faults: Readonly<Record<string, readonly Fault[]>> = {
  "Conv: 3×3 padded, two rows": [...frame, ...direct],
  "Conv: 3×3 with stride 2, two rows": [...frame, ...direct.slice(0, 3)],
  "Conv: dilated, two rows": [...frame, ...direct.slice(1, 5)],
  "Conv: two groups, two rows": [...groups, ...direct.slice(0, 2)],
  "Conv: 1×1, rows of vectors": [...bias, ...matrix],
  "Conv: 1×1 with stride 2": [
    ...matrix.slice(0, 1),
    fault("stride of rows off by one", "* U.strideY", "* (U.strideY + 1u)"),
    fault("stride of columns dropped", "* U.strideX", ""),
  ],
  "Conv: the whole input (LeNet-5's C5)": [...bias, ...vector],
  "Conv: depthwise, two rows": [...frame, ...depthwise],
  "Conv: depthwise with two outputs each, two rows": depthwise,
  "Conv: three axes": plain,
  "ConvTranspose: transposed 3×3 with stride 2 and output padding": [...bias, ...transposed],
  "ConvTranspose: transposed 2×2 in groups": [
    ...transposed.slice(2),
    fault("input of the first group for all", "(image + group *", "(image + 0u *"),
    fault("weight of the first group for all", "(group * U.inPerGroup * U.outPerGroup", "(0u * U.outPerGroup"),
  ],
  "Gemm: a dense layer of one example": [...bias, ...vector],
  "Gemm: a dense layer of nine examples": [...matrix, fault("alpha dropped", " * 0.5f", "")],
  "Gemm: both transposed, a scaled addend per row": [
    ...matrix,
    fault("transposition forgotten", "m * U.stride + k * U.strideK", "m * U.strideK + k * U.stride"),
    fault("beta dropped", "0.25f * C", "C"),
    fault("addend dropped", / \+ 0.25f \* C\[.*\];/, ";"),
  ],
  "MatMul: stacks that broadcast": [
    ...matrix,
    fault("first matrix of a stack for all", "tile.z * U.rightBatch", "0u * U.rightBatch"),
  ],
  "MatMul: two vectors": vector,
  "MaxPool: ceil windows": [greatest, ...window, fault("ceil window without its last row", "U.end1)", "U.end1 - 2u)")],
  "AveragePool: padding counted": [...window, fault("padding not counted", "f32(padded)", "f32(inside)")],
  "AveragePool: padding not counted": [...window, fault("padding counted", "f32(inside)", "f32(padded)")],
  "LpPool: p = 3": [
    ...window.slice(0, 2),
    fault("root left out", /Y\[i\] = .*;/, "Y[i] = sum;"),
    fault("power of 2", "pow(abs(x), 3f)", "pow(abs(x), 2f)"),
  ],
  "GlobalAveragePool: all positions": [...whole, fault("sum instead of mean", "sum / f32(inside)", "sum")],
  "GlobalMaxPool: all positions": [...whole, greatest],
  "GlobalLpPool: all positions": [...whole, fault("root left out", "sqrt(sum)", "sum")],
  "shapewright.AdaptiveAveragePool: to 3×2": [...adaptive, fault("sum instead of mean", "sum / f32(inside)", "sum")],
  "shapewright.AdaptiveMaxPool: to 4×4": [...adaptive.slice(1), greatest],
  "BatchNormalization: running statistics": [
    fault("epsilon outside the root", /sqrt\(Variance\[c\] \+ ([\d.]+f)\)/, "(sqrt(Variance[c]) + $1)"),
    fault("shift dropped", " + Bias[c]", ""),
    fault("axis of the channels", "(i / U.inner) % U.channels", "i % U.channels"),
    fault("mean dropped", " - Mean[c]", ""),
  ],
  "LayerNormalization: the last axis": [
    ...normalised,
    fault("shift dropped", /A\[0u \+ j\] \+ B\[0u \+ j\]/, "A[0u + j]"),
  ],
  "LayerNormalization: the last two axes": normalised,
  "RMSNormalization: root mean square": [row, nextRow, epsilon, fault("scale dropped", " * A[0u + j]", "")],
  "GroupNormalization: three groups": normalised,
  "InstanceNormalization: each channel": normalised,
  "MeanVarianceNormalization: axes apart": [row, nextRow, ...normalised.slice(3)],
  "LpNormalization: along channels": [row, nextRow, fault("root left out", "1f / sqrt(sum)", "1f / sum")],
  "LRN: five channels": [
    fault("window one channel late", "c - U.before", "c - U.before + 1u"),
    fault("window one channel short", "c + U.after", "c + U.after - 1u"),
    fault("bias dropped", "pow(2f + ", "pow("),
    fault("power dropped", ", 0.75f)", ", 1f)"),
  ],
  "Softmax: the middle axis": [
    row,
    fault("sum not divided by", " = exp(x - top) / sum", " = exp(x - top)"),
    fault("greatest not subtracted from the sum", "sum += exp(x - top)", "sum += exp(x)"),
    fault("axis of the neighbours", "(j) * U.elementstride0_0", "(j)"),
  ],
  "LogSoftmax: the last axis": [
    row,
    fault("logarithm of the sum dropped", "x - top - logarithm", "x - top"),
    fault("greatest added", "x - top - logarithm", "x - logarithm"),
  ],
  "Hardmax: the last axis": [
    fault("least instead of greatest", "x > top", "x < top"),
    fault("position off by one", "j == best", "j == best + 1u"),
    fault("first element left out", "var top = X[base];", "var top = 9f;"),
  ],
  "CumSum: backwards, without itself": [
    fault("forwards", "U.length - 1u - k", "k"),
    fault("with itself", "Y[at] = sum;", "Y[at] = sum + X[at];"),
    fault("axis of the neighbours", "(j) * U.elementstride0_0", "(j)"),
  ],
  "Resize: linear to 3/2 and 5/4": [
    fault("neighbour off by one", "P[t] * U.inner", "(P[t] + 1u) * U.inner"),
    fault("last weight left out", "t < (position + 1u) * U.taps", "t + 1u < (position + 1u) * U.taps"),
    fault("weights ignored", "W[t] * X", "X"),
  ],
  "Mean: *": pairs,
  "Max: *": pairs,
  "Min: *": pairs,
  "Sum: *": pairs,
  "Transpose: *": moved,
  "Slice: *": moved,
  "Pad: mirrored": moved,
  "Pad: a constant, and cropped": [...moved, fault("filled with 1", "bitcast<f32>(U.fill)", "1f")],
  "Tile: *": moved,
  "Expand: *": moved,
  "Concat: *": moved,
  "Split: *": moved,
  "DepthToSpace: *": moved,
  "SpaceToDepth: *": moved,
  "Gather: *": [
    fault("from the end forgotten", "given < 0", "false"),
    fault("axis of the neighbours", "line % U.positions", "i % U.positions"),
    fault("position off by one", "* U.size + position", "* U.size + position + 1u"),
  ],
  "GatherElements: *": [
    fault("last element not written", "i >= U.count", "i + 1u >= U.count"),
    fault("from the end forgotten", /, given < 0\)/, ", false)"),
    fault("index off by one", "P[i]", "P[i + 1u]"),
  ],
  "OneHot: *": [
    fault("last element not written", "i >= U.count", "i + 1u >= U.count"),
    fault("values swapped", "select(0u, 1u,", "select(1u, 0u,"),
    fault("index off by one", "P[", "P[1u + "),
  ],
  "Trilu: *": [
    fault("upper instead of lower", "offset <= i32(U.diagonal)", "offset >= i32(U.diagonal)"),
    fault("diagonal off by one", "i32(U.diagonal)", "(i32(U.diagonal) - 1)"),
    fault(
      "rows and columns swapped",
      "i32(i % U.width) - i32((i / U.width) % U.height)",
      "i32((i / U.width) % U.height) - i32(i % U.width)",
    ),
  ],
  "unary: *": unary,
  "binary: *": pairs,
  "reduction: *": reduced,
  "Einsum: *": [
    fault("half of the sum left out", "k < U.length", "2u * k < U.length"),
    fault("factors added", " * X1[", " + X1["),
    fault("output off by one", "Y[i] = sum", "Y[i ^ 1u] = sum"),
  ],
  "TopK: *": [
    fault("least instead of greatest", "x > best", "x < best"),
    fault("same one taken again", "last > x", "last >= x"),
    fault("lines of the input's length", "* U.k * U.inner", "* U.length * U.inner"),
  ],
  "Attention: *": [
    fault("scale dropped", /score \*= .*;/, ""),
    fault("mask dropped", "score += M[at];", ""),
    fault("next key seen", "distance > 0", "distance > 1"),
    fault("keys of the first head for all", "((h * U.keyHeads) / U.heads) * U.kHead", "0u"),
    fault("weights not divided by their sum", "S[base + j] / sum", "S[base + j]"),
  ],
  "RNN: *": [
    fault("forwards", "length - 1u - U.step", "U.step"),
    fault("last feature left out", "k < U.features", "k + 1u < U.features"),
    fault("last unit left out", "k < U.hidden", "k + 1u < U.hidden"),
    fault("second bias dropped", "U.direction * 2u + 1u", "U.direction * 2u"),
  ],
  "GRU: *": [
    fault("new and old state swapped", "(1f - z) * n + z", "z * n + (1f - z)"),
    fault("reset gate dropped", "U.kept + b * U.hidden", "state"),
    fault("update from the reset gate's weights", "input_sum(0u", "input_sum(1u"),
  ],
  "LSTM: *": [
    fault("peephole of another gate", "peephole(0u", "peephole(1u"),
    fault("forget gate dropped", "keep * before", "before"),
    fault("cell from the forget gate's weights", "input_sum(3u", "input_sum(2u"),
    fault("output from the old cell", "peephole(1u, unit) * c", "peephole(1u, unit) * before"),
    fault("weights of the first direction for both", "let w = ((U.direction *", "let w = ((0u *"),
  ],
  "Clip: *": choice,
  "Where: *": choice,
  "PRelu: *": choice,
  "Cast: *": unary,
  "ArgMax: *": extreme,
  "ArgMin: *": extreme,
};
