// Plans: what is fused and what is not, what is folded, and that memory is what the analysis says.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Dim } from "../../src/dim/index.js";
import type { Weight } from "../../src/graph/index.js";
import type { Plan } from "../../src/run/plan.js";
import { planGraph } from "../../src/run/plan-graph.js";
import { architectureNames } from "../../src/zoo.js";
import { Network } from "../analysis/network.js";
import { prepare, prepareArchitecture } from "./networks.js";

const small = architectureNames().filter((name) => !name.includes("1202"));

describe("every network of the zoo", () => {
  test.each(small)("%s: the unfused plan's peak is the analysis', the fused one's at most that", (name) => {
    const { report, fused, unfused } = prepareArchitecture(name);
    expect(BigInt(unfused.peakBytes)).toBe(report.memory.peakActivationBytes);
    expect(fused.peakBytes).toBeLessThanOrEqual(unfused.peakBytes);
    for (const plan of [fused, unfused]) {
      expect(plan.arenaBytes).toBeGreaterThanOrEqual(plan.peakBytes);
      expectDisjoint(plan);
    }
  });
});

/** No two values whose bytes are needed at the same time overlap. */
function expectDisjoint(plan: Plan): void {
  const placed = [...plan.values.values()].flatMap(({ name, place, from, to }) =>
    place.kind === "arena" ? [{ name, start: place.offset, end: place.offset + place.bytes, from, to }] : [],
  );
  const clashes = placed.flatMap((a, i) =>
    placed
      .slice(i + 1)
      .filter((b) => a.from <= b.to && b.from <= a.to && a.start < b.end && b.start < a.end)
      .map((b) => `${a.name} and ${b.name}`),
  );
  expect(clashes).toEqual([]);
}

/** What each step stands for, such as `Conv+BatchNormalization+Relu`. */
const stepsOf = (plan: Plan): readonly string[] =>
  plan.steps.map(({ kind, nodes }) => `${kind} ${nodes.map(({ op }) => op).join("+")}`);

function build(make: (network: Network, x: string) => string | readonly string[]): ReturnType<typeof prepare> {
  const network = new Network();
  const made = make(network, network.input("x", [1, 3, 8, 8]));
  for (const value of typeof made === "string" ? [made] : made) network.output(value);
  return prepare(network.shape());
}

const known = (dtype: Weight["dtype"], data: readonly Dim[], shape: readonly number[] = []): Partial<Weight> => ({
  dtype,
  kind: "constant",
  value: { dtype, shape, data },
});

describe("fusion", () => {
  const cases: readonly [string, (network: Network, x: string) => string | readonly string[], readonly string[]][] = [
    [
      "joins convolution, batch norm and activation",
      (n, x) => n.node("Relu", "r", [n.batchNorm(n.conv(x, "c", 4, 3), "b")]),
      ["fused Conv+BatchNormalization+Relu"],
    ],
    [
      "joins a residual addition and the activation after it",
      (n, x) => {
        const first = n.conv(x, "c1", 4, 3, { pad: 1 });
        const second = n.batchNorm(n.conv(first, "c2", 4, 3, { pad: 1 }), "b");
        return n.node("Relu", "r", [n.join("Add", "a", [second, first])]);
      },
      ["kernel Conv", "fused Conv+BatchNormalization+Add+Relu"],
    ],
    [
      "joins a dense layer and its activation",
      (n, x) => n.node("Tanh", "t", [n.dense(n.node("Flatten", "f", [x]), "d", 192, 10)]),
      ["view Flatten", "fused Gemm+Tanh"],
    ],
    [
      "keeps a value apart that somebody else reads",
      (n, x) => {
        const value = n.conv(x, "c", 4, 3);
        return n.join("Mul", "m", [n.node("Sigmoid", "s", [value]), value]);
      },
      ["kernel Conv", "kernel Sigmoid", "kernel Mul"],
    ],
    [
      "keeps a value apart that is an output",
      (n, x) => {
        const value = n.conv(x, "c", 4, 3);
        return [value, n.node("Relu", "r", [value])];
      },
      ["kernel Conv", "kernel Relu"],
    ],
    [
      "keeps an addition apart that broadcasts",
      (n, x) => n.join("Add", "a", [n.conv(x, "c", 4, 3), n.weight("w", [1, 4, 1, 1])]),
      ["kernel Conv", "kernel Add"],
    ],
    [
      "keeps an addition of a value to itself apart",
      (n, x) => {
        const value = n.conv(x, "c", 4, 3);
        return n.join("Add", "a", [value, value]);
      },
      ["kernel Conv", "kernel Add"],
    ],
    [
      "keeps batch norm in training mode apart",
      (n, x) => {
        const value = n.conv(x, "c", 4, 3);
        n.batchNorm(value, "unused");
        const inputs = [value, ...["weight", "bias", "mean", "variance"].map((part) => `unused.${part}`)];
        return n.node("BatchNormalization", "b", inputs, { training_mode: 1 });
      },
      ["kernel Conv", "kernel BatchNormalization", "kernel BatchNormalization"],
    ],
    [
      "joins a clip whose bounds are known",
      (n, x) => {
        const bounds = [n.weight("low", [], known("float32", [0])), n.weight("high", [], known("float32", [6]))];
        return n.node("Clip", "k", [n.conv(x, "c", 4, 3), ...bounds]);
      },
      ["fused Conv+Clip"],
    ],
    [
      "keeps a clip apart whose bounds come from outside",
      (n, x) => n.node("Clip", "k", [n.conv(x, "c", 4, 3), n.input("low", [])]),
      ["kernel Conv", "kernel Clip"],
    ],
    [
      "does not look past a node that stands between",
      (n, x) => {
        const value = n.conv(x, "c", 4, 3);
        const other = n.node("Abs", "between", [x]);
        return [n.node("Relu", "r", [value]), other];
      },
      ["kernel Conv", "kernel Abs", "kernel Relu"],
    ],
  ];

  test.each(cases)("%s", (_, make, expected) => {
    expect(stepsOf(build(make).fused)).toEqual(expected);
  });

  test("a fused step reads what its nodes read, and gives only the last value", () => {
    const { fused } = build((n, x) => n.node("Relu", "r", [n.batchNorm(n.conv(x, "c", 4, 3), "b")]));
    const [step] = fused.steps;
    const statistics = ["b.weight", "b.bias", "b.mean", "b.variance"];
    expect(step?.inputs).toEqual(["x", "c.weight", "c.bias", ...statistics]);
    expect(step?.outputs).toEqual(["r.out"]);
    expect(fused.values.has("c.out")).toBe(false);
    expect(step?.epilogue.map(({ kind }) => kind)).toEqual(["batch-normalization", "activation"]);
  });
});

