/** The bar at the top: what this is, what to open, what to take away. */
import type { App } from "../app.js";
import { button, element } from "../element.js";
import type { ExportFormat } from "../worker/messages.js";
import { zoo } from "../zoo.js";

const formats: readonly (readonly [ExportFormat, string])[] = [
  ["markdown", "Markdown table"],
  ["csv", "CSV"],
  ["json", "JSON report"],
  ["html", "HTML page"],
  ["latex", "LaTeX table"],
  ["onnx", "ONNX model"],
];

export function bar(app: App): HTMLElement {
  return element(
    "header",
    "bar",
    element("a", { attributes: { class: "mark", href: "#zoo=lenet-5" } }, "shapewright"),
    element("div", "actions", zooPicker(app), filePicker(app), downloadMenu(app), shareButton(app), themeButton()),
  );
}

function zooPicker(app: App): HTMLElement {
  const select = element(
    "select",
    {
      attributes: { "aria-label": "Architectures of the zoo" },
      on: {
        change: () => {
          if (select.value !== "") void app.openZoo(select.value);
        },
      },
    },
    element("option", { attributes: { value: "" } }, "Zoo: pick a network"),
    ...zoo.map(({ name, title, params, macs }) =>
      element("option", { attributes: { value: name } }, `${title} · ${params} params · ${macs} MACs`),
    ),
  );
  app.store.watch(["source"], ({ source }) => {
    select.value = (source?.kind === "spec" && source.zoo) || "";
  });
  return select;
}

function filePicker(app: App): HTMLElement {
  const input = element("input", {
    attributes: {
      type: "file",
      accept: ".onnx,.yaml,.yml,.json",
      hidden: true,
      "aria-label": "A model or specification",
    },
    on: {
      change: () => {
        const [file] = input.files ?? [];
        if (file !== undefined) void app.openFile(file);
        input.value = "";
      },
    },
  });
  return element(
    "span",
    {},
    input,
    button("Open a file…", () => input.click(), { class: "primary" }),
  );
}

function downloadMenu(app: App): HTMLElement {
  const select = element(
    "select",
    {
      attributes: { "aria-label": "Download the network as" },
      on: {
        change: () => {
          const format = formats.find(([each]) => each === select.value)?.[0];
          select.value = "";
          if (format !== undefined) void app.download(format);
        },
      },
    },
    element("option", { attributes: { value: "" } }, "Download…"),
    ...formats.map(([format, title]) => element("option", { attributes: { value: format } }, title)),
  );
  return select;
}

function shareButton(app: App): HTMLElement {
  return button("Copy link", async () => {
    const { source } = app.store.state;
    const told =
      source?.kind === "model"
        ? "A model file stays on this machine: only specifications fit into a link"
        : "Link copied: it holds the whole specification";
    try {
      if (source?.kind !== "model") await navigator.clipboard.writeText(location.href);
      app.store.update({ notice: told });
    } catch {
      app.store.update({ notice: "The address of this page is the link" });
    }
  });
}

const themes = ["system", "light", "dark"] as const;

function themeButton(): HTMLElement {
  let theme = themes.find((each) => each === localStorage.getItem("theme")) ?? "system";
  const show = (): void => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    made.textContent = { system: "◐", light: "☀", dark: "☾" }[theme];
    made.setAttribute("aria-label", `Colours: ${theme}`);
    made.title = `Colours: ${theme}`;
  };
  const made = button(
    "",
    () => {
      theme = themes[(themes.indexOf(theme) + 1) % themes.length] ?? "system";
      localStorage.setItem("theme", theme);
      show();
    },
    { class: "icon" },
  );
  show();
  return made;
}
