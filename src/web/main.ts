/** The page: puts the views together and opens what the address asks for. */
import { App } from "./app.js";
import { element } from "./element.js";
import { bar } from "./views/bar.js";
import { dropZone } from "./views/drop-zone.js";
import { findingsView } from "./views/findings.js";
import { graphView } from "./views/graph.js";
import { headline } from "./views/headline.js";
import { inspector } from "./views/inspector.js";
import { sizesView } from "./views/sizes.js";
import { tabs } from "./views/tabs.js";
import { workLine } from "./views/work-line.js";

const app = new App();

document
  .getElementById("page")
  ?.append(
    bar(app),
    workLine(app),
    element(
      "main",
      "page",
      headline(app),
      sizesView(app),
      findingsView(app),
      element("div", "desk", tabs(app), element("div", "side", graphView(app), inspector(app))),
    ),
    element(
      "footer",
      "foot",
      "Nothing leaves your machine: this page talks to no server, and works without a network once it has been opened.",
    ),
  );
dropZone(app);

addEventListener("popstate", ({ state }) => void app.openAddress(state));
void app.openAddress(history.state);

if (import.meta.env.PROD && "serviceWorker" in navigator) void navigator.serviceWorker.register("./service-worker.js");
