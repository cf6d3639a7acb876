import type { Expectation, Marking, ReferralView } from '#libs/contracts';
import { statement, type StatementRunner } from '#libs/persistence';

export interface ReferralContent {
  readonly force: string;
  readonly purpose: string;
  readonly agreementId: string;
  readonly agreementVersion: number;
  readonly expectation: Expectation;
  readonly marking: Marking;
  readonly view: ReferralView;
}

const READ_CONTENT = statement(
  'node-read-content',
  `SELECT r.force, r.purpose, r.agreement_id AS "agreementId", r.agreement_version AS "agreementVersion", r.expectation, c.marking, c.view
   FROM referral r JOIN referral_content c USING (referral_id) WHERE r.referral_id = $1`,
);

/** @throws Error when the referral has no content: it is stored with it, in one statement. */
export async function readContent(transaction: StatementRunner, referralId: string): Promise<ReferralContent> {
  const { rows } = await transaction.run<ReferralContent>(READ_CONTENT, [referralId]);
  const [content] = rows;
  if (content === undefined) throw new Error('a referral is held without its content: a bug');
  return content;
}
