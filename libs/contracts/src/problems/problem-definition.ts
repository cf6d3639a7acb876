/** A problem as its page under `/problems/<CODE>` explains it. */
export interface ProblemDefinition {
  readonly code: string;
  /** HTTP status. */
  readonly status: number;
  readonly title: string;
  /** What it means. */
  readonly explanation: string;
  /** What the caller can do about it. */
  readonly remedy: string;
}

export function problem(status: number, title: string, explanation: string, remedy: string): Omit<ProblemDefinition, 'code'> {
  return { status, title, explanation, remedy };
}
