import { byKey } from '#libs/kernel';

import type { Ledger, Submission } from '../load/submissions.js';
import type { DeliveryRow, RecipientRow, Tables } from './tables.js';

/**
 * Referrals of one case must reach each agency in the order in which they were sent to it.
 *
 * First hops: the sender sent one only when the one before was answered, so the order of acceptance is the sender's. Left
 * out: what was given up (nobody knows when it was stored, if at all), and poison, which is delivered when somebody
 * replays it. Later hops: two practitioners redirect when they like, so the order is that in which the publisher forwarded.
 */
export function findDisorder(ledger: Ledger, { nodes, recipients }: Tables): string[] {
  const cases = new Map<string, Submission[]>();
  for (const submission of ledger.accepted.filter(({ correlationId }) => !correlationId.endsWith('dead'))) {
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
        // The id of a copy tells when it was made.
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

function disorderIn(sent: readonly Sent[], agency: string): string[] {
  return sent.flatMap(({ row }, index) => {
    const before = sent[index - 1]?.row;
    if (before === undefined) return [];
    if (row.partition !== before.partition) return [`${row.referral_id}: in another partition of ${agency} than its case`];
    const overtaken = BigInt(row.kafka_offset) <= BigInt(before.kafka_offset) || row.delivered_at < before.delivered_at;
    return overtaken ? [`${row.referral_id}: delivered to ${agency} before an earlier one of its case`] : [];
  });
}
