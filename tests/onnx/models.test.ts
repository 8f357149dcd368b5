// Whole models: every tensor has a shape, counts are those that PyTorch and python3-onnx give, nothing is a false alarm.
import { describe, expect, test } from "vitest";
import { listModels, measureModel, readOracles } from "../../scripts/conformance/models.js";

/** Files whose parameters are not the float elements that the index counts: by how many, and why. */
const differences: readonly (readonly [RegExp, number, string])[] = [
  [/light_resnet50/, -1, "one initialiser is used by nothing"],
  [/light_zfnet512/, -1, "one initialiser is used by nothing"],
  // 3 groups: scale and bias of InstanceNormalization, 1 and 0, are Constant nodes of 3 elements each.
  [/small\/norms/, 6, "the exporter writes group norm with a neutral instance norm"],
];

/** Files in which sizes depend on data: ssdlite's detections; models whose shape is an input; removed stop words. */
const dataDependent = /ssdlite320|test_expand_shape_model|test_strnorm_model/;

const oracles = readOracles();
const all = listModels();
const isFull = process.env.SHAPEWRIGHT_TEST === "full";
const sample = all.filter(
  (file, index) => isFull || index % 8 === 0 || /^(light\/light|real|torch\/small)\//.test(file),
);

test("the data has all its models, and an oracle for all but the real ones", () => {
  expect(all.length).toBe(239);
  expect(all.filter((file) => !oracles.has(file)).every((file) => file.startsWith("real/"))).toBe(true);
});

describe.each(sample)("%s", (file) => {
  const row = measureModel(file, oracles.get(file));

  test("has no finding above a note", () => {
    const uncertain = row.errors.filter((error) => !error.startsWith("warning[count/incomplete]"));
    expect(uncertain).toEqual([]);
  });

  test("has the shape of every tensor", () => {
    expect(row.unknown).toBe(0);
    expect(row.orphans).toEqual([]);
    expect(row.known + row.symbolic + row.dataDependent).toBe(row.tensors);
    expect(row.dataDependent > 0).toBe(dataDependent.test(file));
  });

  test("counts what the index counts", () => {
    const { params, macs } = row.oracle;
    const [, more] = differences.find(([pattern]) => pattern.test(file)) ?? [undefined, 0];
    if (params !== undefined) expect(row.params).toBe(String(params + more));
    if (macs !== undefined) expect(row.macsAtExport).toBe(String(macs));
    expect(row.params).not.toBe("");
  });
});

/** Figures without oracle: PP-OCR's and Silero's float initialisers and weight Constants, as this version counts them. */
test.each([
  ["real/gutenye__ocr-models__ch_ppocr_mobile_v2.0_cls_infer.onnx", "129354"],
  ["real/gutenye__ocr-models__ch_PP-OCRv4_det_infer.onnx", "1171464"],
])("%s has the float elements of its file", (file, params) => {
  expect(measureModel(file).params).toBe(params);
});
