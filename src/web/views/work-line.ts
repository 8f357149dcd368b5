/** What is being done, with a way to stop it; and short messages, for eyes and for screen readers. */
import type { App } from "../app.js";
import { button, element } from "../element.js";

/** Work that is done sooner needs no line that flickers. */
const patience = 250;

export function workLine(app: App): HTMLElement {
  const text = element("span");
  const bar = element("progress", { attributes: { max: 1, "aria-label": "Progress" } });
  const line = element(
    "div",
    "work",
    bar,
    text,
    button("Stop", () => app.cancel()),
  );
  const notice = element("p", { attributes: { class: "notice", role: "status", "aria-live": "polite" } });
  line.hidden = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  app.store.watch(["work"], ({ work }) => {
    text.textContent = work === undefined ? "" : `${work.text} …`;
    if (work?.share === null || work === undefined) bar.removeAttribute("value");
    else bar.value = work.share;
    if (work === undefined) {
      clearTimeout(timer);
      timer = undefined;
      line.hidden = true;
    } else timer ??= setTimeout(() => (line.hidden = false), patience);
  });
  let hide: ReturnType<typeof setTimeout> | undefined;
  app.store.watch(["notice"], ({ notice: said }) => {
    notice.textContent = said;
    clearTimeout(hide);
    if (said !== "") hide = setTimeout(() => app.store.update({ notice: "" }), 6000);
  });
  return element("div", "status", line, notice);
}
