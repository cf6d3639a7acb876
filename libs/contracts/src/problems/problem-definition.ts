/** A problem with the texts of its page under `/problems/<CODE>`. */
export interface ProblemDefinition {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  /** The meaning of the problem. */
  readonly explanation: string;
  /** The action that the caller can take. */
  readonly remedy: string;
}

export function problem(status: number, title: string, explanation: string, remedy: string): Omit<ProblemDefinition, 'code'> {
  return { status, title, explanation, remedy };
}