test("what is known before the network runs is a constant, and its nodes are no steps", () => {
  const { unfused } = build((n, x) => {
    const shape = n.node("Shape", "shape", [x]);
    return n.node("Reshape", "reshape", [
      x,
      n.join("Mul", "double", [shape, n.weight("one", [], known("int64", [1]))]),
    ]);
  });
  expect(stepsOf(unfused)).toEqual(["view Reshape"]);
  // [1, 3, 8, 8] times 1.
  expect(unfused.constants.get("double.out")?.data).toEqual(new BigInt64Array([1n, 3n, 8n, 8n]));
});

test("a view has no bytes of its own, and keeps those that it shows", () => {
  const { unfused } = build((n, x) => n.node("Relu", "r", [n.node("Flatten", "f", [n.node("Abs", "a", [x])])]));
  expect(unfused.values.get("f.out")?.place).toEqual({ kind: "view", of: "a.out" });
  // Steps: Abs 0, Flatten 1, Relu 2.
  expect(unfused.values.get("a.out")).toMatchObject({ from: 0, to: 2 });
  // Three tensors of 1·3·8·8 float32 = 768 bytes; two of them live at a time.
  expect(unfused.peakBytes).toBe(2 * 768);
});

test("a Dropout is a view, unless it trains", () => {
  const dropout = (training: boolean) => {
    const mode = { dtype: "bool", shape: [], data: [training] } as const;
    return stepsOf(
      build((n, x) => {
        const ratio = n.weight("ratio", [], known("float32", [0.5]));
        return n.node("Dropout", "d", [
          x,
          ratio,
          n.weight("mode", [], { dtype: "bool", kind: "constant", value: mode }),
        ]);
      }).unfused,
    );
  };
  expect([dropout(false), dropout(true)]).toEqual([["view Dropout"], ["kernel Dropout"]]);
});

test("an open size is reported with the tensor's name", () => {
  const network = new Network();
  const n = network.scope.symbol("N", { min: 1 });
  network.output(network.node("Relu", "r", [network.input("x", [n, 3])]));
  const plan = planGraph(network.shape());
  expect(plan.ok).toBe(false);
  expect(plan.diagnostics.map(String)[0]).toBe(
    "error[run/size-unknown] x: the size of x is not known before it runs: float32[N, 3] (hint: give sizes: --dim N=1)",
  );
});

describe("random networks", () => {
  /** Each layer takes one or two of the values before it. */
  const layers = fc.array(
    fc.record({ op: fc.constantFrom("Relu", "Abs", "Add", "Conv", "Identity"), a: fc.nat(), b: fc.nat() }),
    { minLength: 1, maxLength: 16 },
  );

  test("never overlap what lives together, and fusing never needs more", () => {
    fc.assert(
      fc.property(layers, fc.nat(), (drawn, last) => {
        const network = new Network();
        const values = [network.input("x", [1, 2, 4, 4])];
        const pick = (i: number): string => values[i % values.length] ?? "x";
        drawn.forEach(({ op, a, b }, index) => {
          const name = `n${index}`;
          if (op === "Conv") values.push(network.conv(pick(a), name, 2, 3, { pad: 1 }));
          else values.push(network.node(op, name, op === "Add" ? [pick(a), pick(b)] : [pick(a)]));
        });
        network.output(pick(last));
        const { report, fused, unfused } = prepare(network.shape());
        expectDisjoint(fused);
        expectDisjoint(unfused);
        expect(BigInt(unfused.peakBytes)).toBe(report.memory.peakActivationBytes);
        expect(fused.peakBytes).toBeLessThanOrEqual(unfused.peakBytes);
      }),
      { numRuns: 100 },
    );
  });
});
