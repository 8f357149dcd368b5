// Whether verification has teeth: faults planted in every WGSL kernel are found, and the node is named; without a fault
// nothing is found.
import { afterAll, describe, expect, test } from "vitest";
import { Scope } from "../../../src/dim/index.js";
import type { Graph, Node, Weight } from "../../../src/graph/index.js";
import { inferShapes, type ShapedGraph } from "../../../src/infer/index.js";
import { executable } from "../../../src/ops/index.js";
import { knownValueOf } from "../../../src/ops/reference-data.js";
import { webgpuKernels } from "../../../src/ops/webgpu-registry.js";
import { ReferenceExecutor } from "../../../src/run/execute-reference.js";
import type { Tensors, WeightSource } from "../../../src/run/executor.js";
import { type VerifyOptions, verifyGraph } from "../../../src/run/verify.js";
import { openNodeDevice } from "../../../src/run/webgpu/device-node.js";
import { WebGpuExecutor } from "../../../src/run/webgpu/executor.js";
import { type MakeStepKernel, makeStepKernel } from "../../../src/run/webgpu/step-kernel.js";
import { webgpuUnderTest } from "../../../src/run/webgpu/under-test.js";
import type { RunTensor } from "../../../src/tensor/index.js";
import { prepareDocument } from "../networks.js";
import { epilogueFaults, type Fault, faults } from "./faults.js";
import * as cases from "./kernel-cases.js";
import { randomTensor } from "./random-tensor.js";

/** What is planted at the moment, and where. */
let planted: { readonly step: string; readonly fault: Fault; applied: number } | undefined;

const withFault: MakeStepKernel = (plan, step, most) => {
  const made = makeStepKernel(plan, step, most);
  if (planted === undefined || planted.step !== step.name || "absent" in made) return made;
  const { fault } = planted;
  const passes = made.kernel.passes.map((pass) => {
    const wgsl = pass.wgsl.replaceAll(
      typeof fault.from === "string" ? fault.from : new RegExp(fault.from, "g"),
      fault.to,
    );
    if (planted !== undefined && wgsl !== pass.wgsl) planted.applied++;
    return { ...pass, wgsl };
  });
  return { ...made, kernel: { ...made.kernel, passes } };
};

const executor = new WebGpuExecutor(openNodeDevice, new ReferenceExecutor(), withFault);
const device = webgpuUnderTest(openNodeDevice, 2 ** 27, executor);
afterAll(() => executor.dispose());

/** The names of the nodes that a verification with a fault complains about. */
async function blamed(
  shaped: ShapedGraph,
  given: Pick<VerifyOptions, "inputs" | "weightOf">,
  step: string,
  fault?: Fault,
) {
  planted = fault && { step, fault, applied: 0 };
  const report = await verifyGraph(shaped, { device, ...given });
  if (fault !== undefined) expect(planted?.applied, `"${fault.from}" is found in the shader`).toBeGreaterThan(0);
  return [
    ...new Set(report.diagnostics.filter(({ severity }) => severity === "error").map(({ context }) => context.node)),
  ];
}

/** The node between others, so that naming it says something: one beside it, one after it. */
function graphOf({ op, attributes = {}, inputs }: cases.KernelCase): { shaped: ShapedGraph; tensors: Tensors } {
  const [domain = "", name = op] = op.includes(".") ? op.split(".") : ["", op];
  const roles = executable[op].inputs;
  const tensors = new Map<string, RunTensor>();
  const weights = new Map<string, Weight>();
  inputs.forEach((tensor, i) => {
    if (tensor === undefined) return;
    const value = knownValueOf(tensor);
    const role = (roles[i] ?? roles.at(-1))?.role ?? "data";
    if (role === "data" || value === undefined) tensors.set(`x${i}`, tensor);
    else weights.set(`x${i}`, { name: `x${i}`, dtype: tensor.dtype, shape: tensor.shape, kind: "constant", value });
  });
  const outputs = Array.from({ length: Number(attributes.num_outputs ?? 1) }, (_, i) => `y${i}`);
  const [first = ""] = [...tensors].filter(([, { dtype }]) => dtype === "float32").map(([value]) => value);
  const node: Node = {
    name: "tested",
    op: name,
    ...(domain !== "" && { domain }),
    attributes,
    inputs: inputs.map((tensor, i) => (tensor === undefined ? "" : `x${i}`)),
    outputs,
  };
  const neighbour = (nodeName: string, of: string): Node[] =>
    of === "" ? [] : [{ name: nodeName, op: "Cast", attributes: { to: 1 }, inputs: [of], outputs: [`${nodeName} y`] }];
  const nodes = [...neighbour("beside", first), node, ...neighbour("after", "y0")];
  const graph: Graph = {
    name: "case",
    inputs: [...tensors].map(([value, { dtype, shape }]) => ({ name: value, type: { dtype, shape } })),
    outputs: nodes.flatMap((each) => each.outputs.map((value) => ({ name: value, value }))),
    nodes,
    weights,
    scope: new Scope(),
    about: {},
  };
  const shaped = inferShapes(graph, executable);
  if (!shaped.ok) throw new Error(shaped.diagnostics.join("\n"));
  return { shaped: shaped.value, tensors };
}

