import { byKey } from '#libs/kernel';

import type { Ledger, Submission } from '../../harness/load/ledger.js';
import { about, type Finding } from './finding.js';
import type { DeliveryRow, RecipientRow, Tables } from './tables.js';

/**
 * Referrals of one case must reach each agency in the order in which they were sent to it.
 *
 * First hops: the sender sent one only when the one before was answered, so the order of acceptance is the sender's. Left
 * out are referrals that the sender gave up, because it is unknown when they were stored, and poison, because it is
 * delivered by a replay. Later hops: two practitioners redirect when they like, so the order is that in which the
 * publisher forwarded.
 */
export function findDisorder(ledger: Ledger, { deliveries, recipients }: Tables): Finding[] {
  const submissions = new Map(ledger.accepted.filter(({ isPoison }) => isPoison !== true).map((each) => [each.answer?.referralId, each]));
  const copies = new Map(recipients.map((row) => [`${row.referral_id} ${row.agency}`, row]));
  const cases = new Map<string, Sent[]>();
  for (const row of deliveries) {
    const submission = submissions.get(row.referral_id);
    const copy = copies.get(`${row.referral_id} ${row.agency}`);
    if (submission === undefined || copy === undefined) continue;
    const caseAtAgency = `${submission.caseReference} ${row.agency} ${copy.hop === 1 ? 'first' : 'later'}`;
    cases.set(caseAtAgency, [...(cases.get(caseAtAgency) ?? []), { submission, copy, row }]);
  }
  return [...cases.values()].flatMap((sent) => disorderIn(sent[0]?.copy.hop === 1
    ? sent.toSorted((left, right) => left.submission.sequence - right.submission.sequence)
    // The ids of copies are in the order in which they were made.
    : sent.toSorted(byKey(({ copy }) => copy.message_id))));
}

interface Sent {
  readonly submission: Submission;
  readonly copy: RecipientRow;
  readonly row: DeliveryRow;
}

function disorderIn(sent: readonly Sent[]): Finding[] {
  return sent.flatMap(({ row }, index): Finding[] => {
    const before = sent[index - 1]?.row;
    if (before === undefined) return [];
    if (row.partition !== before.partition) return [about(row, 'other-partition', `in another partition of ${row.agency} than its case`)];
    const overtaken = BigInt(row.kafka_offset) <= BigInt(before.kafka_offset) || row.delivered_at < before.delivered_at;
    return overtaken ? [about(row, 'overtaken', `delivered to ${row.agency} before ${before.referral_id}, an earlier one of its case`)] : [];
  });
}
