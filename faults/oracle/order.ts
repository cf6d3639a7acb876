import type { Ledger, Submission } from '../load/submissions.js';
import type { DeliveryRow, Tables } from './tables.js';

/**
 * Referrals of one case must reach each agency in the order in which they were accepted. The sender sent one only when
 * the one before was answered, so the order of acceptance is the sender's. Left out: what was given up (nobody knows
 * when it was stored, if at all), and poison, which is delivered when somebody replays it.
 */
export function findDisorder(ledger: Ledger, { nodes }: Tables): string[] {
  const cases = new Map<string, Submission[]>();
  for (const submission of ledger.accepted.filter(({ correlationId }) => !correlationId.endsWith('dead'))) {
    cases.set(submission.caseReference, [...(cases.get(submission.caseReference) ?? []), submission]);
  }
  return nodes.flatMap(({ agency, deliveries }) => {
    const places = new Map(deliveries.map((row) => [row.referral_id, row]));
    return [...cases.values()].flatMap((submissions) => disorderIn(submissions, places, agency));
  });
}

function disorderIn(submissions: readonly Submission[], places: ReadonlyMap<string, DeliveryRow>, agency: string): string[] {
  const inOrder = submissions.toSorted((left, right) => left.sequence - right.sequence);
  const delivered = inOrder.flatMap(({ answer }) => (answer === undefined ? [] : (places.get(answer.referralId) ?? [])));
  return delivered.flatMap((row, index) => {
    const before = delivered[index - 1];
    if (before === undefined) return [];
    if (row.partition !== before.partition) return [`${row.referral_id}: in another partition of ${agency} than its case`];
    const overtaken = BigInt(row.kafka_offset) <= BigInt(before.kafka_offset) || row.delivered_at < before.delivered_at;
    return overtaken ? [`${row.referral_id}: delivered to ${agency} before an earlier one of its case`] : [];
  });
}
