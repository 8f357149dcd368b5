/** Where in a document something stands; the text and the position of a place are made only when somebody asks. */
import type { DiagnosticContext, Source } from "../diagnostic.js";

/** Keys and indices from the root of a document. */
export type Path = readonly (string | number)[];

/** Finds the position of a part of the document in its file. */
export type Locate = (path: Path) => Source | undefined;

/** A part of the document, known by its parent and its key. */
export class Place {
  private constructor(
    private readonly parent: Place | undefined,
    private readonly key: string | number,
    private readonly locate: Locate,
  ) {}

  /** The whole document. */
  static root(locate: Locate = () => undefined): Place {
    return new Place(undefined, "", locate);
  }

  child(key: string | number): Place {
    return new Place(this, key, this.locate);
  }

  get keys(): Path {
    const keys: (string | number)[] = [];
    for (let place: Place = this; place.parent !== undefined; place = place.parent) keys.push(place.key);
    return keys.reverse();
  }

  /** `layers[4].kernel`; empty for the document itself. */
  get path(): string {
    return pathText(this.keys);
  }

  get source(): Source | undefined {
    return this.locate(this.keys);
  }

  /** The place as a finding wants it. */
  get context(): DiagnosticContext {
    return { path: this.path || undefined, source: this.source };
  }
}

/** `layers[4].kernel`; a key that is no plain name is quoted. */
export function pathText(path: Path): string {
  return path
    .map((key, index) => {
      if (typeof key === "number") return `[${key}]`;
      if (!/^[\w-]+$/.test(key)) return `[${JSON.stringify(key)}]`;
      return index === 0 ? key : `.${key}`;
    })
    .join("");
}
