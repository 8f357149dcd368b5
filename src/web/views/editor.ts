/** placeholder */
import type { App } from "../app.js";
import { element } from "../element.js";
export function editorPanel(_app: App): HTMLElement {
  return element("div");
}
