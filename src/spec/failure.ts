/** How reading an expression, a field or a layer ends early. */
import {
  type Diagnostic,
  type DiagnosticCode,
  type DiagnosticContext,
  type DiagnosticData,
  diagnose,
} from "../diagnostic.js";

/** Thrown with the finding that is to be reported; without one it follows from something reported before. */
export class SpecFailure extends Error {
  constructor(readonly finding: Diagnostic | undefined) {
    super(finding?.message);
  }
}

/** Ends what is being read with a finding. */
export function fail<C extends DiagnosticCode>(
  code: C,
  data: DiagnosticData<C>,
  context: DiagnosticContext = {},
): never {
  throw new SpecFailure(diagnose(code, data, context));
}

/** Ends what is being read: it depends on something that was reported already. */
export function failQuietly(): never {
  throw new SpecFailure(undefined);
}
