import { encodeEvent, type EventContract, type OutgoingMessage, type Topics } from '#libs/contracts';
import { newId } from '#libs/kernel';

import { PUBLISHER_SOURCE } from './share-view.js';

/** The attributes that all events of one change share. */
export interface EventContext {
  readonly topics: Topics;
  readonly key: string;
  readonly correlationId: string;
  /** ISO 8601. */
  readonly time: string;
  readonly referralId?: string | undefined;
}

/** A fact as an outbox message on the lifecycle topic, for every app that follows referrals. */
export function lifecycleEvent<Data>(contract: EventContract<Data>, context: EventContext, data: Data): OutgoingMessage {
  return eventMessage(contract, context, context.topics.lifecycle(), data);
}

/** An event as an outbox message for one agency alone. */
export function agencyEvent<Data>(contract: EventContract<Data>, context: EventContext, agency: string, data: Data): OutgoingMessage {
  return eventMessage(contract, context, context.topics.referral(agency), data);
}

/** What one agency is notified of, without content. */
export function noticeEvent<Data>(contract: EventContract<Data>, context: EventContext, agency: string, data: Data): OutgoingMessage {
  return eventMessage(contract, context, context.topics.notice(agency), data);
}

function eventMessage<Data>(
  contract: EventContract<Data>,
  { key, correlationId, time, referralId }: EventContext,
  topic: string,
  data: Data,
): OutgoingMessage {
  return encodeEvent(contract, {
    topic, key, id: newId(), source: PUBLISHER_SOURCE, time, correlationId, data, ...(referralId !== undefined && { subject: referralId }),
  });
}
