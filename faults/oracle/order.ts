import { byKey } from '#libs/kernel';

import type { Ledger, Submission } from '../load/submissions.js';
import type { Finding } from './finding.js';
import type { DeliveryRow, RecipientRow, Tables } from './tables.js';

/**
 * Referrals of one case must reach each agency in the order in which they were sent to it.
 *
 * First hops: the sender sent one only when the one before was answered, so the order of acceptance is the sender's. Left
 * out are referrals that the sender gave up, because it is unknown when they were stored, and poison, because it is
 * delivered by a replay. Later hops: two practitioners redirect when they like, so the order is that in which the
 * publisher forwarded.
 */
export function findDisorder(ledger: Ledger, { nodes, recipients }: Tables): Finding[] {
  const cases = new Map<string, Submission[]>();
  for (const submission of ledger.accepted.filter(({ isPoison }) => isPoison !== true)) {
    cases.set(submission.caseReference, [...(cases.get(submission.caseReference) ?? []), submission]);
  }
  const copies = new Map(recipients.map((row) => [`${row.referral_id} ${row.agency}`, row]));
  return nodes.flatMap(({ agency, deliveries }) => {
    const places = new Map(deliveries.map((row) => [row.referral_id, row]));
    return [...cases.values()].flatMap((submissions) => {
      const sent = submissions.flatMap(({ sequence, answer }): Sent[] => {
        const copy = answer && copies.get(`${answer.referralId} ${agency}`);
        const row = answer && places.get(answer.referralId);
        return copy === undefined || row === undefined ? [] : [{ sequence, copy, row }];
      });
      const [first, later] = [sent.filter(({ copy }) => copy.hop === 1), sent.filter(({ copy }) => copy.hop > 1)];
      return [
        ...disorderIn(first.toSorted((left, right) => left.sequence - right.sequence), agency),
        // The ids of copies are in the order in which they were made.
        ...disorderIn(later.toSorted(byKey(({ copy }) => copy.message_id)), agency),
      ];
    });
  });
}

interface Sent {
  readonly sequence: number;
  readonly copy: RecipientRow;
  readonly row: DeliveryRow;
}

function disorderIn(sent: readonly Sent[], agency: string): Finding[] {
  return sent.flatMap(({ row }, index): Finding[] => {
    const before = sent[index - 1]?.row;
    if (before === undefined) return [];
    const place = { referralId: row.referral_id, agency, messageId: row.message_id };
    if (row.partition !== before.partition) return [{ code: 'other-partition', text: `in another partition of ${agency} than its case`, ...place }];
    const overtaken = BigInt(row.kafka_offset) <= BigInt(before.kafka_offset) || row.delivered_at < before.delivered_at;
    return overtaken ? [{ code: 'overtaken', text: `delivered to ${agency} before ${before.referral_id}, an earlier one of its case`, ...place }] : [];
  });
}
