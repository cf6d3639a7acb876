import type { Ledger } from '../load/submissions.js';
import type { Tables } from './tables.js';

/** Every effect that is there more than once. */
export function findDoubled(ledger: Ledger, tables: Tables): string[] {
  const { referrals, receipts, nodes, events } = tables;
  const receiptEvents = events.filter(({ type }) => type.includes('acknowledged'));
  const ours = new Set(ledger.submissions.map(({ correlationId }) => correlationId));
  return [
    ...repeated(referrals, ({ idempotency_key }) => idempotency_key, 'referrals under one key'),
    // A sender's request has one correlation id however often it is sent.
    ...repeated(referrals.filter(({ correlation_id }) => ours.has(correlation_id)), ({ correlation_id }) => correlation_id, 'referrals of one request'),
    ...repeated(receipts, ({ receipt_id }) => receipt_id, 'receipts at the publisher'),
    ...repeated(receipts.filter(({ rung }) => rung === 'delivered'), (row) => `${row.referral_id} ${row.agency}`, 'deliveries told to the sender'),
    ...nodes.flatMap(({ agency, deliveries, steps }) => [
      ...repeated(deliveries, ({ referral_id }) => `${referral_id} ${agency}`, 'deliveries'),
      ...repeated(steps, ({ referral_id, rung }) => `${referral_id} ${agency} ${rung}`, 'steps'),
    ]),
    ...repeated(events, ({ message_id }) => message_id, 'events in the audit'),
    ...repeated(events.filter(({ type }) => type.includes('published')), ({ referral_id }) => referral_id ?? '', 'publications in the audit'),
    ...repeated(
      receiptEvents.filter(({ rung }) => rung !== 'rejected'),
      ({ referral_id, agency, rung }) => `${referral_id} ${agency} ${rung}`,
      'receipts in the audit',
    ),
    ...tables.wrongCounts.map((wrong) => `${wrong} differ from what they count`),
  ];
}

function repeated<Row>(rows: readonly Row[], identity: (row: Row) => string, what: string): string[] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(identity(row), (counts.get(identity(row)) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > 1).map(([id, count]) => `${id}: ${count} ${what}`);
}
