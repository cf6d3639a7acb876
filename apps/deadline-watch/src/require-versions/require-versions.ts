import type { ClockPolicy } from '#libs/agreements';
import { StartupError } from '#libs/http-api';
import { statement, type Database } from '#libs/persistence';

import { missingVersions, type UsedVersions } from './missing-versions.js';

/** It uses the index of open clocks. */
const USED = statement(
  'watch-used-versions',
  `SELECT DISTINCT rule_id AS "ruleId", rule_version AS "ruleVersion", anchor, calendar_id AS "calendarId", calendar_version AS "calendarVersion"
   FROM clock WHERE outcome IS NULL AND due_at IS NOT NULL`,
);

/**
 * Checks that running clocks still have the rule and the calendar that they were started with. The rule names the events that stop
 * them, and both prove later how the due time came about.
 *
 * @throws StartupError with the name of each version that a running clock uses and that the files no longer have.
 */
export async function requireVersions(database: Database, policy: ClockPolicy): Promise<void> {
  const { rows } = await database.run<UsedVersions>(USED);
  const missing = missingVersions(rows, policy);
  if (missing.length === 0) return;
  throw new StartupError(`clocks run by ${missing.join(' and ')}, which the files of the partnership no longer have: put it back, because a version that has been in force is never taken away.`);
}
