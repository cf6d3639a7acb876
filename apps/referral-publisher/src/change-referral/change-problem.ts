import type { ProblemCode } from '#libs/contracts';
import { ProblemException } from '#libs/http-api';
import { failure } from '#libs/kernel';

interface FieldAtFault {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** The reason why a change is refused: a problem of the registry, with the fields at fault. It holds no value of a field. */
export interface ChangeProblem {
  readonly code: ProblemCode;
  readonly errors?: readonly FieldAtFault[];
  readonly detail?: string;
}

export function refuse(code: ProblemCode, more: Omit<ChangeProblem, 'code'> = {}): { readonly ok: false; readonly error: ChangeProblem } {
  return failure({ code, ...more });
}

export function changeProblem({ code, ...options }: ChangeProblem): ProblemException {
  return new ProblemException(code, options);
}
