/** The error with which an executor ends a run that cannot go on: a finding that names the node. */
import {
  type Diagnostic,
  type DiagnosticCode,
  type DiagnosticContext,
  type DiagnosticData,
  diagnose,
} from "../diagnostic.js";

export class RunFailure extends Error {
  constructor(readonly diagnostic: Diagnostic) {
    super(String(diagnostic));
  }
}

/** Ends a run with a finding. */
export function failRun<C extends DiagnosticCode>(
  code: C,
  data: DiagnosticData<C>,
  context: DiagnosticContext = {},
): never {
  throw new RunFailure(diagnose(code, data, context));
}
