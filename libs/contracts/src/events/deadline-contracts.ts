import {
  DeadlineBreached, DeadlineCancelled, DeadlineEscalated, DeadlineMet, DeadlineNotStarted, DeadlineStarted, DeadlineSuperseded,
  DeadlineWarned,
} from './deadlines.js';
import { type EventContract, factContract } from './event-contract.js';
import * as deadlines from './examples/deadlines.js';

export const DeadlineStartedContract = factContract({
  name: 'safeguarding.deadline.started',
  summary: 'A clock started: its due time, the explanation, and the steps that are planned while no response comes.',
  class: DeadlineStarted, examples: deadlines.started, invalidExamples: deadlines.invalidStarted,
});
export const DeadlineWarnedContract = factContract({
  name: 'safeguarding.deadline.warned',
  summary: 'Part of the allowed time has passed without a response. The event names the role that is called and its contact reference in the partnership file.',
  class: DeadlineWarned, examples: deadlines.warned, invalidExamples: deadlines.invalidWarned,
});
export const DeadlineBreachedContract = factContract({
  name: 'safeguarding.deadline.breached',
  summary: 'A due time passed without a response.',
  class: DeadlineBreached, examples: deadlines.breached, invalidExamples: deadlines.invalidBreached,
});
export const DeadlineEscalatedContract = factContract({
  name: 'safeguarding.deadline.escalated',
  summary: 'After a breach, the next role of the chain was called, with its contact reference if the partnership file has one.',
  class: DeadlineEscalated, examples: deadlines.escalated, invalidExamples: deadlines.invalidEscalated,
});
export const DeadlineMetContract = factContract({
  name: 'safeguarding.deadline.met',
  summary: 'The duty was fulfilled, in time or late.',
  class: DeadlineMet, examples: deadlines.met, invalidExamples: deadlines.invalidMet,
});
export const DeadlineCancelledContract = factContract({
  name: 'safeguarding.deadline.cancelled',
  summary: 'A clock ended because its duty no longer exists.',
  class: DeadlineCancelled, examples: deadlines.cancelled, invalidExamples: deadlines.invalidCancelled,
});
export const DeadlineSupersededContract = factContract({
  name: 'safeguarding.deadline.superseded',
  summary: 'A clock ended because the time that it counted from was corrected. Another clock counts from the corrected time.',
  class: DeadlineSuperseded, examples: deadlines.superseded, invalidExamples: deadlines.invalidSuperseded,
});
export const DeadlineNotStartedContract = factContract({
  name: 'safeguarding.deadline.not-started',
  summary: 'The exchange cannot calculate a due time, because a calendar is missing or ends too early.',
  class: DeadlineNotStarted, examples: deadlines.notStarted, invalidExamples: deadlines.invalidNotStarted,
});

/** The events of the clocks that run against an agency. */
export const DEADLINE_CONTRACTS: readonly EventContract[] = [
  DeadlineStartedContract, DeadlineWarnedContract, DeadlineBreachedContract, DeadlineEscalatedContract, DeadlineMetContract,
  DeadlineCancelledContract, DeadlineSupersededContract, DeadlineNotStartedContract,
];
