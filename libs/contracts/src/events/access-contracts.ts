import { AccessRecorded } from './access.js';
import { type EventContract, factContract } from './event-contract.js';
import * as access from './examples/access.js';

export const AccessRecordedContract: EventContract<AccessRecorded> = factContract({
  name: 'safeguarding.access.recorded',
  summary: 'A known caller was given content or a part of the audit, or was denied something.',
  class: AccessRecorded, examples: access.valid, invalidExamples: access.invalid,
});

/** The events of the access topic. They are no facts of sharing: the recorder keeps them in a log of their own. */
export const ACCESS_CONTRACTS: readonly EventContract[] = [AccessRecordedContract];
