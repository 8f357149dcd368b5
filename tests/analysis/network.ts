// Builds small graphs by hand, so that the passes are tested without the specification reader.
import { type Dim, Scope } from "../../src/dim/index.js";
import type { AttributeValue, Graph, GraphInput, Node, Origin, Weight } from "../../src/graph/index.js";
import { inferShapes, type ShapedGraph } from "../../src/infer/index.js";
import { executable } from "../../src/ops/index.js";

type Attributes = Readonly<Record<string, AttributeValue>>;

interface WindowOptions {
  readonly stride?: number;
  readonly pad?: number;
  readonly dilation?: number;
  readonly group?: number;
  readonly bias?: boolean;
}

/** What a node belongs to, beside its name: layer type and flags. */
type Belonging = Partial<Pick<Origin, "type" | "trainingOnly" | "modules">>;

export class Network {
  readonly scope = new Scope();
  readonly weights = new Map<string, Weight>();
  readonly #inputs: GraphInput[] = [];
  readonly #nodes: Node[] = [];
  readonly #channels = new Map<string, number>();
  readonly #outputs: { name: string; value: string; trainingOnly?: boolean }[] = [];

  input(name: string, shape: readonly Dim[], dtype: Weight["dtype"] = "float32"): string {
    this.#inputs.push({ name, type: { dtype, shape } });
    this.#channels.set(name, Number(shape[1]));
    return name;
  }

  weight(name: string, shape: readonly Dim[], more: Partial<Weight> = {}): string {
    if (!this.weights.has(name)) this.weights.set(name, { name, dtype: "float32", shape, kind: "parameter", ...more });
    return name;
  }

  /** One node that is a layer of its own; `null` for a node without origin. */
  node(
    op: string,
    name: string,
    inputs: readonly string[],
    attributes: Attributes = {},
    belonging: Belonging | null = {},
  ): string {
    const origin: Origin | undefined =
      belonging === null ? undefined : { name, type: op, modules: [], attributes: {}, ...belonging };
    return this.nodeOf(op, name, inputs, attributes, origin);
  }

  nodeOf(
    op: string,
    name: string,
    inputs: readonly string[],
    attributes: Attributes,
    origin: Origin | undefined,
  ): string {
    const value = `${name}.out`;
    this.#nodes.push({ name, op, attributes, inputs, outputs: [value], ...(origin !== undefined && { origin }) });
    this.#channels.set(value, this.#channels.get(inputs[0] ?? "") ?? 0);
    return value;
  }

  conv(x: string, name: string, filters: number, kernel: number, options: WindowOptions & Belonging = {}): string {
    const { stride = 1, pad = 0, dilation = 1, group = 1, bias = true, ...belonging } = options;
    const channels = this.#channels.get(x) ?? 0;
    const inputs = [x, this.weight(`${name}.weight`, [filters, channels / group, kernel, kernel])];
    if (bias) inputs.push(this.weight(`${name}.bias`, [filters]));
    const attributes = {
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
      dilations: [dilation, dilation],
      group,
    };
    const value = this.node("Conv", name, inputs, attributes, belonging);
    this.#channels.set(value, filters);
    return value;
  }

  pool(x: string, name: string, kernel: number, stride: number, op = "MaxPool", pad = 0): string {
    return this.node(op, name, [x], {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
    });
  }

  dense(x: string, name: string, features: number, units: number, belonging: Belonging = {}): string {
    const inputs = [x, this.weight(`${name}.weight`, [units, features]), this.weight(`${name}.bias`, [units])];
    return this.node("Gemm", name, inputs, { transB: 1 }, belonging);
  }