const families: Readonly<Record<string, readonly cases.KernelCase[]>> = {
  unary: cases.elementwise,
  binary: cases.pairs,
  reduction: cases.reductions,
};
const isOf = (family: string, row: cases.KernelCase) => families[family]?.includes(row) === true;

function faultsOf(row: cases.KernelCase): readonly Fault[] {
  const own = faults[`${row.op}: ${row.name}`] ?? faults[`${row.op}: *`];
  const family = Object.keys(families).find((name) => isOf(name, row));
  return own ?? (family === undefined ? [] : (faults[`${family}: *`] ?? []));
}

const all = Object.values(cases).flatMap((rows) => (typeof rows === "function" ? [] : rows));
const tested = all.filter((row) => faultsOf(row).length > 0);

/** Every shader with a fault has to be compiled: the quick run takes every fifth. */
const every = process.env.SHAPEWRIGHT_TEST === "full" ? 1 : 5;
let number = 0;
const chosen = tested.map((row) => ({ row, faults: faultsOf(row).filter(() => number++ % every === 0) }));

describe("faults in kernels of one node", () => {
  test("three at least for every case, every list used, a case for every kernel", () => {
    expect(tested.filter((row) => faultsOf(row).length < 3).map(({ op, name }) => `${op}: ${name}`)).toEqual([]);
    const used = new Set(tested.map(faultsOf));
    expect(Object.keys(faults).filter((key) => !used.has(faults[key] ?? []))).toEqual([]);
    const kernels = new Set(tested.map(({ op }) => webgpuKernels[op]));
    // What Identity and its kind give is the same bytes under another name: a plan never runs their kernel.
    kernels.add(webgpuKernels.Identity);
    const missing = Object.entries(webgpuKernels).filter(
      ([, made]) => typeof made === "function" && !kernels.has(made),
    );
    expect(missing.map(([op]) => op)).toEqual([]);
  });

  const rows = chosen
    .filter(({ faults: list }) => list.length > 0)
    .map((each) => [`${each.row.op}: ${each.row.name}`, each] as const);
  test.each(rows)("%s", async (_, { row, faults: list }) => {
    const { shaped, tensors } = graphOf(row);
    expect(await blamed(shaped, { inputs: tensors }, "tested")).toEqual([]);
    for (const fault of list)
      expect([fault.name, await blamed(shaped, { inputs: tensors }, "tested", fault)]).toEqual([
        fault.name,
        ["tested"],
      ]);
  });
});

/** Initialisers make biases 0 and scales 1, with which one that is left out changes nothing. */
const weightOf: WeightSource = ({ name, shape }) => randomTensor(shape as readonly number[], name.length, [0.25, 1]);

describe("faults in fused kernels", () => {
  const layer = (type: string, more: object = {}) => ({ type, ...more });
  const network = (body: readonly object[]) =>
    prepareDocument({
      name: "fused",
      input: { shape: [4, 2, 9] },
      layers: [
        { name: "first", ...layer("conv2d", { filters: 6, kernel: 3, padding: 1 }) },
        { residual: { body } },
        "relu",
        layer("conv2d", { name: "last", filters: 3, kernel: 1 }),
      ],
    });
  const heads = {
    "3×3": { kernel: 3, padding: 1 },
    "1×1": { kernel: 1 },
  };
  const rows = Object.entries(heads).flatMap(([name, head], at) =>
    epilogueFaults
      .filter((_, i) => (i + at) % (every === 1 ? 1 : 3) === 0)
      .map((fault) => [`${name}: ${fault.name}`, head, fault] as const),
  );
  test.each(rows)("%s", async (_, head, fault) => {
    const { shaped } = network([{ name: "middle", type: "conv2d", filters: 6, ...head }, layer("batch_norm")]);
    const name =
      (await import("../../../src/run/plan-graph.js"))
        .planGraph(shaped)
        .value?.steps.find(({ epilogue }) => epilogue.length === 3)?.name ?? "";
    expect(name).toContain("middle");
    expect(await blamed(shaped, { weightOf }, name)).toEqual([]);
    const found = await blamed(shaped, { weightOf }, name, fault);
    expect(found).toHaveLength(1);
  });
});
