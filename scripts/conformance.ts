// `npm run conformance [-- --json] [--numeric]`: every model of the conformance data, and the node tests, as one report;
// with --numeric the node tests are run on the reference too, and their numbers compared.
import { join } from "node:path";
import { loadOnnxNodeTests, runOnnxNodeTests } from "../tests/ops/onnx-node-runner.js";
import { judgeAll } from "../tests/run/onnx-numeric.js";
import { folder, listModels, measureModel, readOracles } from "./conformance/models.js";

const shapes = runOnnxNodeTests(loadOnnxNodeTests(join(folder, "onnx-node")));
const numeric = process.argv.includes("--numeric") ? judgeAll(join(folder, "onnx-node")) : undefined;
const oracles = readOracles();
const models = listModels().map((file) => measureModel(file, oracles.get(file)));

/** Rows that are not as they should be. */
const faults = models.filter(({ unknown, errors, orphans, params, macsAtExport, oracle }) => {
  if (unknown > 0 || errors.length > 0 || orphans.length > 0) return true;
  if (oracle.params !== undefined && params !== String(oracle.params)) return true;
  return macsAtExport !== undefined && macsAtExport !== String(oracle.macs);
});

if (process.argv.includes("--json")) {
  console.log(JSON.stringify({ shapes, ...(numeric !== undefined && { numeric }), models }, null, 1));
} else {
  const sum = (key: "tensors" | "known" | "symbolic" | "dataDependent" | "unknown"): number =>
    models.reduce((total, row) => total + row[key], 0);
  const { total, exact, dataDependent, wrong, missing } = shapes;
  console.log(
    `${total} node tests: ${exact} exact, ${dataDependent} data-dependent, ${wrong} wrong, ${missing.length} missing`,
  );
  if (numeric !== undefined) {
    const { passed, random, unsupported, failed } = numeric;
    console.log(
      `  on the reference: ${passed} equal, ${random} random, ${unsupported.length} unsupported, ${failed.length} not`,
    );
    for (const text of [...unsupported, ...failed]) console.log(`    ${text}`);
  }
  console.log(
    `${models.length} models, ${sum("tensors")} tensors: ${sum("known")} known, ${sum("symbolic")} symbolic,`,
  );
  console.log(`  ${sum("dataDependent")} data-dependent, ${sum("unknown")} unknown`);
  for (const { file, unknown, params, macsAtExport, oracle, errors } of faults) {
    const macs = macsAtExport === undefined ? "" : `, MACs ${macsAtExport} (${oracle.macs})`;
    console.log(`  ${file}: ${unknown} unknown, params ${params} (${oracle.params ?? "no oracle"})${macs}`);
    for (const error of errors.slice(0, 3)) console.log(`    ${error}`);
  }
}
