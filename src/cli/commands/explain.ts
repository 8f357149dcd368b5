/** `shapewright explain T [layer]`: how each size and count comes about. */
import { explainConvention, isConventionName } from "../../analysis/conventions.js";
import { deriveNode, type LayerDerivation } from "../../analysis/derive.js";
import { groupLayers, viewNodes } from "../../analysis/node-view.js";
import type { ShapedGraph } from "../../infer/index.js";
import { closestName } from "../../ops/closest-name.js";
import { explanationJson, layersNamed, toExplanation } from "../../report/explanation.js";
import { printJson } from "../../report/json.js";
import { type RunCommand, textOption } from "../command.js";
import { type CliIo, exitCodes, UsageError } from "../io.js";
import { loadNetwork } from "../network.js";
import { networkOptions } from "../network-options.js";
import { exitCodeOf, failureTest, reportFindings, textLayout, writeResult } from "../output.js";

export const run: RunCommand = async (args, options, io) => {
  const [target = "", layer] = args;
  const { explainWord } = await import("../word.js");
  const word = layer === undefined ? explainWord(target, textLayout(options, io).width ?? 80) : undefined;
  const svg = textOption(options, "svg");
  if (svg !== undefined) await writeCurve(target, svg, io);
  if (word !== undefined) {
    await writeResult(`${word}\n`, options, io);
    return exitCodes.fine;
  }
  const { report, shaped, diagnostics } = await loadNetwork(target, networkOptions(options, io));
  const exitCode = exitCodeOf(diagnostics, failureTest(options));
  if (report === undefined || shaped === undefined) {
    reportFindings(diagnostics, target, io);
    return exitCode;
  }
  const convention = textOption(options, "convention");
  if (convention !== undefined && isConventionName(convention)) {
    const [{ conventionTable }, { renderText }] = await Promise.all([
      import("../../report/convention-table.js"),
      import("../../report/text-table.js"),
    ]);
    const table = conventionTable(report.name, explainConvention(shaped, convention));
    await writeResult(`${renderText(table, textLayout(options, io))}\n`, options, io);
    return exitCode;
  }
  if (layersNamed(report, layer).length === 0) {
    const names = [
      ...new Set(report.layers.flatMap(({ name, modules }) => [name, ...modules.map((module) => module.name)])),
    ];
    throw new UsageError(
      `${target} has no layer "${layer}"`,
      closestName(layer ?? "", names) ?? `\`shapewright summary ${target} --columns path\` lists them`,
    );
  }
  const derivations = deriveLayers(shaped);
  const text =
    textOption(options, "format") === "json"
      ? printJson(explanationJson(report, derivations, layer))
      : `${toExplanation(report, derivations, { ...textLayout(options, io), layer })}\n`;
  await writeResult(text, options, io);
  reportFindings(diagnostics, target, io);
  return exitCode;
};

/** Writes the picture of an activation. */
async function writeCurve(name: string, file: string, io: CliIo): Promise<void> {
  const { curveOf } = await import("../activation-curve.js");
  const curve = curveOf(name);
  if (curve === undefined) {
    throw new UsageError(`--svg draws activations of one number, such as sigmoid; "${name}" is none`);
  }
  const { chartActivation } = await import("../../report/chart/index.js");
  await writeResult(await chartActivation(curve), { output: file }, io);
}

function deriveLayers(shaped: ShapedGraph): readonly LayerDerivation[] {
  return groupLayers(viewNodes(shaped)).map(({ name, nodes }) => ({
    layer: name,
    nodes: nodes.map((view) => deriveNode(shaped, view)),
  }));
}
