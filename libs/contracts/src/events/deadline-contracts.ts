import {
  DeadlineBreachedV1, DeadlineCancelledV1, DeadlineEscalatedV1, DeadlineMetV1, DeadlineNotStartedV1, DeadlineStartedV1, DeadlineWarnedV1,
} from './deadlines.js';
import { DeadlineEscalatedV2, DeadlineWarnedV2 } from './deadlines-v2.js';
import { type EventContract, eventContract } from './event-contract.js';
import * as deadlines from './examples/deadlines.js';

/** Ids, codes, times and a sentence about them. */
function fact<T>(texts: Pick<EventContract<T>, 'name' | 'summary' | 'class' | 'examples' | 'invalidExamples'>): EventContract<T> {
  return eventContract({ ...texts, version: 1, personalData: false });
}

export const DeadlineStartedV1Contract = fact({
  name: 'safeguarding.deadline.started',
  summary: 'A clock began to run: what is due when, why, and what is done while nobody answers.',
  class: DeadlineStartedV1, examples: deadlines.started, invalidExamples: deadlines.invalidStarted,
});
export const DeadlineWarnedV1Contract = fact({
  name: 'safeguarding.deadline.warned',
  summary: 'Part of the allowed time has passed without an answer.',
  class: DeadlineWarnedV1, examples: deadlines.warned, invalidExamples: deadlines.invalidWarned,
});
export const DeadlineBreachedV1Contract = fact({
  name: 'safeguarding.deadline.breached',
  summary: 'A due time passed without an answer.',
  class: DeadlineBreachedV1, examples: deadlines.breached, invalidExamples: deadlines.invalidBreached,
});
export const DeadlineEscalatedV1Contract = fact({
  name: 'safeguarding.deadline.escalated',
  summary: 'After a breach, the next one up the chain was called.',
  class: DeadlineEscalatedV1, examples: deadlines.escalated, invalidExamples: deadlines.invalidEscalated,
});
export const DeadlineWarnedV2Contract: EventContract<DeadlineWarnedV2> = eventContract({
  name: 'safeguarding.deadline.warned', version: 2, personalData: false,
  summary: 'Part of the allowed time has passed without an answer: who is told, by the reference in the partnership file.',
  class: DeadlineWarnedV2, examples: deadlines.warnedContacts, invalidExamples: deadlines.invalidWarnedContacts,
});
export const DeadlineEscalatedV2Contract: EventContract<DeadlineEscalatedV2> = eventContract({
  name: 'safeguarding.deadline.escalated', version: 2, personalData: false,
  summary: 'After a breach, the next one up the chain was called, by the reference in the partnership file.',
  class: DeadlineEscalatedV2, examples: deadlines.escalatedContacts, invalidExamples: deadlines.invalidEscalatedContacts,
});
export const DeadlineMetV1Contract = fact({
  name: 'safeguarding.deadline.met',
  summary: 'What was due was done, in time or late.',
  class: DeadlineMetV1, examples: deadlines.met, invalidExamples: deadlines.invalidMet,
});
export const DeadlineCancelledV1Contract = fact({
  name: 'safeguarding.deadline.cancelled',
  summary: 'A clock ended because the duty itself is gone.',
  class: DeadlineCancelledV1, examples: deadlines.cancelled, invalidExamples: deadlines.invalidCancelled,
});
export const DeadlineNotStartedV1Contract = fact({
  name: 'safeguarding.deadline.not-started',
  summary: 'No due time can be vouched for: a calendar is missing, or ends too early.',
  class: DeadlineNotStartedV1, examples: deadlines.notStarted, invalidExamples: deadlines.invalidNotStarted,
});

/** What an agency's escalation topic carries. */
export const ESCALATION_CONTRACTS: readonly EventContract[] = [
  DeadlineStartedV1Contract,
  DeadlineWarnedV1Contract,
  DeadlineWarnedV2Contract,
  DeadlineBreachedV1Contract,
  DeadlineEscalatedV1Contract,
  DeadlineEscalatedV2Contract,
  DeadlineMetV1Contract,
  DeadlineCancelledV1Contract,
  DeadlineNotStartedV1Contract,
];
