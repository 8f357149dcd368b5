// The classical results on initialisation come out of the diagnosis: each row has its source.
import { describe, expect, test } from "vitest";
import type { ShapedGraph } from "../../src/infer/index.js";
import { inferShapes } from "../../src/infer/index.js";
import { planGraph } from "../../src/run/plan-graph.js";
import { applyCure, type CureName } from "../../src/train/cures.js";
import { type Diagnosis, diagnoseGraph } from "../../src/train/diagnosis.js";
import { expectation } from "../../src/train/quadrature.js";
import { shapeArchitecture, shapeLayers } from "./networks.js";

async function diagnosisOf(shaped: ShapedGraph): Promise<Diagnosis> {
  const result = await diagnoseGraph(shaped);
  if (!result.ok) throw new Error(result.diagnostics.join("\n"));
  return result.value;
}

function cured(shaped: ShapedGraph, ...names: readonly CureName[]): ShapedGraph {
  return names.reduce((current, name) => {
    const plan = planGraph(current, { fuse: false });
    const graph = plan.ok ? applyCure(current, plan.value, name) : undefined;
    const inferred = graph && inferShapes(graph);
    if (inferred === undefined || !inferred.ok) throw new Error(`${name} cannot be applied`);
    return inferred.value;
  }, shaped);
}

/** A chain of dense layers of 100 units, then 10 scores. */
function chain(depth: number, activation: string, init: unknown): ShapedGraph {
  const hidden = Array.from({ length: depth }, () => ({ type: "dense", units: 100, activation, init }));
  return shapeLayers([...hidden, { type: "dense", units: 10, init: "xavier_normal" }], [100], 32);
}

const codesOf = ({ findings }: Diagnosis): readonly string[] => findings.map(({ code }) => code);

describe("quadrature", () => {
  // Moments of a standard normal variable are 1, 3, 15, 105: (2k - 1)!!.
  test.each([
    [2, 1],
    [4, 3],
    [6, 15],
    [8, 105],
  ])("E[x^%i] = %i", (power, value) => {
    expect(expectation((x) => x ** power)).toBeCloseTo(value, 9);
  });

  test("half of a normal variable's square is on the positive side (He et al., 2015, equation 8)", () => {
    expect(expectation((x) => Math.max(0, x) ** 2)).toBeCloseTo(0.5, 12);
  });

  test("E[cos x] = exp(-1/2), the characteristic function at 1; with mean and variance cos(m)·exp(-v/2)", () => {
    expect(expectation(Math.cos)).toBeCloseTo(Math.exp(-0.5), 12);
    expect(expectation(Math.cos, 0.3, 2)).toBeCloseTo(Math.cos(0.3) * Math.exp(-1), 12);
  });
});

describe("what one layer does, in 30 of them", () => {
  // Factors by hand: ReLU halves the mean square (He et al., 2015), so He's variance 2/n keeps the spread and gradients
  // and Xavier's 1/n multiplies both by sqrt(1/2); a variance of 1 at 100 units multiplies both by sqrt(100/2).
  test.each<[string, string, unknown, number, number]>([
    ["He keeps ReLU's", "relu", "he_normal", 1, 0.05],
    ["Xavier halves ReLU's variance", "relu", "xavier_normal", Math.SQRT1_2, 0.03],
    ["a standard deviation of 1 explodes", "relu", { type: "normal", std: 1 }, Math.sqrt(50), 0.2],
    ["LeCun keeps a chain without activations", "none", "lecun_normal", 1, 0.05],
  ])("%s", async (_, activation, init, factor, tolerance) => {
    const { trend } = await diagnosisOf(chain(30, activation, init));
    for (const found of [trend.std, trend.gradient]) {
      expect(Math.abs((found?.predicted ?? 0) / factor - 1)).toBeLessThan(0.02);
      expect(Math.abs((found?.measured ?? 0) - factor)).toBeLessThan(tolerance);
    }
  });

  test("sigmoid with Xavier vanishes: a layer passes less than the greatest slope, 1/4, of the gradient", async () => {
    const { trend, ...diagnosis } = await diagnosisOf(chain(30, "sigmoid", "xavier_normal"));
    // Xavier's variance 1/n passes E[s'(z)²] of the mean square; s' is at most 1/4 (Nielsen, 2015, chapter 5).
    expect(trend.gradient?.measured).toBeLessThan(0.25);
    expect(trend.gradient?.measured).toBeGreaterThan(0.2);
    expect(Math.abs((trend.gradient?.measured ?? 0) / (trend.gradient?.predicted ?? 1) - 1)).toBeLessThan(0.02);
    expect(codesOf({ trend, ...diagnosis })).toEqual(["diagnose/vanishing"]);
  });

  test("tanh with Xavier keeps gradients within a factor of 10 over 30 layers (Glorot and Bengio, 2010, figure 7)", async () => {
    const diagnosis = await diagnosisOf(chain(30, "tanh", "xavier_normal"));
    const [first] = diagnosis.layers;
    const share = (first?.gradientNorm?.measured ?? 0) / (diagnosis.layers.at(-1)?.gradientNorm?.measured ?? 1);
    expect(share).toBeGreaterThan(0.1);
    expect(codesOf(diagnosis)).toEqual([]);
  });

  test("theory and measurement agree at every layer of sigmoid, tanh and selu", async () => {
    for (const activation of ["sigmoid", "tanh", "selu"]) {
      const { layers } = await diagnosisOf(chain(10, activation, "lecun_normal"));
      for (const { name, std, gradientNorm } of layers.slice(0, -1)) {
        for (const compared of [std, gradientNorm]) {
          const ratio = (compared?.measured ?? 0) / (compared?.predicted ?? 0);
          expect(Math.abs(Math.log2(ratio)), `${activation} ${name}`).toBeLessThan(0.5);
        }
      }
    }
  });
});

