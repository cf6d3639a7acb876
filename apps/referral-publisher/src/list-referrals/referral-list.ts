import type { ListedReferral, ReferralState } from '#libs/contracts';
import type { ChangePosition } from '#libs/http-api';
import { NIL_UUID } from '#libs/kernel';
import { ONE_MOMENT, statement, type Database, type StatementValue, type Transaction } from '#libs/persistence';
import { holderOf } from '#libs/safeguarding';

import { askedReferrals } from '../notify-holder/asked-agencies.repository.js';

/** Referrals that one request looks at for those in a state, because the state follows from the answers and is not stored. */
export const LOOKED_AT = 1_000;

export interface ReferralQuestion {
  readonly organisation: string;
  /** The key of the case whose referrals are looked for. */
  readonly caseKey: string | undefined;
  readonly state: ReferralState | undefined;
  /** RFC 3339. */
  readonly changedSince: string | undefined;
}

interface Row {
  readonly referral_id: string;
  readonly changed_in: string;
  readonly is_settled: boolean;
  readonly changed_at: Date;
  readonly accepted_at: Date;
  readonly withdrawn_at: Date | null;
  readonly case_reference: string | null;
}

export interface ReferralsFound {
  readonly items: readonly ListedReferral[];
  readonly position: ChangePosition;
  readonly more: boolean;
}

const EPOCH = statement('publisher-list-epoch', 'SELECT epoch, $1::xid8 >= pg_snapshot_xmax(pg_current_snapshot()) AS "isAhead" FROM list_epoch');

/** One text for each set of filters, because no index serves `$n IS NULL OR …`. */
const pages = new Map<string, ReturnType<typeof statement>>();

/**
 * The referrals of a force after a position. `unknown-position` where the position is not of this epoch of the database.
 *
 * A row is settled where every earlier transaction has ended. The position never goes beyond a row that is not, because a transaction with a
 * lower number may still commit.
 */
export async function listReferrals(
  database: Database, question: ReferralQuestion, after: ChangePosition | null, limit: number,
): Promise<ReferralsFound | 'unknown-position'> {
  return database.transaction(async (transaction) => {
    // The state of a referral belongs to the change at which it is listed.
    transaction.send(ONE_MOMENT);
    const from = { transaction: after?.transaction ?? '0', id: after?.id ?? NIL_UUID };
    const { rows: [place] } = await transaction.run<{ epoch: string; isAhead: boolean }>(EPOCH, [from.transaction]);
    const epoch = place?.epoch ?? NIL_UUID;
    if (after !== null && (after.epoch !== epoch || place?.isAhead !== false)) return 'unknown-position';
    const count = question.state === undefined ? limit : LOOKED_AT;
    const { rows } = await readPage(transaction, question, from, count);
    const settled = rows.filter((row) => row.is_settled).slice(0, count);
    const listed = await withStates(transaction, settled);
    const matching = listed.filter(({ state }) => question.state === undefined || state === question.state);
    const items = matching.slice(0, limit);
    const last = settled.find(({ referral_id: id }) => matching.length > limit && id === items.at(-1)?.referralId) ?? settled.at(-1);
    return {
      items, more: last === undefined ? rows.length > 0 : last !== rows.at(-1),
      position: { epoch, transaction: last?.changed_in ?? from.transaction, id: last?.referral_id ?? from.id },
    };
  });
}

/** One row more than `count` where there are more. */
function readPage(
  transaction: Transaction, { organisation, caseKey, changedSince }: ReferralQuestion, from: Omit<ChangePosition, 'epoch'>, count: number,
) {
  const values: StatementValue[] = [organisation, from.transaction, from.id, count + 1];
  const conditions = ['l.organisation = $1', '(l.changed_in, l.referral_id) > ($2::xid8, $3::uuid)'];
  if (caseKey !== undefined) conditions.push(`r.case_key = $${values.push(caseKey)}`);
  if (changedSince !== undefined) conditions.push(`l.changed_at >= $${values.push(changedSince)}::timestamptz`);
  const where = conditions.join(' AND ');
  const page = pages.get(where) ?? statement(
    `publisher-list-referrals-${pages.size}`,
    `SELECT l.referral_id, l.changed_in::text, l.changed_in < pg_snapshot_xmin(pg_current_snapshot()) AS is_settled, l.changed_at, r.accepted_at,
       w.recorded_at AS withdrawn_at, c.content ->> 'caseReference' AS case_reference
     FROM last_change l JOIN referral r USING (referral_id) LEFT JOIN referral_content c USING (referral_id)
     LEFT JOIN change w ON w.referral_id = l.referral_id AND w.operation = 'withdrawal'
     WHERE ${where} ORDER BY l.changed_in, l.referral_id LIMIT $4::int`,
  );
  pages.set(where, page);
  return transaction.run<Row>(page, values);
}

async function withStates(transaction: Transaction, rows: readonly Row[]): Promise<readonly ListedReferral[]> {
  const asked = new Map((await askedReferrals(transaction, rows.map(({ referral_id: id }) => id))).map((referral) => [referral.referralId, referral]));
  return rows.map(({ referral_id: referralId, changed_at: changedAt, accepted_at: publishedAt, withdrawn_at: withdrawnAt, case_reference: caseReference }) => {
    const { agencies = [], known = [] } = asked.get(referralId) ?? {};
    const holder = withdrawnAt === null ? holderOf(agencies, known) : null;
    return {
      referralId, ...(caseReference !== null && { caseReference }), publishedAt: publishedAt.toISOString(), changedAt: changedAt.toISOString(),
      state: withdrawnAt === null ? (holder?.state ?? 'no-holder') : 'withdrawn',
      ...(holder !== null && { holder }), ...(withdrawnAt !== null && { withdrawnAt: withdrawnAt.toISOString() }),
    };
  });
}
