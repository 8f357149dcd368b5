/** Takes files that are dropped anywhere on the page. */
import type { App } from "../app.js";

export function dropZone(app: App): void {
  const { classList } = document.documentElement;
  let depth = 0;
  addEventListener("dragenter", () => classList.toggle("dropping", ++depth > 0));
  addEventListener("dragleave", () => classList.toggle("dropping", --depth > 0));
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    depth = 0;
    classList.remove("dropping");
    const [file] = event.dataTransfer?.files ?? [];
    if (file !== undefined) void app.openFile(file);
  });
}
