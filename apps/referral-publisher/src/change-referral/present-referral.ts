import type { CountedReferral, ReferralFacts } from '#libs/agreements';
import type { SubmitReferralRequest } from '#libs/contracts';
import { statement, type Transaction } from '#libs/persistence';

/** An agency that holds a referral. */
export interface Holder {
  readonly agency: string;
  readonly hop: number;
  /** Version of the content under whose facts it was named. */
  readonly contentVersion: number;
  readonly publishedAt: string;
}

/** A referral as it is now, locked against every other change of it until the transaction ends. */
export interface PresentReferral {
  readonly referralId: string;
  readonly organisation: string;
  readonly caseKey: string;
  readonly acceptedAt: string;
  /** What its clocks follow from; null where it was published before that was written down. */
  readonly counted: CountedReferral | null;
  /** Null once its retention has ended. */
  readonly content: SubmitReferralRequest | null;
  readonly version: number;
  readonly isWithdrawn: boolean;
  /** In the order of hops. */
  readonly holders: readonly Holder[];
  /** The facts that routed the contents that were replaced, by version. */
  readonly earlierFacts: ReadonlyMap<number, Omit<ReferralFacts, 'on'>>;
}

/** No row can be locked instead: the role may update no row of a referral but its content, which may have been erased. */
const LOCK = statement('publisher-lock-referral', `SELECT pg_advisory_xact_lock(hashtextextended('exchange/referral/' || current_schema() || $1, 0))`);
/** A statement of its own, after the lock: one that waits would read what was there before it waited. */
const READ = statement(
  'publisher-read-present',
  `SELECT r.organisation, r.case_key AS "caseKey", r.accepted_at AS "acceptedAt", r.counted, c.content,
     (SELECT coalesce(max(version), 0) + 1 FROM content_version v WHERE v.referral_id = r.referral_id) AS version,
     EXISTS (SELECT FROM change WHERE referral_id = r.referral_id AND operation = 'withdrawal') AS "isWithdrawn"
   FROM referral r LEFT JOIN referral_content c USING (referral_id) WHERE r.referral_id = $1`,
);
const HOLDERS = statement(
  'publisher-read-holders',
  `SELECT agency, hop, content_version AS "contentVersion", published_at AS "publishedAt" FROM recipient WHERE referral_id = $1 ORDER BY hop, message_id`,
);
const EARLIER = statement('publisher-read-earlier-facts', 'SELECT version, facts FROM content_version WHERE referral_id = $1');

interface PresentRow extends Pick<PresentReferral, 'organisation' | 'caseKey' | 'counted' | 'content' | 'version' | 'isWithdrawn'> {
  readonly acceptedAt: Date;
}

/** @returns undefined when there is no such referral. */
export async function presentReferral(transaction: Transaction, referralId: string): Promise<PresentReferral | undefined> {
  await transaction.run(LOCK, [referralId]);
  const { rows: [row] } = await transaction.run<PresentRow>(READ, [referralId]);
  if (row === undefined) return undefined;
  const { rows: holders } = await transaction.run<Omit<Holder, 'publishedAt'> & { publishedAt: Date }>(HOLDERS, [referralId]);
  const { rows: earlier } = await transaction.run<{ version: number; facts: Omit<ReferralFacts, 'on'> }>(EARLIER, [referralId]);
  return {
    ...row,
    referralId,
    acceptedAt: row.acceptedAt.toISOString(),
    holders: holders.map((holder) => ({ ...holder, publishedAt: holder.publishedAt.toISOString() })),
    earlierFacts: new Map(earlier.map(({ version, facts }) => [version, facts])),
  };
}
