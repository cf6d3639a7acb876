import { ReferralAcknowledgedContract, type DueTime } from '#libs/contracts';
import { statement, type StatementRunner } from '#libs/persistence';
import type { ClockRule } from '#libs/safeguarding';

const ENDED = statement(
  'publisher-succeeded-clocks',
  `SELECT n.due, n.published_at AS "askedAt", e.ended_at AS "endedAt",
     ARRAY(SELECT DISTINCT s.data ->> 'rung' FROM statement s WHERE s.referral_id = n.referral_id AND s.agency = n.agency AND s.type = $3
       AND s.verdict = 'taken' AND s.effect = 'new') AS rungs
   FROM recipient n LEFT JOIN recipient_end e USING (referral_id, agency) WHERE n.referral_id = $1 AND n.agency = $2`,
);

interface EndedRow {
  readonly due: readonly DueTime[] | null;
  readonly askedAt: Date;
  readonly endedAt: Date | null;
  readonly rungs: readonly string[];
}

/** The clocks of a successor that count from another time than its sharing. */
export async function succeededClocks(
  runner: StatementRunner, referralId: string, agency: string, rules: readonly ClockRule[],
): Promise<(rule: string) => string | undefined> {
  const { rows: [ended] } = await runner.run<EndedRow>(ENDED, [referralId, agency, ReferralAcknowledgedContract.type]);
  return ended === undefined ? () => undefined : countingFrom(ended, rules);
}

/**
 * The time from which a clock of a successor counts, by its rule. A child has waited since the ended agency was asked, and a merger gives no
 * new limit: the clock counts from the time that the clock of the ended agency counted from. Where the ended agency had given the answer,
 * the child has been without it since the agency ended, and the clock counts from then.
 */
export function countingFrom(ended: EndedRow, rules: readonly ClockRule[]): (rule: string) => string {
  const asked = ended.askedAt.toISOString();
  const anchors = (ended.due ?? []).filter(({ anchor }) => anchor === 'referral-published');
  const endedAt = ended.endedAt?.toISOString() ?? asked;
  return (rule) => {
    const isAnswered = rules.some(({ id, anchor, stops }) => id === rule && anchor === 'referral-published' && stops.some((stop) => ended.rungs.includes(stop)));
    if (isAnswered) return endedAt > asked ? endedAt : asked;
    return (anchors.find((due) => due.rule === rule) ?? anchors[0])?.anchorAt ?? asked;
  };
}
