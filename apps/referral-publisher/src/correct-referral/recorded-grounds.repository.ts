import type { CorrectedDueTimes, DueTime } from '#libs/contracts';
import { statement, type StatementRunner } from '#libs/persistence';

const SHARED = statement('publisher-shared-due-times', 'SELECT agency, due FROM recipient WHERE referral_id = $1 AND due IS NOT NULL');
const CORRECTED = statement(
  'publisher-corrected-due-times',
  `SELECT details -> 'due' AS due FROM change WHERE referral_id = $1 AND operation = 'correction' AND details ? 'due' ORDER BY recorded_at, change_id`,
);

/** The due times about reasonable grounds that count by the record, for each agency: those of its sharing, as the corrections since have changed them. */
export async function recordedGrounds(transaction: StatementRunner, referralId: string): Promise<ReadonlyMap<string, readonly DueTime[]>> {
  const { rows: shared } = await transaction.run<{ agency: string; due: readonly DueTime[] }>(SHARED, [referralId]);
  const { rows: corrections } = await transaction.run<{ due: readonly CorrectedDueTimes[] }>(CORRECTED, [referralId]);
  const recorded = new Map(shared.map(({ agency, due }): [string, readonly DueTime[]] => [agency, due.filter(({ anchor }) => anchor === 'reasonable-grounds')]));
  for (const { agency, due, supersedes = [] } of corrections.flatMap((correction) => correction.due)) {
    const before = (recorded.get(agency) ?? []).filter((each) => !supersedes.some(({ rule, anchorAt }) => rule === each.rule && anchorAt === each.anchorAt));
    recorded.set(agency, [...before, ...due]);
  }
  return recorded;
}
