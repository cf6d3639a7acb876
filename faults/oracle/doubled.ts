import type { Ledger } from '../../harness/load/ledger.js';
import { about, repeated, type Finding } from './finding.js';
import type { Tables } from './tables.js';

/** Every effect that is there more than once, and every statement that has two verdicts. */
export function findDoubled(ledger: Ledger, { referrals, receipts, deliveries, steps, events, wrongCounts, verdictDifferences }: Tables): Finding[] {
  const ours = new Set(ledger.submissions.map(({ correlationId }) => correlationId));
  const delivered = receipts.filter(({ rung }) => rung === 'delivered').map(({ referral_id, agency }) => ({ referral_id, agency }));
  const publications = events.filter(({ type }) => type.includes('published')).map(({ referral_id }) => ({ referral_id }));
  const rungs = events.filter(({ is_statement, rung }) => is_statement && rung !== null && rung !== 'rejected').map(({ referral_id, agency, rung }) => ({ referral_id, agency, rung }));
  return [
    ...repeated('key-twice', referrals, ({ idempotency_key }) => idempotency_key, () => 'referrals under one key'),
    // A sender's request has one correlation id however often it is sent.
    ...repeated('request-twice', referrals.filter(({ correlation_id }) => ours.has(correlation_id)), ({ correlation_id }) => correlation_id, () => 'referrals of one request'),
    ...repeated('receipt-twice', receipts, ({ receipt_id }) => receipt_id, () => 'receipts under one id at the publisher'),
    ...repeated('delivered-twice-at-publisher', delivered, (row) => `${row.referral_id} ${row.agency}`, () => 'receipts of delivery at the publisher'),
    ...repeated('delivered-twice', deliveries, (row) => `${row.referral_id} ${row.agency}`, ({ agency }) => `deliveries at ${agency}`),
    ...repeated('step-twice', steps, (row) => `${row.referral_id} ${row.agency} ${row.rung}`, ({ rung, agency }) => `steps "${rung}" at ${agency}`),
    ...repeated('event-twice', events, ({ message_id }) => message_id, () => 'events under one id in the audit'),
    ...repeated('publication-twice', publications, ({ referral_id }) => referral_id ?? '', () => 'publications in the audit'),
    ...repeated('rung-twice', rungs, (row) => `${row.referral_id} ${row.agency} ${row.rung}`, ({ rung, agency }) => `receipts "${rung}" of ${agency} in the audit`),
    ...verdictDifferences.map((row) => about({ ...row, message_id: row.statement_id }, 'verdict-differs', `statement: ${row.difference}`)),
    ...wrongCounts.map((wrong) => ({ code: 'wrong-count', text: `${wrong} differ from the rows they count` })),
  ];
}
