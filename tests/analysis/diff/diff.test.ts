// What changed between two networks: published families against each other, single edits, an export against its source.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { diffNetworks, growthOf, type NetworkDiff } from "../../../src/analysis/diff/diff.js";
import { loadNetwork } from "../../../src/cli/network.js";
import { inferShapes, type ShapedGraph } from "../../../src/infer/index.js";
import { lowerSpec, readSpec } from "../../../src/spec/index.js";

function networkOf(document: unknown): ShapedGraph {
  const spec = readSpec(document);
  if (!spec.ok) throw new Error(spec.diagnostics.map(String).join("\n"));
  const lowered = lowerSpec(spec.value, {});
  if (lowered.value === undefined) throw new Error(lowered.diagnostics.map(String).join("\n"));
  const shaped = inferShapes(lowered.value);
  if (shaped.value === undefined) throw new Error(shaped.diagnostics.map(String).join("\n"));
  return shaped.value;
}

async function load(target: string): Promise<ShapedGraph> {
  const { shaped } = await loadNetwork(target, { cwd: process.cwd() });
  if (shaped === undefined) throw new Error(`${target} could not be read`);
  return shaped;
}

const diffOfTargets = async (a: string, b: string): Promise<NetworkDiff> =>
  diffNetworks(await load(a), await load(b), "layer");

describe("families", () => {
  test("ResNet-101 is ResNet-50 with 17 more bottlenecks in its third stage (He et al. 2015, table 1: 6 and 23)", async () => {
    const diff = await diffOfTargets("resnet-50", "resnet-101");
    expect([diff.changed, diff.removed].map(({ length }) => length)).toEqual([0, 0]);
    const blocks = new Set(diff.added.map(({ modules }) => modules.at(-1)?.name));
    expect([...diff.added].every(({ name }) => name.startsWith("layer3."))).toBe(true);
    // Downsampling blocks have a module of their own, but none is among the added ones.
    expect(blocks.size).toBe(17);
    // torchvision's published counts: 25,557,032 and 44,549,160.
    expect(diff.totals.params).toEqual({ a: 25557032n, b: 44549160n, change: 18992128n });
  });

  test("VGG-19 is VGG-16 with one convolution more in each of the last three stages (Simonyan and Zisserman, table 1)", async () => {
    const { added, removed, changed } = await diffOfTargets("vgg-16", "vgg-19");
    expect({ removed, changed }).toEqual({ removed: [], changed: [] });
    expect(added.filter(({ ops }) => ops.includes("Conv"))).toHaveLength(3);
  });

  test("a network is itself, and the other way round what was added is removed", async () => {
    expect((await diffOfTargets("resnet-18", "resnet-18")).equal).toBe(true);
    const back = await diffOfTargets("vgg-19", "vgg-16");
    expect([back.added.length, back.removed.length]).toEqual([0, 6]);
    expect(back.totals.params.change).toBe(138357544n - 143667240n);
  });
});

const conv = (name: string, filters = 8, more = {}) => ({
  name,
  type: "conv2d",
  filters,
  kernel: 3,
  padding: 1,
  ...more,
});
const branches = (first: string, second: string) => ({
  parallel: {
    merge: "concat",
    branches: [[conv(first, 4)], [{ ...conv(second, 4), kernel: 1, padding: 0 }]],
  },
});
const base = [conv("one"), "relu", conv("two"), { type: "max_pool2d", kernel: 2 }, conv("three"), "flatten"];
const network = (layers: readonly unknown[], input = [3, 16, 16]) =>
  networkOf({ name: "n", input: { shape: input }, layers });
const diffOf = (a: readonly unknown[], b: readonly unknown[]) => diffNetworks(network(a), network(b), "layer");
const changesOf = ({ changed }: NetworkDiff) =>
  changed.filter(({ follows }) => !follows).map(({ b, changes }) => [b.name, changes]);

