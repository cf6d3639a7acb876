import {
  MAX_INBOX_CLOCKS, MAX_INBOX_STATEMENTS, type ClockStateName, type ForwardingDeclinedReason, type InboxClock, type InboxNotices, type InboxStatement,
  type InboxVerdict, type ReferralHolder, type Rung,
} from '#libs/contracts';
import { groupBy } from '#libs/kernel';
import { statement, type StatementRunner } from '#libs/persistence';

/** A clock is overdue by the time of the database, also where the notice of the breach has not come yet. */
const CLOCKS = statement(
  'node-clocks-of-referrals',
  `SELECT c.referral_id AS "referralId", c.rule, c.anchor, coalesce(c.organisation, $3) AS organisation, c.due_at AS "dueAt", c.explanation,
     c.child_id AS "childId", c.episode_id AS "episodeId", c.clock_id AS "clockId", c.supersedes,
     c.breached_at AS "breachedAt", c.ended_at AS "endedAt", c.ended_by AS "endedBy",
     CASE WHEN c.outcome IS NOT NULL THEN c.outcome WHEN c.due_at IS NULL THEN 'not-started'
       WHEN c.breached_at IS NOT NULL OR c.due_at < exchange_now() THEN 'breached' ELSE 'running' END AS state,
     (SELECT json_agg(json_build_object('kind', l.kind, 'organisation', l.organisation, 'role', l.role, 'contact', l.contact,
        'dueAt', l.due_at, 'raisedAt', l.raised_at) ORDER BY l.step) FROM clock_call l WHERE l.clock_id = c.clock_id) AS calls
   FROM clock c WHERE c.referral_id = ANY ($1::uuid[]) AND ($2 OR c.ended_at IS NULL)
   ORDER BY c.due_at NULLS LAST, c.clock_id`,
);
/** Those made here and judged are left out where they are taken, because the rungs show them. */
const JUDGED = statement(
  'node-judged-of-referrals',
  `SELECT "referralId", "receiptId", rung, kind, at, "by", verdict, code, "isOwn" FROM (
     SELECT j.referral_id AS "referralId", j.receipt_id AS "receiptId", j.rung, j.kind, j.at, j.actor AS "by", j.verdict, j.code, own."isOwn",
       row_number() OVER (PARTITION BY j.referral_id, own."isOwn" ORDER BY j.notice_offset DESC, j.receipt_id) AS place
     FROM judged_statement j CROSS JOIN LATERAL (SELECT
       EXISTS (SELECT FROM own_statement o WHERE (o.receipt_id, o.digest, o.partition) = (j.receipt_id, j.digest, j.partition))
       OR EXISTS (SELECT FROM referral r JOIN delivery d USING (message_id) WHERE r.referral_id = j.referral_id AND d.receipt_id = j.receipt_id)
       OR EXISTS (SELECT FROM referral_update u WHERE u.referral_id = j.referral_id AND u.receipt_id = j.receipt_id) AS "isOwn") own
     WHERE j.referral_id = ANY ($1::uuid[]) AND NOT (j.verdict = 'taken' AND own."isOwn")
   ) found WHERE place <= ${MAX_INBOX_STATEMENTS} ORDER BY at, "receiptId"`,
);
const NOT_JUDGED = statement(
  'node-not-judged-of-referrals',
  `SELECT o.referral_id AS "referralId", o.receipt_id AS "receiptId", o.rung, o.kind, o.stated_at AS at, o.person AS "by"
   FROM own_statement o LEFT JOIN judged_statement j USING (receipt_id, digest, partition)
   WHERE o.referral_id = ANY ($1::uuid[]) AND j.receipt_id IS NULL ORDER BY o.place`,
);
const DECLINED = statement(
  'node-declined-of-referrals',
  `SELECT referral_id AS "referralId", from_agency AS "fromAgency", to_agency AS "toAgency", reason, successor, declined_at AS at FROM declined_redirect
   WHERE referral_id = ANY ($1::uuid[]) ORDER BY declined_at`,
);
const HOLDERS = statement(
  'node-holders-of-referrals',
  'SELECT referral_id AS "referralId", state, since, agencies, children FROM notified_holder WHERE referral_id = ANY ($1::uuid[])',
);

interface ClockRow extends Pick<InboxClock, 'clockId' | 'rule' | 'anchor' | 'organisation' | 'explanation'> {
  readonly referralId: string;
  readonly childId: string | null;
  readonly episodeId: string | null;
  readonly state: ClockStateName;
  readonly dueAt: Date | null;
  readonly supersedes: string | null;
  readonly breachedAt: Date | null;
  readonly endedAt: Date | null;
  readonly endedBy: string | null;
  readonly calls: readonly { readonly kind: 'warned' | 'escalated'; readonly organisation: string; readonly role: string; readonly contact: string | null; readonly dueAt: string; readonly raisedAt: string }[] | null;
}

interface StatedRow {
  readonly referralId: string;
  readonly receiptId: string;
  readonly rung: Rung | null;
  readonly kind: string | null;
  readonly at: Date;
  readonly by: string | null;
}

