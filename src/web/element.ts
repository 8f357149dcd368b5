/** Makes elements. Texts become text nodes and nothing else, so that a name from a file is never read as markup. */

type Child = Node | string | undefined;

/** Attributes as written; `true` sets one without a value, `undefined` and `false` leave it out. */
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

type Handlers = { readonly [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => void };

export interface Properties {
  readonly attributes?: Attributes;
  readonly on?: Handlers;
}

function fill<E extends Element>(made: E, { attributes = {}, on = {} }: Properties, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : String(value));
  }
  for (const [name, handler] of Object.entries(on)) made.addEventListener(name, handler as EventListener);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** `element("p", "note", "text")`; the second argument is the class, or attributes and handlers. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: string | Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const given = typeof properties === "string" ? { attributes: { class: properties || undefined } } : properties;
  return fill(document.createElement(tag), given, children);
}

export function svgElement<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), { attributes }, children);
}

export function button(label: string, click: () => void, attributes: Attributes = {}): HTMLButtonElement {
  return element("button", { attributes: { type: "button", ...attributes }, on: { click } }, label);
}
