import { MachineStatementsContract, MAX_OPEN_REFERRALS, ReferralAcknowledgedContract, type OpenReferral, type Rung } from '#libs/contracts';
import { statement, type StatementRunner } from '#libs/persistence';
import { foldRungs } from '#libs/safeguarding';

/**
 * The referrals of a force that wait at an agency: it has not answered, or it has accepted and is at work. A referral that the agency only
 * had to acknowledge waits no more after the acceptance. One that the successor has is not with the ended agency alone.
 */
const OPEN = statement(
  'publisher-open-referrals',
  `SELECT n.referral_id AS "referralId", n.hop, n.published_at AS "sentAt",
     ARRAY(SELECT s.data ->> 'rung' FROM statement s WHERE s.referral_id = n.referral_id AND s.agency = n.agency AND s.verdict = 'taken' AND s.effect = 'new'
       AND (s.type = $4 OR s.type = $5 AND s.data ->> 'updateId' IS NULL)) AS rungs
   FROM recipient n JOIN referral r USING (referral_id)
   WHERE n.agency = $1 AND r.organisation = $2
     AND NOT EXISTS (SELECT FROM change WHERE referral_id = n.referral_id AND operation = 'withdrawal')
     AND NOT EXISTS (SELECT FROM recipient m WHERE m.referral_id = n.referral_id AND m.agency = $3)
     AND NOT EXISTS (SELECT FROM statement s WHERE s.referral_id = n.referral_id AND s.agency = n.agency AND s.verdict = 'taken' AND s.type = $4
       AND (s.data ->> 'rung' = 'fed_back' OR s.data ->> 'rung' = 'accepted' AND n.expectation = 'acknowledge'
         OR s.data ->> 'rung' IN ('refused', 'redirected') AND NOT EXISTS (SELECT FROM statement a WHERE a.referral_id = n.referral_id
           AND a.agency = n.agency AND a.verdict = 'taken' AND a.type = $4 AND a.data ->> 'rung' = 'accepted')))
   ORDER BY n.published_at, n.referral_id LIMIT ${MAX_OPEN_REFERRALS}`,
);

interface OpenRow extends Pick<OpenReferral, 'referralId' | 'hop'> {
  readonly sentAt: Date;
  readonly rungs: readonly Rung[];
}

/** @param successor the agency that takes on the referrals; undefined where there is none. */
export async function openReferrals(runner: StatementRunner, organisation: string, agency: string, successor: string | undefined): Promise<readonly OpenReferral[]> {
  const { rows } = await runner.run<OpenRow>(OPEN, [agency, organisation, successor ?? null, ReferralAcknowledgedContract.type, MachineStatementsContract.type]);
  return rows.map(({ referralId, hop, sentAt, rungs }) => ({
    referralId, hop, rung: foldRungs(rungs.map((rung) => ({ rung, at: sentAt.toISOString() }))).highest ?? 'published', sentAt: sentAt.toISOString(),
  }));
}
