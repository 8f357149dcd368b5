/** Proof by execution: runs the network here, on this browser's WebGPU or on the reference, node by node. */
import type { App } from "../app.js";
import { Cancelled, Client } from "../client.js";
import { button, element } from "../element.js";
import type { Device, NodeRun, Sizes, Source } from "../worker/messages.js";
import { plainTable } from "./plain-table.js";

/** Rows of the live list; the whole table comes at the end. */
const liveRows = 200;

export function verifyPanel(app: App): HTMLElement {
  const bar = element("progress", { attributes: { max: 1, "aria-label": "Steps run" } });
  const told = element("p", { attributes: { class: "note", role: "status" } });
  const list = element("tbody");
  const live = element(
    "div",
    { attributes: { class: "scroll live", tabindex: 0, role: "region", "aria-label": "Nodes as they run" } },
    element(
      "table",
      {},
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          ...["Node", "Operator", "Output", "MACs executed", "Error", "Result"].map((title) =>
            element("th", { attributes: { scope: "col" } }, title),
          ),
        ),
      ),
      list,
    ),
  );
  const result = element("div");
  let running: Client | undefined;

  const start = async (device: Device): Promise<void> => {
    const { source, sizes } = app.store.state;
    if (source === undefined) return;
    running?.cancel();
    const client = new Client();
    running = client;
    list.replaceChildren();
    result.replaceChildren();
    live.hidden = false;
    bar.hidden = false;
    bar.removeAttribute("value");
    stop.hidden = false;
    told.textContent = device === "webgpu" ? "Opening WebGPU …" : "Starting …";
    try {
      await prove(client, source, sizes, device);
    } catch (error) {
      told.textContent =
        error instanceof Cancelled ? "Stopped." : error instanceof Error ? error.message : String(error);
    }
    if (running === client) {
      bar.hidden = true;
      stop.hidden = true;
    }
    client.cancel();
  };

  const prove = async (client: Client, source: Source, sizes: Sizes, device: Device): Promise<void> => {
    const analysis = await client.call("analyse", { source, sizes });
    if (!("rows" in analysis)) throw new Error("this network cannot run: see the findings");
    const proof = await client.call(
      "verify",
      { device },
      {
        onProgress(text, share) {
          told.textContent = `${text} …`;
          if (share !== null) bar.value = share;
        },
        onNode(node) {
          list.prepend(liveRow(node));
          if (list.rows.length > liveRows) list.deleteRow(-1);
        },
      },
    );
    if (!("table" in proof)) {
      told.textContent = proof.findings
        .map(({ message, hint }) => (hint === undefined ? message : `${message}: ${hint}`))
        .join("; ");
      return;
    }
    live.hidden = true;
    told.textContent = proof.table.notes.at(-1) ?? "";
    told.className = proof.ok ? "note proven" : "note refuted";
    result.replaceChildren(plainTable(proof.table));
  };

  const stop = button("Stop", () => running?.cancel());
  for (const each of [stop, bar, live]) each.hidden = true;
  return element(
    "div",
    "verify",
    element(
      "p",
      "note",
      "Runs the network on weights drawn from its initialisers and holds every shape, every multiplication and every value against what was inferred and counted.",
    ),
    element(
      "p",
      "row",
      button("Run on WebGPU", () => void start("webgpu"), { class: "primary" }),
      button("Run on the reference", () => void start("reference")),
      stop,
    ),
    bar,
    told,
    live,
    result,
  );
}

function liveRow({ name, op, shape, executed, error, ok }: NodeRun): HTMLElement {
  return element(
    "tr",
    ok ? "" : "wrong",
    ...[name, op, shape, executed, error, ok ? "ok" : "wrong"].map((text) => element("td", {}, text)),
  );
}
