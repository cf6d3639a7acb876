import { AGENCY_PARTITIONS, encodeEvent, partitionOfCase, ReferralAcknowledgedContract, type OutgoingMessage, type ReferralAcknowledged } from '#libs/contracts';
import { newId, sha256Hex } from '#libs/kernel';

import { query } from '../../harness/environment/database.js';
import type { Environment } from './environment.js';

/** A copy that the exchange sent, by the publisher's record. */
export interface CopyToForge {
  readonly referral_id: string;
  readonly agency: string;
  readonly hop: number;
  readonly message_id: string;
  readonly envelope_digest: string;
  readonly case_key: string;
  readonly correlation_id: string;
}

/** A forged statement, and the verdict that every reader has to give. */
export interface Forgery {
  readonly message: OutgoingMessage;
  readonly form: string;
  readonly statementId: string;
  /** `verdict code`, or `taken` with the broker's time. */
  readonly expected: string;
}

interface Form {
  readonly expected: string;
  readonly forge: (copy: CopyToForge) => { readonly data: Partial<ReferralAcknowledged>; readonly key?: string };
}

const OPENED = { rung: 'opened' } as const;
const NO_ACTION = { rung: 'decided', decision: 'no-further-action' } as const;

/** What an ordinary Kafka client can write to an agency's topic, about a copy that no person there has opened. */
const FORMS: Readonly<Record<string, Form>> = {
  'an invented digest': { expected: 'refused other-content', forge: () => ({ data: { ...OPENED, envelopeDigest: sha256Hex('invented') } }) },
  'another partition': { expected: 'refused wrong-partition', forge: ({ case_key }) => ({ data: OPENED, key: keyElsewhere(case_key) }) },
  'another hop': { expected: 'refused other-hop', forge: ({ hop }) => ({ data: { ...OPENED, hop: hop + 1 } }) },
  'a message that was never sent': { expected: 'waiting copy', forge: () => ({ data: { ...NO_ACTION, messageId: newId() } }) },
  'a decision without acceptance': { expected: 'waiting accepted', forge: () => ({ data: NO_ACTION }) },
  'the year 2031': { expected: 'taken at the time of the broker', forge: () => ({ data: { ...OPENED, occurredAt: '2031-05-22T17:00:00.000Z' } }) },
};

/** One forged statement of each form about this copy. */
export function forgeriesOf({ exchange }: Environment, copy: CopyToForge): readonly Forgery[] {
  return Object.entries(FORMS).map(([form, { expected, forge }]) => {
    const { data: changes, key = copy.case_key } = forge(copy);
    const at = new Date().toISOString();
    const data: ReferralAcknowledged = {
      receiptId: newId(), eventType: ReferralAcknowledgedContract.type, referralId: copy.referral_id, agency: copy.agency, hop: copy.hop,
      rung: 'opened', messageId: copy.message_id, envelopeDigest: copy.envelope_digest, actor: 'sw-0666', topic: exchange.topics.referral(copy.agency), partition: 0, offset: '0',
      receivedAt: at, occurredAt: at, ...changes,
    };
    const message = encodeEvent(ReferralAcknowledgedContract, {
      topic: exchange.topics.acknowledgement(copy.agency), key, id: data.receiptId, source: '/forged', subject: copy.referral_id, time: at,
      correlationId: copy.correlation_id, data,
    });
    return { message, form, statementId: data.receiptId, expected };
  });
}

/** The copies of one agency's referrals that were accepted since a moment, the newest first. */
export function copiesToForge({ postgres }: Environment, agency: string, since: Date): Promise<readonly CopyToForge[]> {
  return query<CopyToForge>(postgres.url, `
    SELECT referral_id, agency, hop, message_id, envelope_digest, case_key, correlation_id
    FROM referral_publisher.recipient JOIN referral_publisher.referral USING (referral_id)
    WHERE agency = $1 AND published_at > $2 ORDER BY published_at DESC LIMIT 5`, [agency, since]);
}

/** Sentences about forged statements that a reader lacks, or on which it gave another verdict. */
export async function wrongVerdicts({ postgres }: Environment, forgeries: readonly Forgery[]): Promise<readonly string[]> {
  const schemas = ['referral_publisher', 'audit_recorder', 'deadline_watch'];
  const found = await Promise.all(schemas.map(async (schema) => {
    const rows = await query<{ statement_id: string; verdict: string }>(postgres.url, `
      SELECT statement_id, CASE WHEN verdict <> 'taken' THEN verdict || ' ' || code
        WHEN counts_at = stored_at AND 'claimed-after-storage' = ANY (marks) THEN 'taken at the time of the broker' ELSE 'taken' END AS verdict
      FROM ${schema}.statement WHERE statement_id = ANY ($1::uuid[])`, [forgeries.map(({ statementId }) => statementId)]);
    const verdicts = new Map(rows.map((row) => [row.statement_id, row.verdict]));
    return forgeries.flatMap(({ statementId, form, expected }) => {
      const verdict = verdicts.get(statementId) ?? 'missing';
      return verdict === expected ? [] : [`${schema}: ${form} is ${verdict} and not ${expected}`];
    });
  }));
  const counts = new Map<string, number>();
  for (const sentence of found.flat()) counts.set(sentence, (counts.get(sentence) ?? 0) + 1);
  return [...counts].map(([sentence, count]) => `${count} times ${sentence}`);
}

function keyElsewhere(caseKey: string): string {
  const own = partitionOfCase(caseKey);
  const key = Array.from({ length: 32 * AGENCY_PARTITIONS }, (_, index) => `${caseKey}-${index}`).find((each) => partitionOfCase(each) !== own);
  if (key === undefined) throw new Error('every key has the partition of the case');
  return key;
}
