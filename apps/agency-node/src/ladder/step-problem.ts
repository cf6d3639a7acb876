import type { InboxStanding } from '#libs/contracts';
import { ProblemException } from '#libs/http-api';
import type { Outcome } from '#libs/kernel';

import { standingAnswer } from './standing-answer.js';
import type { StepProblem, Stands } from './take-step.js';

/** The refusal of a step as the problem of its code; its detail says what must come first. */
export function stepProblem({ code, message }: StepProblem): ProblemException {
  return new ProblemException(code, { detail: message });
}

/** What every `PUT` on the ladder answers: the standing, or why the step was not taken. @throws ProblemException */
export function standingOrProblem(outcome: Outcome<Stands, StepProblem>): InboxStanding {
  if (!outcome.ok) throw stepProblem(outcome.error);
  return standingAnswer(outcome.value);
}
