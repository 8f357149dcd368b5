/** The worker: keeps the network that is shown and answers the page's calls one after another. */
import { config } from "zod/mini";
import { analyseGraph } from "../../analysis/analyse.js";
import { conventionNames, conventions, explainConvention, isConventionName } from "../../analysis/conventions.js";
import { deriveLayer } from "../../analysis/derive.js";
import type { Report } from "../../analysis/report.js";
import { validInputs } from "../../analysis/valid-inputs.js";
import type { Result } from "../../diagnostic.js";
import type { ShapedGraph } from "../../infer/index.js";
import { conventionTable } from "../../report/convention-table.js";
import { shapeOf, stepsOf } from "../../report/explanation.js";
import type { Axis, CallName, Calls, Reply, Request, Source } from "./messages.js";
import { axesOf, type Opened, openSource, type Progress, withoutRepeats } from "./open.js";
import { findingsOf, viewReport } from "./view.js";

// A page whose policy forbids evaluated code counts even the question whether it is allowed as a violation.
config({ jitless: true });

interface Shown {
  readonly shaped: ShapedGraph;
  readonly report: Report;
}

let source: Source | undefined;
let opened: Result<Opened> | undefined;
let axes: readonly Axis[] = [];
let shown: Shown | undefined;

/** What is shown; the page asks for nothing before there is something. */
function current(): Shown {
  if (shown === undefined) throw new Error("there is no network");
  return shown;
}

interface Channel {
  readonly progress: Progress;
  readonly onNode: (node: Extract<Reply, { kind: "node" }>["node"]) => void;
}

type Answers = {
  readonly [Name in CallName]: (
    given: Calls[Name]["given"],
    channel: Channel,
  ) => Calls[Name]["gives"] | Promise<Calls[Name]["gives"]>;
};

const answers: Answers = {
  async analyse({ source: wanted, sizes }, { progress }) {
    if (opened === undefined || wanted.key !== source?.key) {
      source = wanted;
      opened = await openSource(wanted, progress);
      axes = opened.ok ? axesOf(opened.value) : [];
    }
    if (!opened.ok) return { findings: findingsOf(opened.diagnostics), variants: [] };
    const { variants, variant, shape } = opened.value;
    progress("Inferring shapes");
    const { value, diagnostics } = shape(sizes);
    const found = withoutRepeats([...opened.diagnostics, ...diagnostics]);
    if (value === undefined) return { findings: findingsOf(found), variants };
    progress("Counting");
    shown = { shaped: value, report: analyseGraph(value, { source: wanted.name, diagnostics: found }) };
    return { ...viewReport(shown.report), axes, variants, variant: variant ?? null };
  },
  async draw({ folded }) {
    const { drawNetwork } = await import("./drawing.js");
    return drawNetwork(current().shaped, current().report, folded);
  },
  explain({ layers }) {
    const { shaped, report } = current();
    return report.layers
      .filter(({ name }) => layers.includes(name))
      .map((layer) => ({
        name: layer.name,
        type: layer.type,
        from: shapeOf(layer.inputs[0], report),
        to: shapeOf(layer.outputs[0], report),
        steps: stepsOf(layer, deriveLayer(shaped, layer.name) ?? { layer: layer.name, nodes: [] }, report).map(
          ([name, text]) => ({ name, text }),
        ),
      }));
  },
  conventions: () => conventionNames.map((name) => ({ name, title: conventions[name].title })),
  convention({ name }) {
    if (!isConventionName(name)) throw new Error(`no tool is called ${name}`);
    return conventionTable(current().report.name, explainConvention(current().shaped, name));
  },
  validSizes: () => validInputs(current().shaped).text,
  async export({ format }) {
    const { makeDownload } = await import("./downloads.js");
    return makeDownload(format, current().report, current().shaped, source?.kind === "model");
  },
  async verify({ device }, { progress, onNode }) {
    const { proveNetwork } = await import("./proof.js");
    return proveNetwork(current().shaped, device, progress, onNode);
  },
};

/** The part of a worker's own global object that is used here. */
const port: {
  postMessage(reply: Reply): void;
  addEventListener(type: "message", listener: (event: { readonly data: Request }) => void): void;
} = globalThis as never;

let turn = Promise.resolve();

port.addEventListener("message", ({ data }) => {
  turn = turn.then(() => answer(data));
});

async function answer(request: Request): Promise<void> {
  const { id } = request;
  try {
    const call: (given: never, channel: Channel) => unknown = answers[request.call];
    const gives = await call(request.given as never, {
      progress: (text, share) => port.postMessage({ id, kind: "progress", text, share: share ?? null }),
      onNode: (node) => port.postMessage({ id, kind: "node", node }),
    });
    port.postMessage({ id, kind: "done", gives });
  } catch (error) {
    port.postMessage({ id, kind: "failed", message: error instanceof Error ? error.message : String(error) });
  }
}
