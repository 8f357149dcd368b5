/** `shapewright draw T`: a picture of a network as SVG, or as text for Mermaid or Graphviz. */
import { type LayerGraph, layerGraph } from "../../analysis/layer-graph.js";
import type { Report } from "../../analysis/report.js";
import { foldNamed, modulesFrom, modulesToRead } from "../../report/drawing/folds.js";
import { type OptionValues, type RunCommand, textOption } from "../command.js";
import { exitCodes, UsageError } from "../io.js";
import { loadNetwork } from "../network.js";
import { networkOptions } from "../network-options.js";
import { parseWhole } from "../option-values.js";
import { exitCodeOf, failureTest, reportFindings, writeResult } from "../output.js";

export const run: RunCommand = async ([target = ""], options, io) => {
  const depth = textOption(options, "depth");
  const levels = depth === undefined ? undefined : parseWhole("--depth", depth, 0);
  const { shaped, report, diagnostics } = await loadNetwork(target, networkOptions(options, io));
  reportFindings(
    diagnostics.filter(({ severity }) => severity === "error"),
    target,
    io,
  );
  if (shaped === undefined || report === undefined) return exitCodes.usage;
  const whole = layerGraph(shaped);
  const folded = foldNamed(whole, levels === undefined ? modulesToRead(whole) : modulesFrom(whole, levels));
  await writeResult(await draw(folded, report, options), options, io);
  return exitCodeOf(diagnostics, failureTest(options));
};

async function draw(graph: LayerGraph, report: Report, options: OptionValues): Promise<string> {
  const format = textOption(options, "format");
  if (textOption(options, "style") === "stack") {
    if (format !== "svg") throw new UsageError("--style stack is a picture: it has no other format than svg");
    const { stackSvg } = await import("../../report/drawing/stack-svg.js");
    return stackSvg(graph, report) ?? refuseStack(report.name);
  }
  if (format !== "svg") {
    const { graphDot, graphMermaid } = await import("../../report/drawing/graph-text.js");
    return format === "dot" ? graphDot(graph, report) : graphMermaid(graph, report);
  }
  const [{ graphSvg }, { mostBoxes }] = await Promise.all([
    import("../../report/drawing/graph-svg.js"),
    import("../../report/drawing/place.js"),
  ]);
  if (graph.boxes.length > mostBoxes) {
    throw new UsageError(
      `a picture holds ${mostBoxes} boxes, not ${graph.boxes.length}`,
      "fold modules with --depth 1",
    );
  }
  return graphSvg(graph, report);
}

function refuseStack(name: string): never {
  throw new UsageError(
    `${name} is no sequence of known sizes at this depth`,
    "fold its branches with --depth 1 or 0, give open sizes with --dim, or use --style graph",
  );
}
