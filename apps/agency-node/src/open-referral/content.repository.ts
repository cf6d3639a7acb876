import type { Expectation, Grade, InboxUpdate, Marking, MissingRiskLevel, ReferralView, UpdateKind } from '#libs/contracts';
import { statement, type StatementRunner } from '#libs/persistence';

export interface ReferralContent {
  readonly force: string;
  readonly purpose: string;
  readonly agreementId: string;
  readonly agreementVersion: number;
  readonly expectation: Expectation;
  readonly marking: Marking;
  readonly version: number;
  readonly view: ReferralView;
  readonly withdrawnAt: Date | null;
}

const READ_CONTENT = statement(
  'node-read-content',
  `SELECT r.force, r.purpose, r.agreement_id AS "agreementId", r.agreement_version AS "agreementVersion", r.expectation, c.marking, c.version, c.view,
     least((SELECT min(u.issued_at) FROM referral_update u WHERE u.referral_id = r.referral_id AND u.kind = 'withdrawal'),
       (SELECT w.withdrawn_at FROM notified_withdrawal w WHERE w.referral_id = r.referral_id)) AS "withdrawnAt"
   FROM referral r JOIN referral_content c USING (referral_id) WHERE r.referral_id = $1`,
);

/** @throws Error when the referral has no content, because one statement stores both. */
export async function readContent(transaction: StatementRunner, referralId: string): Promise<ReferralContent> {
  const { rows } = await transaction.run<ReferralContent>(READ_CONTENT, [referralId]);
  const [content] = rows;
  if (content === undefined) throw new Error('a referral is held without its content: a bug');
  return content;
}

const READ_UPDATES = statement(
  'node-read-updates',
  `SELECT u.update_id AS "updateId", u.kind, u.code, u.previous_grade AS "previousGrade", u.child_id AS "childId", u.episode_id AS "episodeId", u.happened_at AS "happenedAt", u.risk_level AS "riskLevel", u.fields, u.issued_at AS "issuedAt", u.received_at AS "receivedAt",
     a.occurred_at AS "acknowledgedAt", a.person AS "acknowledgedBy"
   FROM referral_update u LEFT JOIN correction_acknowledgement a USING (update_id)
   WHERE u.referral_id = $1 ORDER BY u.issued_at, u.update_id LIMIT 1000`,
);

interface UpdateRow {
  readonly updateId: string;
  readonly kind: UpdateKind;
  readonly code: string | null;
  readonly previousGrade: Grade | null;
  readonly childId: string | null;
  readonly episodeId: string | null;
  readonly happenedAt: Date | null;
  readonly riskLevel: MissingRiskLevel | null;
  readonly fields: readonly string[] | null;
  readonly issuedAt: Date;
  readonly receivedAt: Date;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedBy: string | null;
}

/** The changes that the force made after it shared the referral, earliest first. */
export async function readUpdates(transaction: StatementRunner, referralId: string): Promise<readonly InboxUpdate[]> {
  const { rows } = await transaction.run<UpdateRow>(READ_UPDATES, [referralId]);
  return rows.map(({ updateId, kind, code, previousGrade, childId, episodeId, happenedAt, riskLevel, fields, issuedAt, receivedAt, acknowledgedAt, acknowledgedBy }) => ({
    updateId, kind, issuedAt: issuedAt.toISOString(), receivedAt: receivedAt.toISOString(),
    ...(code !== null && { code }), ...(previousGrade !== null && { previousGrade }), ...(childId !== null && { childId }), ...(episodeId !== null && { episodeId }),
    ...(happenedAt !== null && { happenedAt: happenedAt.toISOString() }), ...(riskLevel !== null && { riskLevel }), ...(fields !== null && { fields }),
    ...(acknowledgedAt !== null && { acknowledgedAt: acknowledgedAt.toISOString() }), ...(acknowledgedBy !== null && { acknowledgedBy }),
  }));
}
