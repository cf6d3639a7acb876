import type { Ledger } from '../load/submissions.js';
import { repeated, type Finding } from './finding.js';
import type { Tables } from './tables.js';

/** Every effect that is there more than once. */
export function findDoubled(ledger: Ledger, tables: Tables): Finding[] {
  const { referrals, receipts, nodes, events } = tables;
  const receiptEvents = events.filter(({ type, rung }) => type.includes('acknowledged') && rung !== 'rejected');
  const ours = new Set(ledger.submissions.map(({ correlationId }) => correlationId));
  return [
    ...repeated(referrals, ({ idempotency_key }) => idempotency_key, ofReferral('key-twice', 'referrals under one key')),
    // A sender's request has one correlation id however often it is sent.
    ...repeated(referrals.filter(({ correlation_id }) => ours.has(correlation_id)), ({ correlation_id }) => correlation_id,
      ofReferral('request-twice', 'referrals of one request')),
    ...repeated(receipts, ({ receipt_id }) => receipt_id,
      (row) => ({ code: 'receipt-twice', things: 'receipts under one id at the publisher', referralId: row.referral_id, agency: row.agency, messageId: row.receipt_id })),
    ...repeated(receipts.filter(({ rung }) => rung === 'delivered'), (row) => `${row.referral_id} ${row.agency}`,
      (row) => ({ code: 'delivered-twice-at-publisher', things: 'receipts of delivery at the publisher', referralId: row.referral_id, agency: row.agency })),
    ...nodes.flatMap(({ agency, deliveries, steps }) => [
      ...repeated(deliveries, ({ referral_id }) => referral_id,
        (row) => ({ code: 'delivered-twice', things: `deliveries at ${agency}`, referralId: row.referral_id, agency, messageId: row.message_id })),
      ...repeated(steps, ({ referral_id, rung }) => `${referral_id} ${rung}`,
        (row) => ({ code: 'step-twice', things: `steps "${row.rung}" at ${agency}`, referralId: row.referral_id, agency, messageId: row.receipt_id })),
    ]),
    ...repeated(events, ({ message_id }) => message_id,
      (row) => ({ code: 'event-twice', things: 'events under one id in the audit', referralId: row.referral_id, agency: row.agency, messageId: row.message_id })),
    ...repeated(events.filter(({ type }) => type.includes('published')), ({ referral_id }) => referral_id ?? '',
      ofReferral('publication-twice', 'publications in the audit')),
    ...repeated(receiptEvents, ({ referral_id, agency, rung }) => `${referral_id} ${agency} ${rung}`,
      (row) => ({ code: 'rung-twice', things: `receipts "${row.rung}" of ${row.agency} in the audit`, referralId: row.referral_id, agency: row.agency })),
    ...tables.wrongCounts.map((wrong) => ({ code: 'wrong-count', text: `${wrong} differ from the rows they count` })),
  ];
}

function ofReferral(code: string, things: string) {
  return ({ referral_id }: { readonly referral_id: string | null }) => ({ code, things, referralId: referral_id });
}
