import type { ClockPolicy } from '#libs/agreements';
import { StartupError } from '#libs/http-api';
import { statement, type Database } from '#libs/persistence';

import { missingVersions, type UsedVersions } from './missing-versions.js';

/** By the index of open clocks. */
const USED = statement(
  'watch-used-versions',
  `SELECT DISTINCT rule_id AS "ruleId", rule_version AS "ruleVersion", anchor, calendar_id AS "calendarId", calendar_version AS "calendarVersion"
   FROM clock WHERE outcome IS NULL AND due_at IS NOT NULL`,
);

/**
 * Running clocks need the rule and the calendar that they were started with: the rule says what stops them, and both
 * prove later how the due time came about.
 *
 * @throws StartupError with the name of each version that a running clock uses and that is gone from the files.
 */
export async function requireVersions(database: Database, policy: ClockPolicy): Promise<void> {
  const { rows } = await database.run<UsedVersions>(USED);
  const missing = missingVersions(rows, policy);
  if (missing.length === 0) return;
  throw new StartupError(`clocks run by ${missing.join(' and ')}, which the files of the partnership no longer have: put it back, because a version that has been in force is never taken away.`);
}
