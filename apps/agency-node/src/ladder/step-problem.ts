import type { InboxStanding } from '#libs/contracts';
import { ProblemException } from '#libs/http-api';
import type { Outcome } from '#libs/kernel';

import { standingAnswer } from './standing-answer.js';
import type { StepProblem, Stands } from './take-step.js';

/** The refusal of a step as the problem of its code. Its detail names the step that must come first. */
export function stepProblem({ code, message }: StepProblem): ProblemException {
  return new ProblemException(code, { detail: message });
}

/** The answer of every `PUT` on the ladder: the standing. @throws ProblemException with the reason why the step was not taken. */
export function standingOrProblem(outcome: Outcome<Stands, StepProblem>): InboxStanding {
  if (!outcome.ok) throw stepProblem(outcome.error);
  return standingAnswer(outcome.value);
}
