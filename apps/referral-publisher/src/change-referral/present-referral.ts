import type { CountedReferral, ReferralFacts } from '#libs/agreements';
import type { ReferralContent } from '#libs/contracts';
import { groupBy } from '#libs/kernel';
import { statement, type Transaction } from '#libs/persistence';

export interface Holder {
  readonly agency: string;
  readonly hop: number;
  /** Version of the content whose facts routed the referral to this agency. */
  readonly contentVersion: number;
  readonly publishedAt: string;
  /** The children that its copy shows now; absent where it shows all. */
  readonly children?: readonly string[];
}

/** The present state of a referral. It stays locked against other changes until the transaction ends. */
export interface PresentReferral {
  readonly referralId: string;
  readonly organisation: string;
  readonly caseKey: string;
  readonly acceptedAt: string;
  /** The facts that its clocks follow from. Null for a referral that was published before these facts were recorded. */
  readonly counted: CountedReferral | null;
  /** Null after its retention has ended. */
  readonly content: ReferralContent | null;
  readonly version: number;
  readonly isWithdrawn: boolean;
  /** In the order of hops. */
  readonly holders: readonly Holder[];
  /** The facts that routed each replaced content, by version. */
  readonly earlierFacts: ReadonlyMap<number, Omit<ReferralFacts, 'on'>>;
}

/**
 * Advisory locks, because the role may update no row of a referral except its content, and the content may have been erased. The inner
 * ORDER BY sets the order of locking.
 */
const LOCK = statement(
  'publisher-lock-referrals',
  `SELECT pg_advisory_xact_lock(hashtextextended('exchange/referral/' || current_schema() || referral_id, 0))
   FROM (SELECT referral_id FROM referral WHERE referral_id = ANY ($1::uuid[]) ORDER BY referral_id) AS existing`,
);
/** A separate statement after the lock, because a statement that waits for a lock reads the state from before the wait. */
const READ = statement(
  'publisher-read-present',
  `SELECT r.referral_id AS "referralId", r.organisation, r.case_key AS "caseKey", r.accepted_at AS "acceptedAt", r.counted, c.content,
     greatest((SELECT max(version) + 1 FROM content_version v WHERE v.referral_id = r.referral_id),
       (SELECT max(version) FROM lost_change l WHERE l.referral_id = r.referral_id), 1) AS version,
     EXISTS (SELECT FROM change WHERE referral_id = r.referral_id AND operation = 'withdrawal') AS "isWithdrawn"
   FROM referral r LEFT JOIN referral_content c USING (referral_id) WHERE r.referral_id = ANY ($1::uuid[])`,
);
/** The children that the copy of a recipient `n` shows now; null where it shows all. */
export const CHILDREN_NOW = `CASE WHEN c.change_id IS NULL THEN n.children
       ELSE (SELECT copy -> 'children' FROM jsonb_array_elements(c.shown) AS copy WHERE copy ->> 'agency' = n.agency) END`;
/** The last correction after a recipient `n` was sent the referral. */
export const LAST_CORRECTION = `LEFT JOIN LATERAL (
     SELECT change_id, shown FROM corrected_children WHERE referral_id = n.referral_id AND recorded_at > n.published_at ORDER BY recorded_at DESC, change_id DESC LIMIT 1
   ) c ON true`;
const HOLDERS = statement(
  'publisher-read-holders',
  `SELECT n.referral_id AS "referralId", n.agency, n.hop, n.content_version AS "contentVersion", n.published_at AS "publishedAt", ${CHILDREN_NOW} AS children
   FROM recipient n ${LAST_CORRECTION} WHERE n.referral_id = ANY ($1::uuid[]) ORDER BY n.referral_id, n.hop, n.message_id`,
);
const EARLIER = statement(
  'publisher-read-earlier-facts', 'SELECT referral_id AS "referralId", version, facts FROM content_version WHERE referral_id = ANY ($1::uuid[])',
);

interface OfReferral {
  readonly referralId: string;
}
interface PresentRow extends OfReferral, Pick<PresentReferral, 'organisation' | 'caseKey' | 'counted' | 'content' | 'version' | 'isWithdrawn'> {
  readonly acceptedAt: Date;
}
interface HolderRow extends OfReferral, Omit<Holder, 'publishedAt' | 'children'> {
  readonly publishedAt: Date;
  readonly children: readonly string[] | null;
}
interface EarlierRow extends OfReferral {
  readonly version: number;
  readonly facts: Omit<ReferralFacts, 'on'>;
}

/**
 * Locks the existing ones of these referrals until the transaction ends, in the order of their ids, because two transactions that lock
 * the same referrals in different orders would wait for each other for ever. A transaction that needs several locks them all at once.
 */
export async function lockReferrals(transaction: Transaction, referralIds: readonly string[]): Promise<void> {
  await transaction.run(LOCK, [referralIds]);
}

/** @returns undefined when there is no such referral. */
export async function presentReferral(transaction: Transaction, referralId: string): Promise<PresentReferral | undefined> {
  return (await presentReferrals(transaction, [referralId])).get(referralId);
}

/** Locks and reads the existing ones of these referrals, by id. */
export async function presentReferrals(transaction: Transaction, referralIds: readonly string[]): Promise<ReadonlyMap<string, PresentReferral>> {
  await lockReferrals(transaction, referralIds);
  const { rows } = await transaction.run<PresentRow>(READ, [referralIds]);
  if (rows.length === 0) return new Map();
  const holders = groupBy((await transaction.run<HolderRow>(HOLDERS, [referralIds])).rows, ({ referralId }) => referralId);
  const earlier = groupBy((await transaction.run<EarlierRow>(EARLIER, [referralIds])).rows, ({ referralId }) => referralId);
  return new Map(rows.map((row) => [row.referralId, {
    ...row,
    acceptedAt: row.acceptedAt.toISOString(),
    holders: (holders.get(row.referralId) ?? []).map((holder) => holderOf(holder)),
    earlierFacts: new Map((earlier.get(row.referralId) ?? []).map(({ version, facts }) => [version, facts])),
  }]));
}

function holderOf({ agency, hop, contentVersion, publishedAt, children }: HolderRow): Holder {
  return { agency, hop, contentVersion, publishedAt: publishedAt.toISOString(), ...(children !== null && { children }) };
}
