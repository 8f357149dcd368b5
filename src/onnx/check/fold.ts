/** Puts together findings of one cause that reading, import and inference each tell of in their own way. */
import type { Diagnostic } from "../../diagnostic.js";
import type { ModelGraph } from "../model.js";

/** Import has said more of such a node than that there is no rule for it. */
const saysUnknown: ReadonlySet<string> = new Set(["onnx/no-such-operator", "onnx/no-opset"]);

/** After these an attribute has no value, and inference misses it. */
const unreadable: ReadonlySet<string> = new Set(["node/attribute-type", "onnx/attribute-value", "onnx/attribute-type"]);

/** The findings of import (`before`) and of inference (`after`), what follows from one of them under it. */
export function foldFollowing(
  graph: ModelGraph,
  before: readonly Diagnostic[],
  after: readonly Diagnostic[],
): readonly Diagnostic[] {
  const causes = new Map<string, Diagnostic>();
  const follow = (finding: Diagnostic, cause: Diagnostic): Diagnostic => {
    causes.set(finding.key, cause);
    return finding.following(cause);
  };
  const unknown = before.filter(({ code }) => saysUnknown.has(code));
  const misread = new Map(
    before.filter(({ code }) => unreadable.has(code)).map((finding) => [finding.context.node ?? "", finding]),
  );
  misread.delete("");
  const cycle = before.find(({ code }) => code === "onnx/cycle");
  const given = cycle === undefined ? undefined : new Set(graph.nodes.flatMap(({ outputs }) => outputs));
  const told = new Map<Diagnostic, Diagnostic>();
  const rest: Diagnostic[] = [];
  for (const finding of after) {
    const { code, context, data } = finding;
    const root = causes.get(context.follows ?? "");
    if (root !== undefined) {
      rest.push(finding.following(root));
      continue;
    }
    if (code === "node/unknown-operator") {
      const cause = unknown.find((one) => one.context.node === context.node);
      if (cause !== undefined) {
        follow(finding, cause);
        if (context.consequence !== undefined) told.set(cause, cause.at({ consequence: context.consequence }));
        continue;
      }
    }
    const unread = misread.get(context.node ?? "");
    if (unread !== undefined && (code === "node/missing-attribute" || code === "shape/invalid")) {
      rest.push(follow(finding, unread));
      continue;
    }
    if (cycle !== undefined && code === "node/undefined-input" && given?.has(String(data.input)) === true) {
      rest.push(follow(finding, cycle));
      continue;
    }
    rest.push(finding);
  }
  return [...before.map((finding) => told.get(finding) ?? finding), ...rest];
}