describe("findings", () => {
  test("a standard deviation of 1 saturates tanh", async () => {
    expect(codesOf(await diagnosisOf(chain(5, "tanh", { type: "normal", std: 1 })))).toContain("diagnose/saturation");
  });

  test("a standard deviation of 1 explodes behind ReLU", async () => {
    const codes = codesOf(await diagnosisOf(chain(30, "relu", { type: "normal", std: 1 })));
    expect(codes).toEqual(expect.arrayContaining(["diagnose/exploding", "diagnose/activations-explode"]));
  });

  test.each(["zeros", { type: "constant", value: 0.01 }])(
    "%j is symmetric (the lecture, Zero initialisation)",
    async (init) => {
      const { layers, findings } = await diagnosisOf(chain(3, "sigmoid", init));
      expect(findings.map(({ code }) => code)).toEqual(["diagnose/symmetry"]);
      const [, second] = layers;
      expect(second?.weight.distinctGradients).toBe(1);
    },
  );

  test("values beyond float64 are found at the first layer that has any", async () => {
    const diagnosis = await diagnosisOf(chain(9, "relu", { type: "normal", std: 1e37 }));
    expect(codesOf(diagnosis)[0]).toBe("diagnose/not-finite");
    // Each layer multiplies by about 1e37·sqrt(50), 10^37.85: the 8th gives 10^303, the 9th would pass 10^308.
    const first = diagnosis.layers.findIndex(({ product }) => product.notFinite > 0);
    expect(diagnosis.findings[0]?.context.node).toBe(diagnosis.layers[first]?.name);
    expect(first).toBe(8);
  });
});

describe("cures", () => {
  test("each of them cures the deep sigmoid chain that the lecture names", async () => {
    const sick = chain(20, "sigmoid", "xavier_normal");
    for (const names of [["relu", "he"], ["tanh"], ["elu", "lecun"], ["batch_norm"], ["residual"]] as const) {
      expect(codesOf(await diagnosisOf(cured(sick, ...names))), names.join()).not.toContain("diagnose/vanishing");
    }
  });

  test("batch norm takes an exploding chain's growth away (Ioffe and Szegedy, 2015, section 3.3)", async () => {
    const { trend } = await diagnosisOf(cured(chain(20, "relu", { type: "normal", std: 1 }), "batch_norm"));
    expect(trend.std?.measured).toBeCloseTo(1, 1);
  });

  test("half the layers vanish half as much: the exponent is the depth (the lecture, Vanishing gradient)", async () => {
    const full = chain(20, "sigmoid", "xavier_normal");
    const shareOf = ({ layers }: Diagnosis): number =>
      Math.log((layers[0]?.gradientNorm?.measured ?? 1) / (layers.at(-1)?.gradientNorm?.measured ?? 1));
    const [whole, half] = [shareOf(await diagnosisOf(full)), shareOf(await diagnosisOf(cured(full, "shallower")))];
    expect(half / whole).toBeCloseTo(0.5, 1);
  });

  test("LeNet-5: sigmoid vanishes, ReLU with He does not", async () => {
    const lenet = shapeArchitecture("lenet-5", 8);
    expect(codesOf(await diagnosisOf(cured(lenet, "sigmoid")))).toContain("diagnose/vanishing");
    expect(codesOf(await diagnosisOf(cured(lenet, "relu", "he")))).toEqual([]);
  });
});
