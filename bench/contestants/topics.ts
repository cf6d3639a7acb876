import { KafkaTopicAdmin } from '#libs/messaging';

import { AGENCIES, type Arena } from './contestant.js';

/** As many as the exchange gives its agency topics. */
const PARTITIONS = 2;

/** One topic to each agency and one back, as the exchange has them. */
export function topicsOf(prefix: string) {
  return {
    referral: (agency: string): string => `${prefix}.referral.${agency}`,
    acknowledgement: (agency: string): string => `${prefix}.acknowledgement.${agency}`,
  };
}

export async function ensureTopicsOf(prefix: string, { brokers }: Arena): Promise<void> {
  const { referral, acknowledgement } = topicsOf(prefix);
  const names = AGENCIES.flatMap((agency) => [referral(agency), acknowledgement(agency)]);
  const admin = new KafkaTopicAdmin({ brokers, clientId: 'bench' });
  try {
    await admin.ensureTopics(names.map((name) => ({ name, partitions: PARTITIONS, settings: {} })), { replicationFactor: 1 });
  } finally {
    await admin.close();
  }
}
