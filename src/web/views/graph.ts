/** The drawing of the network: zoom, pan, search, folding, a map of the whole; only what is in view is in the page. */
import type { App } from "../app.js";
import { button, element, svgElement } from "../element.js";
import type { Drawing } from "../worker/messages.js";
import { Camera } from "./camera.js";
import { GraphScene } from "./graph-scene.js";

export function graphView(app: App): HTMLElement {
  const world = svgElement("g");
  const svg = svgElement("svg", { class: "graph", role: "group", "aria-label": "Graph of the network" }, world);
  const mapView = svgElement("rect", { class: "map-view" });
  const mapBoxes = svgElement("g");
  const map = svgElement("svg", { class: "map", "aria-hidden": "true" }, mapBoxes, mapView);
  const stage = element("div", "stage", svg, map);
  const message = element("p", "note");
  const scene = new GraphScene(world, {
    look: (box) => {
      if (box.layers.length > 0) void app.select(box.name, box.layers);
    },
    toggle: (box) => void app.draw(withToggled(drawing, box.name)),
    show: (box) => camera.reveal(box),
  });
  const camera = new Camera(svg, () => {
    const { scale, left, top, width, height } = camera.view;
    world.setAttribute("transform", `translate(${-left * scale} ${-top * scale}) scale(${scale})`);
    svg.classList.toggle("far", scale < 0.55);
    scene.show(camera.view);
    for (const [name, value] of Object.entries({ x: left, y: top, width, height }))
      mapView.setAttribute(name, `${value}`);
  });
  let drawing: Drawing | undefined;

  const search = element("input", {
    attributes: { type: "search", placeholder: "Find a layer", "aria-label": "Find a layer in the graph" },
    on: {
      input: () => {
        const found = search.value === "" ? [] : scene.find(search.value);
        const [first] = found;
        if (first !== undefined) camera.reveal(first);
      },
      keydown: ({ key }) => {
        const [first] = key === "Enter" && search.value !== "" ? scene.find(search.value) : [];
        if (first !== undefined) scene.focus(first);
      },
    },
  });
  const fold = button("Fold", () => void app.draw(null));
  const unfold = button("Unfold", () => void app.draw([]), { title: "Unfold all modules" });
  const tools = element(
    "div",
    "tools",
    search,
    fold,
    unfold,
    button("−", () => camera.zoom(1 / 1.4), { class: "icon", "aria-label": "Zoom out" }),
    button("+", () => camera.zoom(1.4), { class: "icon", "aria-label": "Zoom in" }),
    button("Fit", () => camera.fit()),
  );
  map.addEventListener("pointerdown", (event) => {
    const area = map.getBoundingClientRect();
    if (drawing === undefined || area.width === 0) return;
    const scale = Math.max(drawing.width / area.width, drawing.height / area.height);
    const x = (event.clientX - area.left - area.width / 2) * scale + drawing.width / 2;
    const y = (event.clientY - area.top - area.height / 2) * scale + drawing.height / 2;
    camera.centre(x, y);
  });
  app.store.watch(["drawing"], ({ drawing: next }) => {
    const isFirst = drawing === undefined || (typeof next === "object" && next.boxes[0]?.id !== drawing.boxes[0]?.id);
    message.textContent = typeof next === "string" ? `No drawing: ${next}` : "";
    drawing = typeof next === "object" ? next : undefined;
    stage.hidden = drawing === undefined;
    tools.hidden = drawing === undefined;
    if (drawing === undefined) return;
    scene.take(drawing);
    camera.setExtent(drawing.width, drawing.height);
    map.setAttribute("viewBox", `0 0 ${drawing.width} ${drawing.height}`);
    mapBoxes.replaceChildren(
      ...drawing.boxes.map(({ x, y, width, height }) => svgElement("rect", { x, y, width, height })),
    );
    unfold.hidden = fold.hidden = drawing.moduleCount === 0;
    if (isFirst) camera.fit();
    else camera.changed();
  });
  app.store.watch(["selected"], ({ selected }) => {
    const box = scene.mark(selected?.layers ?? []);
    if (box !== undefined && selected !== undefined) camera.reveal(box);
  });

  return element(
    "section",
    { attributes: { class: "card graph-card", "aria-label": "Graph" } },
    element("div", "panel-head", element("h2", {}, "Graph"), tools),
    stage,
    message,
  );
}

/** The folds with one module opened or closed. */
function withToggled(drawing: Drawing | undefined, name: string): readonly string[] {
  const folded = drawing?.folded ?? [];
  return folded.includes(name) ? folded.filter((each) => each !== name) : [...folded, name];
}
