/** What another tool would count, and the way from our figure to that, line by line. */
import type { App } from "../app.js";
import { element } from "../element.js";
import { plainTable } from "./plain-table.js";

export async function conventionsPanel(app: App): Promise<HTMLElement> {
  const tools = await app.conventions();
  const result = element("div", { attributes: { "aria-live": "polite" } });
  const show = async (): Promise<void> => {
    if (app.store.state.analysis === undefined || !app.store.state.isCurrent) return;
    try {
      result.replaceChildren(plainTable(await app.countBy(select.value)));
    } catch (error) {
      result.replaceChildren(element("p", "note", error instanceof Error ? error.message : String(error)));
    }
  };
  const select = element(
    "select",
    { attributes: { "aria-label": "Count as this tool does" }, on: { change: () => void show() } },
    ...tools.map(({ name, title }) => element("option", { attributes: { value: name } }, title)),
  );
  app.store.watch(["analysis", "isCurrent"], () => void show());
  return element("div", {}, element("p", "row", "Count as ", select, " does"), result);
}
