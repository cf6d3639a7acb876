import type { ChildIdentity, Expectation } from '#libs/contracts';
import { statement, type StatementRunner } from '#libs/persistence';
import type { AskedAgency, ChildrenKnown } from '#libs/safeguarding';

const ASKED = statement(
  'publisher-asked-agencies',
  `SELECT n.referral_id AS "referralId", n.agency, n.expectation, n.published_at AS "askedAt", r.case_key AS "caseKey", r.correlation_id AS "correlationId",
     r.accepted_at AS "publishedAt", r.children AS "referredChildren", n.children, c.corrected,
     min(a.at) FILTER (WHERE a.rung = 'accepted') AS "acceptedAt",
     coalesce(json_agg(json_build_object('at', a.at, 'because', a.because)) FILTER (WHERE a.rung <> 'accepted'), '[]'::json) AS "left",
     e.ended_at AS "endedAt", e.fact_id AS "endedBecause"
   FROM recipient n JOIN referral r USING (referral_id) LEFT JOIN recipient_end e USING (referral_id, agency)
   LEFT JOIN LATERAL (
     SELECT data ->> 'rung' AS rung, counts_at AS at, statement_id AS because FROM statement s
     WHERE s.referral_id = n.referral_id AND s.agency = n.agency AND s.verdict = 'taken' AND s.effect = 'new' AND data ->> 'rung' IN ('accepted', 'refused')
     UNION ALL
     SELECT 'redirected', decided_at, statement_id FROM redirect_outcome o WHERE o.referral_id = n.referral_id AND o.agency = n.agency
   ) a ON true
   LEFT JOIN LATERAL (
     SELECT jsonb_agg(jsonb_build_object('at', recorded_at, 'because', change_id, 'children', children, 'shown', shown) ORDER BY recorded_at, change_id) AS corrected
     FROM corrected_children c WHERE c.referral_id = n.referral_id
   ) c ON true
   WHERE n.referral_id = ANY ($1::uuid[])
     AND NOT EXISTS (SELECT FROM change c WHERE c.referral_id = n.referral_id AND c.operation = 'withdrawal')
   GROUP BY n.referral_id, n.agency, r.referral_id, c.corrected, e.ended_at, e.fact_id`,
);

interface AskedRow {
  readonly referralId: string;
  readonly agency: string;
  readonly expectation: Expectation;
  readonly caseKey: string;
  readonly correlationId: string;
  readonly publishedAt: Date;
  readonly referredChildren: readonly ChildIdentity[];
  readonly children: readonly string[] | null;
  readonly corrected: readonly (Omit<ChildrenKnown, 'shown'> & { readonly shown: NonNullable<ChildrenKnown['shown']> | null })[] | null;
  readonly askedAt: Date;
  readonly acceptedAt: Date | null;
  readonly left: readonly { readonly at: string; readonly because: string }[];
  readonly endedAt: Date | null;
  readonly endedBecause: string | null;
}

/** A referral with its agencies and their answers, from which its holder follows. */
export interface AskedReferral {
  readonly referralId: string;
  readonly caseKey: string;
  readonly correlationId: string;
  readonly agencies: readonly AskedAgency[];
  /** Its children since the publication. */
  readonly known: readonly ChildrenKnown[];
}

/** The referrals among these that are not withdrawn, in the order of their ids. */
export async function askedReferrals(transaction: StatementRunner, referralIds: readonly string[]): Promise<readonly AskedReferral[]> {
  if (referralIds.length === 0) return [];
  const { rows } = await transaction.run<AskedRow>(ASKED, [referralIds]);
  return [...new Set(rows.map(({ referralId }) => referralId))].toSorted().flatMap((referralId) => {
    const own = rows.filter((row) => row.referralId === referralId);
    const [first] = own;
    return first === undefined ? [] : [{ referralId, caseKey: first.caseKey, correlationId: first.correlationId, agencies: own.map((row) => askedAgency(row)), known: knownChildren(first) }];
  });
}

function knownChildren({ referralId: because, publishedAt, referredChildren, corrected }: AskedRow): readonly ChildrenKnown[] {
  return [
    { at: publishedAt.toISOString(), because, children: referredChildren.map(({ childId }) => childId) },
    ...(corrected ?? []).map(({ at, because: correction, children, shown }) =>
      ({ at: new Date(at).toISOString(), because: correction, children, ...(shown !== null && { shown }) })),
  ];
}

function askedAgency({ agency, expectation, askedAt, children, acceptedAt, left, endedAt, endedBecause }: AskedRow): AskedAgency {
  return {
    agency, expectation, askedAt: askedAt.toISOString(), ...(children !== null && { children }),
    ...(acceptedAt !== null && { acceptedAt: acceptedAt.toISOString() }),
    left: left.map(({ at, because }) => ({ at: new Date(at).toISOString(), because })),
    ...(endedAt !== null && { ended: { at: endedAt.toISOString(), because: endedBecause ?? '' } }),
  };
}
