/** Finds the modules of a network in the names of its nodes: `/layer1/layer1.0/conv1/Conv` is the layer `layer1.0.conv1`. */
import type { AttributeValue, Module, Origin } from "../../graph/index.js";
import type { ModelNode } from "../model.js";

/** A scope of node names: its full module name, and what stands in it. */
interface NameScope {
  readonly name: string;
  /** The enclosing modules and the scope itself, outermost first. */
  readonly path: readonly Module[];
  /** Nodes directly in it, constants and shape arithmetic apart. */
  nodes: number;
  hasInner: boolean;
}

/** Operators that compute shapes or rename values: beside them a scope still is one layer. */
const silent = new Set([
  "Cast",
  "Concat",
  "Constant",
  "ConstantOfShape",
  "Gather",
  "Identity",
  "Shape",
  "Slice",
  "Squeeze",
  "Unsqueeze",
]);

/** The scopes of one file. Count every node first, then ask for origins. */
export class NameScopes {
  readonly #scopes = new Map<string, NameScope>();
  readonly #root: NameScope = { name: "", path: [], nodes: 0, hasInner: true };

  /** Notes that a node stands in its scope. */
  count({ name, op }: ModelNode): void {
    const slash = name.lastIndexOf("/");
    if (slash > 0 && !silent.has(op)) this.#scopeOf(name.slice(0, slash)).nodes += 1;
  }

  /**
   * The layer that a node is. The only node of an innermost scope has the scope's name (`conv1`), others their own in
   * the scope (`layer1.0.Add`).
   */
  originOf(name: string, op: string, attributes: Readonly<Record<string, AttributeValue>>): Origin | undefined {
    const slash = name.lastIndexOf("/");
    if (slash < 0) return undefined;
    const scope = slash === 0 ? this.#root : this.#scopeOf(name.slice(0, slash));
    if (!scope.hasInner && scope.nodes === 1 && !silent.has(op)) {
      return { name: scope.name, type: op, modules: scope.path.slice(0, -1), attributes };
    }
    const own = name.slice(slash + 1);
    return { name: scope.name === "" ? own : `${scope.name}.${own}`, type: op, modules: scope.path, attributes };
  }

  #scopeOf(path: string): NameScope {
    const known = this.#scopes.get(path);
    if (known !== undefined) return known;
    const slash = path.lastIndexOf("/");
    const outer = slash > 0 ? this.#scopeOf(path.slice(0, slash)) : this.#root;
    outer.hasInner = true;
    const own = path.slice(slash + 1);
    // PyTorch repeats a container's own name before the index: /layer1/layer1.0.
    const parent = slash > 0 ? path.slice(path.lastIndexOf("/", slash - 1) + 1, slash) : "";
    const short = parent !== "" && own.startsWith(`${parent}.`) ? own.slice(parent.length + 1) : own;
    const name = outer.name === "" ? short : `${outer.name}.${short}`;
    const scope: NameScope = { name, path: [...outer.path, { name, type: "module" }], nodes: 0, hasInner: false };
    this.#scopes.set(path, scope);
    return scope;
  }
}

/** What initialisers are called in their module: `layer1.0.conv1.weight` is the `weight` of `layer1.0.conv1`. */
const weightName = /^(.+)[./](weight|bias|kernel|gamma|beta|scale|running_mean|running_var|in_proj_weight|W|b)(:0)?$/;

/** The layer that a node is by the name of one of its initialisers, for files whose nodes have no scopes. */
export function originOfWeight(
  names: readonly string[],
  op: string,
  attributes: Readonly<Record<string, AttributeValue>>,
  modules: Map<string, Module>,
): Origin | undefined {
  for (const name of names) {
    const layer = weightName.exec(name)?.[1];
    if (layer === undefined || layer.includes("::")) continue;
    const parts = layer.split(/[./]/);
    const path = parts.slice(0, -1).map((_, end) => {
      const full = parts.slice(0, end + 1).join(".");
      const module = modules.get(full) ?? { name: full, type: "module" };
      modules.set(full, module);
      return module;
    });
    return { name: parts.join("."), type: op, modules: path, attributes };
  }
  return undefined;
}
