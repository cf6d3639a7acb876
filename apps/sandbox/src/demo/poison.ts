import { encodeEvent, ReferralSharedV1Contract, Topics, type ReferralSharedV1 } from '#libs/contracts';
import { newId } from '#libs/kernel';
import { KafkaPublisher } from '#libs/messaging';

import type { SandboxFile } from '../sandbox-file.js';

/** A message as another system might send it by mistake: an event version that nobody here knows. */
export async function sendUnreadableReferral({ kafka }: SandboxFile, agency: string): Promise<void> {
  const [example] = Object.values(ReferralSharedV1Contract.examples);
  if (example === undefined) throw new Error('the contract has no example');
  const referralId = newId();
  const data: ReferralSharedV1 = { ...example, referralId, recipient: agency };
  const message = encodeEvent(ReferralSharedV1Contract, {
    topic: new Topics(kafka.topicPrefix).referral(agency),
    key: 'demo',
    id: newId(),
    source: '/some-other-system',
    subject: referralId,
    time: new Date().toISOString(),
    correlationId: newId(),
    data,
  });
  const publisher = new KafkaPublisher({ brokers: kafka.brokers, clientId: 'sandbox-demo' });
  try {
    await publisher.publish([{ ...message, headers: { ...message.headers, ce_type: `${ReferralSharedV1Contract.name}.v99` } }]);
  } finally {
    await publisher.close();
  }
}
