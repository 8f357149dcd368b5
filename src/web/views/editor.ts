/** The editor of a specification: completion from the schema, findings at their lines, undo; every change is analysed. */
import { autocompletion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState, type Text } from "@codemirror/state";
import { tags } from "@lezer/highlight";
import { basicSetup, EditorView } from "codemirror";
import schemaUrl from "../../../schemas/architecture.schema.json?url";
import type { App } from "../app.js";
import { element } from "../element.js";
import type { Finding } from "../worker/messages.js";
import { type SchemaPart, suggest } from "./spec-completion.js";

/** Somebody who types is not interrupted after each letter. */
const pause = 250;

const theme = EditorView.theme({
  "&": { backgroundColor: "var(--card)", color: "var(--ink)", fontSize: "13.5px" },
  ".cm-scroller": { fontFamily: "ui-monospace, SFMono-Regular, Menlo, 'DejaVu Sans Mono', monospace" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--card)", color: "var(--soft)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--wash)" },
  "&.cm-focused .cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--accent-wash) !important" },
  ".cm-tooltip": { backgroundColor: "var(--card)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
});

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--fine)" },
]);

let schema: Promise<SchemaPart> | undefined;

async function complete(context: CompletionContext): Promise<CompletionResult | null> {
  schema ??= fetch(schemaUrl).then((response) => response.json());
  const found = suggest(await schema, context.state.sliceDoc(0, context.pos));
  if (found === undefined || (found.typed === 0 && !context.explicit)) return null;
  return { from: context.pos - found.typed, options: found.options.map((option) => ({ ...option, type: "keyword" })) };
}

export function editorPanel(app: App): HTMLElement {
  const host = element("div", "editor-host");
  // In a tree of its own the editor's styles are sheets, not style elements, which the page's policy forbids.
  const root = host.attachShadow({ mode: "open" });
  const parent = document.createElement("div");
  root.append(parent);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const extensions = [
    basicSetup,
    yaml(),
    theme,
    syntaxHighlighting(colours),
    lintGutter(),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": "Specification" }),
    autocompletion({ override: [complete] }),
    EditorView.updateListener.of(({ docChanged, state }) => {
      if (!docChanged) return;
      clearTimeout(timer);
      timer = setTimeout(() => app.edit(state.doc.toString()), pause);
    }),
  ];
  const view = new EditorView({ parent, root, extensions });
  const none = element(
    "p",
    "note",
    "A model file has no specification to edit: pick one of the zoo, or open a .yaml file.",
  );

  app.store.watch(["source"], ({ source }) => {
    const isSpec = source?.kind === "spec";
    host.hidden = !isSpec;
    none.hidden = isSpec;
    if (!isSpec || source.text === view.state.doc.toString()) return;
    // Another text is another history of changes.
    view.setState(EditorState.create({ doc: source.text, extensions }));
  });
  app.store.watch(["findings"], ({ findings }) => {
    const { doc } = view.state;
    view.dispatch(
      setDiagnostics(
        view.state,
        findings.flatMap((finding) => markOf(finding, doc)),
      ),
    );
  });
  const goTo = (event: Event): void => {
    const number = (event as CustomEvent<number>).detail;
    if (!Number.isInteger(number)) return;
    const { from } = view.state.doc.line(Math.min(Math.max(1, number), view.state.doc.lines));
    view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    view.focus();
  };
  addEventListener("shapewright:line", goTo);
  return element(
    "div",
    {},
    element("p", "note", "Ctrl-Space completes, Ctrl-Z undoes; the link of this page holds what you write."),
    host,
    none,
  );
}

/** A finding where its line is in the text. */
function markOf({ source, severity, message, hint }: Finding, doc: Text): readonly Diagnostic[] {
  if (source === undefined || source.line > doc.lines) return [];
  const { from, to } = doc.line(source.line);
  const start = Math.min(to, from + source.column - 1);
  const end = Math.max(start, Math.min(to, start + (/^[^\s,}\]]*/.exec(doc.sliceString(start, to))?.[0].length ?? 1)));
  const text = hint === undefined ? message : `${message}\n${hint}`;
  return [{ from: start, to: end, severity: severity === "note" ? "info" : severity, message: text }];
}
