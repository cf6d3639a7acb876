import { encodeEvent, ReferralSharedContract, Topics, type ReferralShared } from '#libs/contracts';
import type { SandboxFile } from '#libs/local-services';
import { KafkaPublisher } from '#libs/messaging';

import { DemoFailed } from './exchange-client.js';

/** The same at every attempt, so that it is one message even if it is sent twice. */
export interface UnreadableMessage {
  readonly referralId: string;
  readonly messageId: string;
  readonly time: string;
}

/** Sends a message as another system might by mistake: with an event version that no reader here knows. */
export async function sendUnreadableReferral({ kafka }: SandboxFile, agency: string, unreadable: UnreadableMessage): Promise<void> {
  const { referralId, messageId, time } = unreadable;
  const [example] = Object.values(ReferralSharedContract.examples);
  if (example === undefined) throw new Error('the contract has no example');
  const data: ReferralShared = { ...example, referralId, recipient: agency };
  const message = encodeEvent(ReferralSharedContract, {
    topic: new Topics(kafka.topicPrefix).referral(agency),
    key: 'demo',
    id: messageId,
    source: '/some-other-system',
    subject: referralId,
    time,
    correlationId: messageId,
    data,
  });
  const publisher = new KafkaPublisher({ ...kafka, clientId: 'sandbox-demo' });
  try {
    const [outcome] = await publisher.publish([{ ...message, headers: { ...message.headers, ce_type: `${ReferralSharedContract.name}.v99` } }]);
    if (outcome?.status !== 'acknowledged') throw new DemoFailed('the unreadable message did not reach Kafka');
  } finally {
    await publisher.close();
  }
}
