import type { JudgedStatement } from '#libs/judgement';
import { statement, type Transaction } from '#libs/persistence';

const NOTE = statement(
  'publisher-note-effect',
  'INSERT INTO statement_effect (agency, partition, statement_id, digest, child_id) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
);

/** The key of a statement that may have an effect. */
export type StatementKey = Pick<JudgedStatement, 'agency' | 'partition' | 'statementId' | 'digest'>;

/**
 * Notes that a statement has its effect.
 *
 * @param childId the child that an ethnicity record is about.
 * @returns false where the statement had its effect before: its verdict has changed and changed back, or it was taken before.
 */
export async function isFirstEffect(
  transaction: Transaction,
  { agency, partition, statementId, digest }: StatementKey,
  childId: string | null = null,
): Promise<boolean> {
  const { count } = await transaction.run(NOTE, [agency, partition, statementId, digest, childId]);
  return count === 1;
}
