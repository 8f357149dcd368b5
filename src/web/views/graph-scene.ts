/** The boxes and arrows in view, made when they come into it and taken away when they leave. */
import { svgElement } from "../element.js";
import type { Drawing, PlacedArrow, PlacedBox } from "../worker/messages.js";
import type { View } from "./camera.js";

export interface SceneActions {
  look(box: PlacedBox): void;
  /** Folds or unfolds. */
  toggle(box: PlacedBox): void;
  /** Brings into view. */
  show(box: PlacedBox): void;
}

/** Beyond the edges of the view, so that a small move shows nothing empty. */
const margin = 200;

export class GraphScene {
  #drawing: Drawing | undefined;
  #view: View | undefined;
  #marked: ReadonlySet<string> = new Set();
  /** The box that the Tab key leads to. */
  #current = "";
  readonly #boxes = new Map<string, SVGGElement>();
  readonly #arrows = new Map<number, SVGGElement>();
  readonly #arrowLayer = svgElement("g");
  readonly #boxLayer = svgElement("g");

  constructor(
    world: SVGGElement,
    private readonly actions: SceneActions,
  ) {
    world.append(this.#arrowLayer, this.#boxLayer);
  }

  take(drawing: Drawing): void {
    const focused = this.#boxLayer.contains(document.activeElement);
    this.#drawing = drawing;
    this.#boxes.clear();
    this.#arrows.clear();
    this.#boxLayer.replaceChildren();
    this.#arrowLayer.replaceChildren();
    if (!drawing.boxes.some(({ id }) => id === this.#current)) this.#current = drawing.boxes[0]?.id ?? "";
    if (this.#view !== undefined) this.show(this.#view);
    if (focused) this.#boxes.get(this.#current)?.focus();
  }

  show(view: View): void {
    this.#view = view;
    const [left, top] = [view.left - margin, view.top - margin];
    const [right, bottom] = [view.left + view.width + margin, view.top + view.height + margin];
    const isIn = (x: number, y: number, width: number, height: number): boolean =>
      x < right && x + width > left && y < bottom && y + height > top;
    for (const box of this.#drawing?.boxes ?? []) {
      // The one that the Tab key leads to stays, or the drawing could not be reached.
      const wanted = box.id === this.#current || isIn(box.x, box.y, box.width, box.height);
      keep(this.#boxes, box.id, wanted, this.#boxLayer, () => this.#makeBox(box));
    }
    this.#drawing?.arrows.forEach((arrow, index) => {
      const xs = arrow.points.map(({ x }) => x);
      const ys = arrow.points.map(({ y }) => y);
      const [x, y] = [Math.min(...xs), Math.min(...ys)];
      const wanted = isIn(x, y, Math.max(...xs) - x + 1, Math.max(...ys) - y + 1);
      keep(this.#arrows, index, wanted, this.#arrowLayer, () => makeArrow(arrow));
    });
  }

  /** Marks the boxes of layers; gives the first. */
  mark(layers: readonly string[]): PlacedBox | undefined {
    this.#marked = new Set(layers);
    const boxes = this.#drawing?.boxes ?? [];
    for (const box of boxes) this.#boxes.get(box.id)?.classList.toggle("selected", this.#isMarked(box));
    return boxes.find((box) => this.#isMarked(box));
  }

  #isMarked({ layers }: PlacedBox): boolean {
    return layers.some((layer) => this.#marked.has(layer));
  }

  /** Boxes whose name, type or layers hold a text. */
  find(text: string): readonly PlacedBox[] {
    const wanted = text.toLowerCase();
    const holds = (name: string): boolean => name.toLowerCase().includes(wanted);
    const boxes = this.#drawing?.boxes ?? [];
    const found = boxes.filter(({ name, type, layers }) => holds(name) || holds(type) || layers.some(holds));
    for (const box of boxes) this.#boxes.get(box.id)?.classList.toggle("found", found.includes(box));
    return found;
  }

  focus(box: PlacedBox): void {
    this.#boxes.get(this.#current)?.setAttribute("tabindex", "-1");
    this.#current = box.id;
    this.actions.show(box);
    if (this.#view !== undefined) this.show(this.#view);
    const made = this.#boxes.get(box.id);
    made?.setAttribute("tabindex", "0");
    made?.focus({ preventScroll: true });
  }

  #makeBox(box: PlacedBox): SVGGElement {
    const { id, kind, name, detail, x, y, width, height } = box;
    const isOpenable = kind === "module";
    const [title, subtitle] = [shorten(name, width), shorten(detail, width)];
    const made = svgElement(
      "g",
      {
        class: `box ${kind}`,
        transform: `translate(${x} ${y})`,
        role: "button",
        tabindex: id === this.#current ? 0 : -1,
        // What is seen, and all of the name where that is only a part of it.
        "aria-label": `${title} ${subtitle}${title === name ? "" : `, ${name}`}`,
        "aria-expanded": isOpenable ? "false" : undefined,
      },
      svgElement("rect", { width, height, rx: 8 }),
      svgElement("text", { x: width / 2, y: 19, class: "title" }, title),
      " ",
      svgElement("text", { x: width / 2, y: 34, class: "detail" }, subtitle),
    );
    made.classList.toggle("selected", this.#isMarked(box));
    made.addEventListener("click", () => this.actions.look(box));
    made.addEventListener("dblclick", () => this.#toggle(box));
    made.addEventListener("focus", () => this.actions.look(box));
    made.addEventListener("keydown", (event) => this.#key(event, box));
    return made;
  }

  /** A module unfolds; a layer folds the module around it. */
  #toggle(box: PlacedBox): void {
    const around = box.modules.at(-1);
    if (box.kind === "module") this.actions.toggle(box);
    else if (around !== undefined) this.actions.toggle({ ...box, name: around });
  }

  #key(event: KeyboardEvent, box: PlacedBox): void {
    const { boxes = [], arrows = [] } = this.#drawing ?? {};
    const boxOf = (id: string | undefined): PlacedBox | undefined => boxes.find((each) => each.id === id);
    const beside = (step: number): PlacedBox | undefined => boxes[boxes.indexOf(box) + step];
    const targets: Readonly<Record<string, () => PlacedBox | undefined>> = {
      ArrowDown: () => boxOf(arrows.find(({ from }) => from === box.id)?.to),
      ArrowUp: () => boxOf(arrows.find(({ to }) => to === box.id)?.from),
      ArrowRight: () => beside(1),
      ArrowLeft: () => beside(-1),
      Home: () => boxes[0],
      End: () => boxes.at(-1),
    };
    if (event.key === "Enter" || event.key === " ") this.#toggle(box);
    else {
      const target = targets[event.key];
      if (target === undefined) return;
      const next = target();
      if (next !== undefined) this.focus(next);
    }
    event.preventDefault();
  }
}

/** Has the element for a key exactly while it is wanted. */
function keep<K>(
  made: Map<K, SVGGElement>,
  key: K,
  wanted: boolean,
  layer: SVGGElement,
  make: () => SVGGElement,
): void {
  const before = made.get(key);
  if (wanted && before === undefined) {
    const element = make();
    made.set(key, element);
    layer.append(element);
  } else if (!wanted && before !== undefined) {
    before.remove();
    made.delete(key);
  }
}

function shorten(text: string, width: number): string {
  const most = Math.floor((width - 12) / 7);
  return text.length <= most ? text : `…${text.slice(text.length - most + 1)}`;
}

function makeArrow({ points, label }: PlacedArrow): SVGGElement {
  const [first, ...rest] = points;
  const last = points.at(-1);
  const middle = points[Math.floor(points.length / 2)];
  if (first === undefined || last === undefined || middle === undefined) return svgElement("g");
  const path = `M${first.x} ${first.y}${rest.map(({ x, y }) => `L${x} ${y}`).join("")}`;
  const before = points.at(-2) ?? first;
  const angle = (Math.atan2(last.y - before.y, last.x - before.x) * 180) / Math.PI;
  return svgElement(
    "g",
    { class: "arrow", "aria-hidden": "true" },
    svgElement("path", { d: path }),
    svgElement("path", {
      class: "tip",
      d: "M0 0L-7 -4L-7 4Z",
      transform: `translate(${last.x} ${last.y}) rotate(${angle})`,
    }),
    svgElement("text", { x: middle.x, y: middle.y + 4 }, label),
  );
}
