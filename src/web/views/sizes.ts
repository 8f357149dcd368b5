/** The sizes that may be chosen, with sliders that change every count at once; for which sizes the network is valid. */
import type { App } from "../app.js";
import { button, element } from "../element.js";
import type { Axis, Sizes } from "../worker/messages.js";

export function sizesView(app: App): HTMLElement {
  const fields = element("div", "fields");
  const valid = element("p", "valid");
  const reset = button("Reset", () => app.setSizes({ symbols: {}, inputs: {} }));
  const view = element(
    "section",
    { attributes: { class: "sizes", "aria-label": "Input sizes" } },
    element("h2", {}, "Input sizes"),
    fields,
    reset,
    valid,
  );
  let shown = "";
  app.store.watch(["analysis", "sizes"], ({ analysis, sizes }) => {
    const axes = analysis?.axes ?? [];
    view.hidden = axes.length === 0;
    reset.hidden = Object.keys(sizes.symbols).length + Object.keys(sizes.inputs).length === 0;
    // A field that somebody types into must stay the same element.
    const key = JSON.stringify([analysis?.name, axes]);
    if (key !== shown) fields.replaceChildren(...axes.map((axis) => field(app, axis, axes)));
    shown = key;
    for (const input of fields.querySelectorAll("input")) {
      const axis = axes[Number(input.dataset.axis)];
      if (axis !== undefined && input !== document.activeElement) input.value = String(sizeOf(axis, sizes) ?? "");
    }
  });
  app.store.watch(["validSizes", "isCurrent"], ({ validSizes, isCurrent }) => {
    valid.textContent = validSizes === "" || !isCurrent ? "" : `Valid for ${validSizes}`;
  });
  return view;
}

function sizeOf({ symbol, input, axis, size }: Axis, { symbols, inputs }: Sizes): number | null {
  if (symbol !== null) return symbols[symbol] ?? size;
  return inputs[input]?.[axis - 1] ?? size;
}

/** The sizes with one axis changed. The shape of an input is given whole, its batch apart. */
function withSize(sizes: Sizes, axis: Axis, axes: readonly Axis[], value: number | null): Sizes {
  if (axis.symbol !== null) {
    const { [axis.symbol]: _, ...others } = sizes.symbols;
    return { ...sizes, symbols: value === null ? others : { ...others, [axis.symbol]: value } };
  }
  const shape = axes
    .filter((each) => each.input === axis.input && each.axis > 0)
    .map((each) => (each === axis ? (value ?? each.size) : sizeOf(each, sizes)) ?? 1);
  return { ...sizes, inputs: { ...sizes.inputs, [axis.input]: shape } };
}

function greatestOf({ symbol, size }: Axis): number {
  if (symbol === "N") return 64;
  return Math.max(64, (size ?? 256) * 4);
}

function field(app: App, axis: Axis, axes: readonly Axis[]): HTMLElement {
  const index = axes.indexOf(axis);
  const isShared = axes.some((each) => each !== axis && each.label === axis.label);
  const label = isShared ? `${axis.input} ${axis.label}` : axis.label;
  const set = (written: string): void => {
    const value = Number(written);
    if (written !== "" && !(Number.isSafeInteger(value) && value > 0)) return;
    app.setSizes(withSize(app.store.state.sizes, axis, axes, written === "" ? null : value));
  };
  const attributes = { "data-axis": index, min: 1, step: 1 };
  const number = element("input", {
    attributes: { ...attributes, type: "number", "aria-label": label, placeholder: axis.size === null ? "any" : "" },
    on: {
      input: () => {
        slider.value = number.value;
        set(number.value);
      },
    },
  });
  const slider = element("input", {
    attributes: { ...attributes, type: "range", max: greatestOf(axis), "aria-label": `${label}, slider` },
    on: {
      input: () => {
        number.value = slider.value;
        set(slider.value);
      },
    },
  });
  return element("div", "field", element("span", "label", label), slider, number);
}
