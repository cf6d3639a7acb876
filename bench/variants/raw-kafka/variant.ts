import type { Receipt } from '../shared.js';
import { ensureTopics, startPrograms, type Audit, type Variant } from '../variant.js';

/** kafkajs by hand and no database: no exchange, but the ceiling of the machine when nothing is stored or checked. */
export const rawKafka: Variant = {
  id: 'raw',
  title: 'raw kafkajs, no database',
  prepare: (arena) => ensureTopics('raw', arena),
  start: (arena) => startPrograms(arena, {
    folder: 'raw-kafka', front: 'front', agency: 'agency', audit: 'audit', environment: { KAFKA_BROKERS: arena.brokers.join(',') }, auditOf,
  }),
};

function auditOf(port: number): Audit {
  const ask = async <Answer>(path: string): Promise<Answer> => (await fetch(`http://127.0.0.1:${port}${path}`)).json() as Promise<Answer>;
  return {
    countSince: (since) => ask<number>(`/count?since=${since}`),
    receiptsSince: (since) => ask<readonly Receipt[]>(`/receipts?since=${since}`),
    isIdle: () => Promise.resolve(true),
    close: () => Promise.resolve(),
  };
}