describe("single edits", () => {
  test("an attribute, and what follows from it", () => {
    const diff = diffOf(base, base.with(0, conv("one", 16)));
    expect(changesOf(diff)).toEqual([
      [
        "one",
        [
          { what: "filters", a: "8", b: "16" },
          { what: "output", a: "1×8×16×16", b: "1×16×16×16" },
        ],
      ],
    ]);
    expect(diff.changed.filter(({ follows }) => follows).map(({ b }) => b.type)).toEqual(["relu", "conv2d"]);
    // (3·9 + 1)·8 more in the first, 8·9·8 more in the second.
    expect(diff.totals.params.change).toBe(BigInt((3 * 9 + 1) * 8 + 8 * 9 * 8));
  });

  test("another kind of layer in the same place", () => {
    const diff = diffOf(base, base.with(3, { type: "avg_pool2d", kernel: 2 }).with(1, "gelu"));
    expect(changesOf(diff).map(([, changes]) => changes)).toEqual([
      [{ what: "type", a: "relu", b: "gelu" }],
      [{ what: "type", a: "max_pool2d", b: "avg_pool2d" }],
    ]);
    expect([diff.added, diff.removed]).toEqual([[], []]);
  });

  test("a layer between others", () => {
    const { added, removed, changed } = diffOf(base, base.toSpliced(1, 0, "batch_norm"));
    expect(added.map(({ type }) => type)).toEqual(["batch_norm"]);
    expect([removed, changed]).toEqual([[], []]);
  });

  test("other names are no difference", () => {
    expect(
      diffOf(base, [conv("x"), "relu", conv("y"), { type: "max_pool2d", kernel: 2 }, conv("z"), "flatten"]).equal,
    ).toBe(true);
  });

  test("another input size changes no layer, only sizes", () => {
    const diff = diffNetworks(network(base), network(base, [3, 32, 32]), "layer");
    expect(diff.boundary.map(({ what, a, b }) => [what, a, b])).toEqual([
      ["input 1 (input)", "1×3×16×16", "1×3×32×32"],
      ["output 1 (output)", "1×512", "1×2048"],
    ]);
    expect(diff.changed.every(({ follows }) => follows)).toBe(true);
    expect(diff.changed).toHaveLength(6);
  });

  test("another source of an input of the same shape", () => {
    const residual = (from: string) => [
      conv("a"),
      conv("b"),
      conv("c"),
      { name: "sum", type: "add", from: ["c", from] },
    ];
    expect(changesOf(diffOf(residual("a"), residual("b")))).toEqual([
      ["sum", [{ what: "inputs from", a: "c, a", b: "c, b" }]],
    ]);
  });

  test("branches computed in another order, and joined in the same one, are the same", () => {
    const joined = { type: "concat", from: ["p", "q"] };
    const p = { ...conv("p", 4), from: "one" };
    const q = { ...conv("q", 4, { kernel: 1, padding: 0 }), from: "one" };
    expect(diffOf([conv("one"), p, q, joined], [conv("one"), q, p, joined]).equal).toBe(true);
    expect(diffOf([conv("one"), branches("p", "q")], [conv("one"), branches("q", "p")]).equal).toBe(true);
  });
});

test("symbolic totals have a difference but no percentage", () => {
  const at = (filters: number) =>
    networkOf({ name: "n", input: { shape: [3, "H", "H"] }, layers: [conv("one", filters)] });
  const { totals, changed } = diffNetworks(at(4), at(8), "layer");
  expect(totals.params.change).toBe(112n);
  expect(growthOf(totals.macs)).toBeUndefined();
  expect(totals.macs.change).toBeNull();
  expect(changed).toHaveLength(1);
});

test("PyTorch's export of ResNet-50 is the network of the zoo with 53 batch norms folded", async () => {
  const folder = process.env.SHAPEWRIGHT_CONFORMANCE ?? resolve("../shared/conformance");
  const file = resolve(folder, "torch/exports/resnet50.op17.fixed.onnx");
  if (!existsSync(file)) throw new Error(`${file} is absent: set SHAPEWRIGHT_CONFORMANCE to the conformance folder`);
  const diff = diffNetworks(await load("resnet-50"), await load(file), "operator");
  expect(diff.foldedNorms.inA).toHaveLength(53);
  expect([diff.added, diff.removed, diff.boundary]).toEqual([[], [], []]);
  expect(diff.changed.filter(({ folded }) => !folded)).toEqual([]);
  expect(diff.totals.macs.change).toBe(0n);
});
