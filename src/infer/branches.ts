/** Which branch an If must take whose branches give tensors of different rank: the one with which the rest can run. */
import type { Diagnostic } from "../diagnostic.js";
import type { Node } from "../graph/index.js";

/** Branches that are left out, by their If, each with what fails when it is taken. */
export type Rejected = ReadonlyMap<Node, { readonly branch: string; readonly reason: string }>;

/** One run of the inference. */
export interface Attempt {
  readonly findings: readonly Diagnostic[];
  /** Undecided Ifs whose branches have no rank in common. */
  readonly forks: readonly Node[];
}

/** More Ifs than this are left open: each costs two runs. */
const mostForks = 16;

const branches = ["then_branch", "else_branch"] as const;

/**
 * Runs the inference; where an If leaves a rank open, once with each branch. The branch that makes something fail which
 * works with the other is rejected. Where both work, or neither, the rank stays open.
 */
export function chooseBranches<A extends Attempt>(run: (rejected: Rejected) => A): A {
  let rejected: Rejected = new Map();
  let best = run(rejected);
  const open = new Set<Node>();
  for (let count = 0; count < mostForks; count += 1) {
    const fork = best.forks.find((node) => !open.has(node) && !rejected.has(node));
    if (fork === undefined) return best;
    const without = branches.map((branch) => {
      const tried: Rejected = new Map([...rejected, [fork, { branch, reason: "" }]]);
      return { branch, attempt: run(tried) };
    });
    const [noThen, noElse] = without;
    if (noThen === undefined || noElse === undefined) return best;
    const difference = failuresOf(noThen.attempt).length - failuresOf(noElse.attempt).length;
    if (difference === 0) {
      open.add(fork);
      continue;
    }
    const [chosen, failing] = difference > 0 ? [noElse, noThen] : [noThen, noElse];
    const reason = failuresOf(failing.attempt)[0];
    const because = reason === undefined ? "" : `${reason.context.node ?? "a node"}: ${reason.message}`;
    rejected = new Map([...rejected, [fork, { branch: chosen.branch, reason: because }]]);
    best = run(rejected);
  }
  return best;
}

/** What failed: errors, and branches that could not run (but for those left out on trial, which give no reason). */
function failuresOf({ findings }: Attempt): readonly Diagnostic[] {
  return findings.filter(
    ({ code, severity, data }) => severity === "error" || (code === "node/branch-fails" && data.reason !== ""),
  );
}
