import type { Rung } from '#libs/contracts';
import { statement, type Database } from '#libs/persistence';

/** One rung that one recipient reached. */
export interface StatedRung {
  readonly agency: string;
  readonly hop: number;
  readonly rung: Rung;
  readonly at: string;
  readonly reasonCode: string | null;
  readonly decision: string | null;
  readonly redirectedTo: string | null;
  readonly feedback: string | null;
}

export interface StatedReferral {
  readonly publishedAt: string;
  readonly rungs: readonly StatedRung[];
}

const FIND = statement('publisher-find-referral', 'SELECT accepted_at FROM referral WHERE referral_id = $1 AND organisation = $2');
const RUNGS = statement(
  'publisher-find-rungs',
  `SELECT n.agency, n.hop, s.rung, s.at, s.reason_code AS "reasonCode", s.decision, s.redirected_to AS "redirectedTo", s.feedback
   FROM recipient n CROSS JOIN LATERAL (
     SELECT 'published' AS rung, n.published_at AS at, NULL AS reason_code, NULL AS decision, NULL AS redirected_to, NULL AS feedback, NULL::uuid AS receipt_id
     UNION ALL
     SELECT rung, occurred_at, reason_code, decision, redirected_to, feedback, receipt_id
     FROM receipt WHERE receipt.referral_id = n.referral_id AND receipt.agency = n.agency
   ) s
   WHERE n.referral_id = $1
   ORDER BY n.hop, n.message_id, s.at, s.receipt_id NULLS FIRST`,
);

/** Reads where a referral stands with each of its recipients, for the organisation that sent it and nobody else. */
export class ReferralStatusRepository {
  constructor(private readonly database: Database) {}

  async find(organisation: string, referralId: string): Promise<StatedReferral | undefined> {
    const { rows } = await this.database.run<{ accepted_at: Date }>(FIND, [referralId, organisation]);
    const [referral] = rows;
    if (referral === undefined) return undefined;
    const rungs = await this.database.run<Omit<StatedRung, 'at'> & { at: Date }>(RUNGS, [referralId]);
    return {
      publishedAt: referral.accepted_at.toISOString(),
      rungs: rungs.rows.map((row) => ({ ...row, at: row.at.toISOString() })),
    };
  }
}