  /** Element-wise joining of branches. */
  join(op: "Add" | "Mul" | "Concat", name: string, inputs: readonly string[]): string {
    const value = this.node(op, name, inputs, op === "Concat" ? { axis: 1 } : {});
    if (op === "Concat") {
      this.#channels.set(
        value,
        inputs.reduce((sum, input) => sum + (this.#channels.get(input) ?? 0), 0),
      );
    }
    return value;
  }

  batchNorm(x: string, name: string): string {
    const channels = this.#channels.get(x) ?? 0;
    const inputs = [
      x,
      this.weight(`${name}.weight`, [channels]),
      this.weight(`${name}.bias`, [channels]),
      this.weight(`${name}.mean`, [channels], { kind: "buffer" }),
      this.weight(`${name}.variance`, [channels], { kind: "buffer" }),
    ];
    return this.node("BatchNormalization", name, inputs);
  }

  output(value: string, more: { trainingOnly?: boolean } = {}): this {
    this.#outputs.push({ name: value, value, ...more });
    return this;
  }

  get graph(): Graph {
    const { scope, weights } = this;
    return {
      name: "test",
      inputs: this.#inputs,
      outputs: this.#outputs,
      nodes: this.#nodes,
      weights,
      scope,
      about: {},
    };
  }

  /** The shaped graph, whatever was found. */
  shape(): ShapedGraph {
    const { value } = inferShapes(this.graph, executable);
    if (value === undefined) throw new Error("inference gave nothing");
    return value;
  }
}

/** LeNet-5 as the lecture's table has it (its rows C5, F6 and F7 are convolutions). */
export function lenet5(batch: Dim = 1, size: Dim = 32): Network {
  const net = new Network();
  let x = net.input("input", [batch, 1, size, size]);
  x = net.conv(x, "C1", 6, 5, { type: "conv2d" });
  x = net.node("Tanh", "tanh1", [x]);
  x = net.pool(x, "S2", 2, 2, "AveragePool");
  x = net.conv(x, "C3", 16, 5, { type: "conv2d" });
  x = net.node("Tanh", "tanh3", [x]);
  x = net.pool(x, "S4", 2, 2, "AveragePool");
  x = net.conv(x, "C5", 120, 5, { type: "conv2d" });
  x = net.node("Tanh", "tanh5", [x]);
  x = net.conv(x, "F6", 84, 1, { type: "conv2d" });
  x = net.node("Tanh", "tanh6", [x]);
  x = net.conv(x, "F7", 10, 1, { type: "conv2d" });
  x = net.node("Flatten", "flatten", [x]);
  net.output(x);
  return net;
}

/** The lecture's ungrouped AlexNet without its activations, local response norms, dropouts and softmax. */
export function alexnet(size: Dim = 227): Network {
  const net = new Network();
  let x = net.input("input", [1, 3, size, size]);
  x = net.conv(x, "conv1", 96, 11, { stride: 4 });
  x = net.pool(x, "maxpool1", 3, 2);
  x = net.conv(x, "conv2", 256, 5, { pad: 2 });
  x = net.pool(x, "maxpool2", 3, 2);
  x = net.conv(x, "conv3", 384, 3, { pad: 1 });
  x = net.conv(x, "conv4", 384, 3, { pad: 1 });
  x = net.conv(x, "conv5", 256, 3, { pad: 1 });
  x = net.pool(x, "maxpool5", 3, 2);
  x = net.node("Flatten", "flatten", [x]);
  x = net.dense(x, "fc6", 9216, 4096);
  x = net.dense(x, "fc7", 4096, 4096);
  x = net.dense(x, "fc8", 4096, 1000);
  net.output(x);
  return net;
}

/** VGG-16's convolutions and pools (Simonyan and Zisserman 2014, table 1, column D). */
export function vgg16Features(): { net: Network; output: string } {
  const net = new Network();
  let x = net.input("input", [1, 3, 224, 224]);
  for (const [stage, [filters, times]] of (
    [
      [64, 2],
      [128, 2],
      [256, 3],
      [512, 3],
      [512, 3],
    ] as const
  ).entries()) {
    for (let i = 0; i < times; i++) x = net.conv(x, `conv${stage + 1}_${i + 1}`, filters, 3, { pad: 1 });
    x = net.pool(x, `pool${stage + 1}`, 2, 2);
  }
  net.output(x);
  return { net, output: x };
}

/**
 * A bottleneck ResNet at 224 (He et al. 2015, table 1). torchvision puts a stage's stride on the 3x3 convolution of its
 * first block; TensorFlow-Slim, which Distill measured, on that of its last block (and none in the last stage).
 */
export function resnet(blocks: readonly number[], strideAt: "first" | "last" = "first"): Network {
  const net = new Network();
  const unit = (x: string, name: string, filters: number, kernel: number, stride = 1): string => {
    const pad = (kernel - 1) / 2;
    return net.batchNorm(net.conv(x, name, filters, kernel, { stride, pad, bias: false }), `${name}.bn`);
  };
  let x = net.input("input", [1, 3, 224, 224]);
  x = net.node("Relu", "relu", [unit(x, "conv1", 64, 7, 2)]);
  x = net.pool(x, "maxpool", 3, 2, "MaxPool", 1);
  for (const [stage, times] of blocks.entries()) {
    for (let i = 0; i < times; i++) {
      const name = `layer${stage + 1}.${i}`;
      const strided = strideAt === "first" ? stage > 0 && i === 0 : stage < blocks.length - 1 && i === times - 1;
      const stride = strided ? 2 : 1;
      const width = 64 * 2 ** stage;
      let y = net.node("Relu", `${name}.relu1`, [unit(x, `${name}.conv1`, width, 1)]);
      y = net.node("Relu", `${name}.relu2`, [unit(y, `${name}.conv2`, width, 3, stride)]);
      y = unit(y, `${name}.conv3`, width * 4, 1);
      let shortcut = x;
      if (i === 0) shortcut = unit(x, `${name}.downsample`, width * 4, 1, stride);
      else if (strided) shortcut = net.pool(x, `${name}.subsample`, 1, 2);
      x = net.node("Relu", `${name}.relu3`, [net.join("Add", `${name}.add`, [y, shortcut])]);
    }
  }
  x = net.node("Flatten", "flatten", [net.node("GlobalAveragePool", "avgpool", [x])]);
  x = net.dense(x, "fc", 2048, 1000);
  net.output(x);
  return net;
}
