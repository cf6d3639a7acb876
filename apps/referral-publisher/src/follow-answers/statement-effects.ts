import type { JudgedStatement } from '#libs/judgement';
import { statement, type Transaction } from '#libs/persistence';

const NOTE = statement(
  'publisher-note-effect',
  'INSERT INTO statement_effect (agency, partition, statement_id, digest, child) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
);

/** The key of a statement that may have an effect. */
export type StatementKey = Pick<JudgedStatement, 'agency' | 'partition' | 'statementId' | 'digest'>;

/**
 * Notes that a statement has its effect.
 *
 * @param child the child in the referral that an ethnicity record is about.
 * @returns false where the statement had its effect before: its verdict has changed and changed back, or it was taken before.
 */
export async function isFirstEffect(
  transaction: Transaction,
  { agency, partition, statementId, digest }: StatementKey,
  child: string | null = null,
): Promise<boolean> {
  const { count } = await transaction.run(NOTE, [agency, partition, statementId, digest, child]);
  return count === 1;
}
