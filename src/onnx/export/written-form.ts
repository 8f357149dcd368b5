/** What can be said of a node in an opset as it stands, after its lowering. */
import type { AttributeValue, FileFacts, Node } from "../../graph/index.js";
import { firstOpsetOf } from "../../ops/first-opsets.js";
import { definitionOf, type Registry } from "../../ops/index.js";
import { historyOf } from "../../ops/versions.js";
import { Unwritable } from "./lowering.js";

const isWhole = (value: AttributeValue): boolean =>
  Number.isInteger(value) || (Array.isArray(value) && value.every(Number.isInteger));

/** The node without attributes that the opset lacks and that say what holds anyway. Throws {@link Unwritable}. */
export function writtenForm(node: Node, opset: number, registry: Registry, file: FileFacts | undefined): Node {
  const { op, domain = "", attributes, unread } = node;
  if (unread !== undefined) throw new Unwritable(`its attribute ${unread.join(", ")} was not read`);
  const definition = definitionOf(registry, op, domain);
  if (domain !== "") {
    if (file?.opsets.has(domain) !== true) throw new Unwritable(`operators of ${domain} are not written`);
    if (definition === undefined && Object.values(attributes).some(isWhole)) {
      throw new Unwritable("whether its attributes are whole numbers or floats is not known");
    }
    return node;
  }
  const first = firstOpsetOf(op);
  if (first !== undefined && first > opset) throw new Unwritable(`it came with opset ${first}`);
  const added = historyOf(op)?.added;
  if (added === undefined) return node;
  const kept = Object.entries(attributes).filter(([name, value]) => {
    const since = Object.hasOwn(added, name) ? (added[name] ?? 0) : 0;
    if (since <= opset) return true;
    if (definition?.attributes[name]?.default !== value) throw new Unwritable(`its ${name} came with opset ${since}`);
    return false;
  });
  return { ...node, attributes: Object.fromEntries(kept) };
}
