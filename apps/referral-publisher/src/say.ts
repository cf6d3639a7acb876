import { encodeEvent, type EventContract, type OutgoingMessage, type Topics } from '#libs/contracts';
import { newId } from '#libs/kernel';

import { PUBLISHER_SOURCE } from './share-view.js';

/** What every message about one thing has in common. */
export interface Saying {
  readonly topics: Topics;
  readonly key: string;
  readonly correlationId: string;
  /** ISO 8601. */
  readonly time: string;
  readonly referralId?: string | undefined;
}

/** A fact for everyone who follows referrals. */
export function sayFact<Data>(contract: EventContract<Data>, saying: Saying, data: Data): OutgoingMessage {
  return say(contract, saying, saying.topics.lifecycle(), data);
}

/** A message for one agency alone. */
export function sayTo<Data>(contract: EventContract<Data>, saying: Saying, agency: string, data: Data): OutgoingMessage {
  return say(contract, saying, saying.topics.referral(agency), data);
}

function say<Data>(contract: EventContract<Data>, { key, correlationId, time, referralId }: Saying, topic: string, data: Data): OutgoingMessage {
  return encodeEvent(contract, {
    topic, key, id: newId(), source: PUBLISHER_SOURCE, time, correlationId, data, ...(referralId !== undefined && { subject: referralId }),
  });
}
