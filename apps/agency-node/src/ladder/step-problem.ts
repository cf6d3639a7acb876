import type { InboxProgress } from '#libs/contracts';
import { ProblemException } from '#libs/http-api';
import type { Outcome } from '#libs/kernel';

import { inboxProgress } from './inbox-progress.js';
import type { StepProblem, ReferralProgress } from './take-step.js';

/** The refusal of a step as the problem of its code. Its detail names the step that must come first. */
export function stepProblem({ code, message, pointer }: StepProblem): ProblemException {
  return new ProblemException(code, { detail: message, ...(pointer !== undefined && { errors: [{ pointer, code: 'not-possible', message }] }) });
}

/** The answer of every `PUT` on the ladder: the progress. @throws ProblemException with the reason why the step was not taken. */
export function progressOrProblem(outcome: Outcome<ReferralProgress, StepProblem>): InboxProgress {
  if (!outcome.ok) throw stepProblem(outcome.error);
  return inboxProgress(outcome.value);
}