interface JudgedRow extends StatedRow {
  readonly verdict: InboxVerdict;
  readonly code: string | null;
  /** Whether it was made at this node. */
  readonly isOwn: boolean;
}

interface HolderRow extends Pick<ReferralHolder, 'state' | 'agencies'> {
  readonly referralId: string;
  readonly since: Date;
  readonly children: NonNullable<ReferralHolder['children']> | null;
}

interface DeclinedRow {
  readonly referralId: string;
  readonly fromAgency: string;
  readonly toAgency: string;
  readonly reason: ForwardingDeclinedReason;
  readonly successor: string | null;
  readonly at: Date;
}

/**
 * The notices of the exchange about these referrals, by referral. A referral without notices has no entry.
 *
 * @param agency the agency of this node, which has the duty of a clock unless a notice names another one.
 * @param withEnded whether clocks that have ended are wanted.
 */
export async function noticesOf(
  database: StatementRunner, referralIds: readonly string[], { agency, withEnded }: { readonly agency: string; readonly withEnded: boolean },
): Promise<ReadonlyMap<string, InboxNotices>> {
  if (referralIds.length === 0) return new Map();
  const clocks = byReferral(await database.run<ClockRow>(CLOCKS, [referralIds, withEnded, agency]));
  const judged = byReferral(await database.run<JudgedRow>(JUDGED, [referralIds]));
  const notJudged = byReferral(await database.run<StatedRow>(NOT_JUDGED, [referralIds]));
  const declined = byReferral(await database.run<DeclinedRow>(DECLINED, [referralIds]));
  const holders = byReferral(await database.run<HolderRow>(HOLDERS, [referralIds]));
  return new Map(referralIds.flatMap((referralId): [string, InboxNotices][] => {
    const verdicts = judged.get(referralId) ?? [];
    const notices = {
      clocks: (clocks.get(referralId) ?? []).slice(0, MAX_INBOX_CLOCKS).map((row) => inboxClock(row)),
      notTaken: [
        ...verdicts.filter(({ isOwn }) => isOwn).map((row) => judgedStatement(row)),
        ...(notJudged.get(referralId) ?? []).slice(-MAX_INBOX_STATEMENTS).map((row) => ({ ...statedIn(row), verdict: 'stated' as const })),
      ],
      elsewhere: verdicts.filter(({ isOwn }) => !isOwn).map((row) => judgedStatement(row)),
      redirectsDeclined: (declined.get(referralId) ?? []).filter(({ toAgency }) => toAgency !== agency).slice(-MAX_INBOX_STATEMENTS)
        .map(({ toAgency, reason, successor, at }) => ({ toAgency, reason, ...(successor !== null && { successor }), at: at.toISOString() })),
      redirectedToUs: (declined.get(referralId) ?? []).filter(({ toAgency }) => toAgency === agency).slice(-MAX_INBOX_STATEMENTS)
        .map(({ fromAgency, at }) => ({ fromAgency, at: at.toISOString() })),
    };
    const holder = holders.get(referralId)?.[0];
    const present: [string, object][] = [
      ...Object.entries(notices).filter(([, list]) => list.length > 0),
      ...(holder === undefined ? [] : [['holder', inboxHolder(holder)] as [string, object]]),
    ];
    return present.length === 0 ? [] : [[referralId, Object.fromEntries(present)]];
  }));
}

function inboxHolder({ state, since, agencies, children }: HolderRow): ReferralHolder {
  return { state, since: since.toISOString(), agencies, ...(children !== null && { children }) };
}

function byReferral<Row extends { readonly referralId: string }>({ rows }: { readonly rows: readonly Row[] }): ReadonlyMap<string, Row[]> {
  return groupBy(rows, ({ referralId }) => referralId);
}

function inboxClock({ clockId, rule, anchor, organisation, state, dueAt, explanation, childId, episodeId, supersedes, breachedAt, endedAt, endedBy, calls }: ClockRow): InboxClock {
  return {
    clockId, rule, anchor, organisation, state, explanation,
    ...(childId !== null && { childId }),
    ...(episodeId !== null && { episodeId }),
    ...(supersedes !== null && { supersedes }),
    ...(dueAt !== null && { dueAt: dueAt.toISOString() }),
    ...(breachedAt !== null && { breachedAt: breachedAt.toISOString() }),
    ...(endedAt !== null && { endedAt: endedAt.toISOString() }),
    ...(endedBy !== null && { endedBy }),
    ...(calls !== null && {
      calls: calls.map(({ contact, dueAt: callDueAt, raisedAt, ...call }) => ({
        ...call, ...(contact !== null && { contact }), dueAt: new Date(callDueAt).toISOString(), raisedAt: new Date(raisedAt).toISOString(),
      })),
    }),
  };
}

function judgedStatement({ verdict, code, ...stated }: JudgedRow): InboxStatement {
  return { ...statedIn(stated), verdict, ...(code !== null && { code }) };
}

function statedIn({ receiptId, rung, kind, at, by }: StatedRow): Omit<InboxStatement, 'verdict' | 'code'> {
  return { receiptId, ...(rung !== null && { rung }), ...(kind !== null && { kind }), at: at.toISOString(), ...(by !== null && { by }) };
}
