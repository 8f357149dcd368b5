/** How a node of an older opset becomes the canonical form: drafts of nodes, and the steps that rewrite them. */
import type { AttributeValue } from "../graph/index.js";
import type { KnownValue } from "../tensor/index.js";

/** A node on its way to the canonical form. Steps change it in place; it belongs to one import. */
export interface Draft {
  op: string;
  /** The opset that the file imports for the node's domain. */
  readonly version: number;
  inputs: string[];
  outputs: string[];
  attributes: Record<string, AttributeValue>;
  /** Adds a constant to the graph and gives its name. */
  constant(value: KnownValue): string;
  /** A float constant of the element type that the value `like` has. */
  constantLike(value: number, like: string): string;
  /** The rank of a value where the file says it; undefined elsewhere. */
  rankOf(value: string): number | undefined;
  /** Adds a node before this one and gives the name of its output. */
  before(op: string, inputs: readonly string[], attributes?: Readonly<Record<string, AttributeValue>>): string;
  /** Lets this node give another value, from which a node after it makes output 0; gives that value's name. */
  after(op: string, more?: readonly string[], attributes?: Readonly<Record<string, AttributeValue>>): string;
  /** Says that this form cannot be brought to the canonical one. */
  refuse(reason: string): void;
}

/** Rewrites the form that holds before opset `since` into the one that holds from it on. */
export interface Step {
  readonly since: number;
  readonly apply: (draft: Draft) => void;
}

/** What changed about an operator over the opsets. */
export interface History {
  /** Attributes that came after the operator itself, with the opset that added each. */
  readonly added?: Readonly<Record<string, number>>;
  /** Attributes of the canonical form that were allowed only from some opset on stand in `added`; these went. */
  readonly steps?: readonly Step[];
}

/** Whether a node of an opset has the canonical form already. */
export function isCurrent(version: number, history: History | undefined): boolean {
  if (version < 6) return false;
  return history?.steps === undefined || history.steps.every((step) => step.since <= version);
}

/** Applies every step that lies between the node's opset and the canonical form, oldest first. */
export function upgradeDraft(draft: Draft, history: History | undefined): void {
  // Opsets before 6 let a node say which inputs it overwrites; it never meant anything for the result.
  if (draft.version < 6) delete draft.attributes.consumed_inputs;
  for (const step of history?.steps ?? []) if (step.since > draft.version) step.apply(draft);
}

/** Puts a value at an input's place, with names left out before it. */
export function setInput(draft: Draft, index: number, name: string): void {
  while (draft.inputs.length < index) draft.inputs.push("");
  draft.inputs[index] = name;
}

/** An attribute that the newer form does not have and whose value says nothing about shapes. */
export function dropped(since: number, ...names: readonly string[]): Step {
  return {
    since,
    apply: ({ attributes }) => {
      for (const name of names) delete attributes[name];
    },
  };
}

/** An attribute of whole numbers that became the input at `index`. */
export function becameInput(since: number, name: string, index: number): Step {
  return {
    since,
    apply(draft) {
      const { [name]: value } = draft.attributes;
      if (value === undefined) return;
      delete draft.attributes[name];
      const data = typeof value === "number" ? [value] : Array.isArray(value) ? value : undefined;
      if (data === undefined || !data.every((element) => typeof element === "number")) return;
      setInput(draft, index, draft.constant({ dtype: "int64", shape: [data.length], data }));
    },
  };
}

/** An attribute whose default changed: the old default is written out. */
export function defaulted(since: number, name: string, value: AttributeValue): Step {
  return {
    since,
    apply: ({ attributes }) => {
      attributes[name] ??= value;
    },
  };
}
