/** The names of a network: layers, blocks and groups, what each gives, and how a reference finds them. */
import { type Diagnostic, diagnose } from "../diagnostic.js";
import type { Module } from "../graph/index.js";
import { closestName } from "../ops/index.js";
import type { Tensor } from "./environment.js";
import { fail } from "./failure.js";
import type { Place } from "./place.js";

/** What a name stands for. */
export interface Entry {
  readonly tensor: Tensor;
  /** Where it was defined; groups of generated names have no place of their own. */
  readonly place: Place | undefined;
  /** Name under which its weights are kept; differs from its own name where it shares them. */
  readonly weightName: string;
}

const wellFormed = /^[\p{L}\p{N}_][\p{L}\p{N}_.\-/+ ]*$/u;
/** Names that mean something in a reference. */
const reserved = new Set(["previous", "in", "identity"]);

/** A reference that found nothing when it was needed. */
export interface Missing {
  readonly reference: string;
  readonly prefix: string;
  /** Who asked, and where. */
  readonly layer: string;
  readonly place: Place;
}

export class Names {
  private readonly entries = new Map<string, Entry>();
  private readonly modules = new Map<string, Module>();
  /** First instance of each block, for `weights: block`. */
  private readonly instances = new Map<string, string>();

  /** Refuses a name that is taken or cannot be a name. */
  check(name: string, given: string): void {
    if (!wellFormed.test(given) || given.endsWith(".") || reserved.has(given)) {
      const reason = reserved.has(given) ? "it has a meaning of its own" : "names are letters, digits and _ . - /";
      fail("spec/misused", { what: `the name "${given}"`, reason });
    }
    const first = this.entries.get(name);
    if (first?.place === undefined) return;
    const hint = 'give one of them another name; inside `repeat`, use its index: "block{i}"';
    fail("spec/duplicate-name", { name, first: first.place.path || "an input" }, { hint });
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  define(name: string, entry: Entry): void {
    this.entries.set(name, entry);
  }

  /** Names of generated parts have dots: the parts before them are groups, which give what their latest part gives. */
  defineGroups(prefix: string, local: string, tensor: Tensor): void {
    for (let dot = local.indexOf("."); dot >= 0; dot = local.indexOf(".", dot + 1)) {
      const name = prefix + local.slice(0, dot);
      if (this.entries.get(name)?.place === undefined)
        this.entries.set(name, { tensor, place: undefined, weightName: name });
    }
  }

  noteInstance(block: string, name: string): void {
    if (!this.instances.has(block)) this.instances.set(block, name);
  }

  /** What a reference means in a frame of this prefix: names of the innermost block are seen first. */
  find(reference: string, prefix: string): Entry | undefined {
    return this.search(reference, prefix) ?? this.entries.get(this.instances.get(reference) ?? "");
  }

  /** As {@link find}; ends what is being read where there is no such name. */
  need(reference: string, prefix: string): Entry {
    const hint = (): string | undefined => closestName(reference, this.candidates(prefix));
    return (
      this.find(reference, prefix) ??
      fail("spec/unknown-name", { name: reference, what: "layer before this one" }, { hint: hint() })
    );
  }

  /** The finding of a reference that found nothing, once all names are known. */
  explainMissing({ reference, prefix, layer, place }: Missing): Diagnostic {
    const later = this.find(reference, prefix);
    const data = { name: reference, what: "layer before this one" };
    if (later === undefined) {
      const hint = closestName(reference, this.candidates(prefix));
      return diagnose("spec/unknown-name", data, { hint, ...place.context });
    }
    if (later.tensor.cause !== undefined)
      return diagnose("spec/cycle", { cycle: `${layer} > ${reference} > ${layer}` }, place.context);
    const where = later.place === undefined ? "" : `, at ${later.place.path}`;
    return diagnose("spec/unknown-name", data, {
      hint: `it comes later${where}: put it before this one`,
      ...place.context,
    });
  }

  private search(reference: string, prefix: string): Entry | undefined {
    for (let scope = prefix; ; scope = parentPrefix(scope)) {
      const entry = this.entries.get(scope + reference);
      if (entry !== undefined || scope === "") return entry;
    }
  }

  private *candidates(prefix: string): Iterable<string> {
    let left = 2000;
    for (const name of this.entries.keys()) {
      left -= 1;
      if (left < 0) return;
      yield name.startsWith(prefix) ? name.slice(prefix.length) : name;
    }
  }

  /** The module of this name, the same object each time. */
  module(name: string, type: string): Module {
    const known = this.modules.get(name);
    if (known !== undefined) return known;
    const module = { name, type };
    this.modules.set(name, module);
    return module;
  }
}

/** `stage2.0.` is inside `stage2.`, which is inside ``. */
function parentPrefix(prefix: string): string {
  return prefix.slice(0, prefix.lastIndexOf(".", prefix.length - 2) + 1);
}
