import type { ClockPolicy } from '#libs/agreements';

/** The versions that a clock was started with, as they are stored. */
export interface UsedVersions {
  readonly ruleId: string;
  readonly ruleVersion: number;
  readonly anchor: string;
  readonly calendarId: string | null;
  readonly calendarVersion: string | null;
}

/** The exchange itself brings the bank holidays, so that no file of a partnership can lose them. */
const BUILT_IN = 'bank-holidays/';

/** The versions of rules and calendars that clocks use and that the policy does not have, by name, each once. */
export function missingVersions(used: readonly UsedVersions[], policy: ClockPolicy): readonly string[] {
  const missing = used.flatMap(({ ruleId, ruleVersion, anchor, calendarId, calendarVersion }) => {
    const hasRule = policy.rules.some((rule) => rule.id === ruleId && rule.version === ruleVersion && rule.anchor === anchor);
    // A clock's calendar version names the bank holidays too: `1+2026-02-25`.
    const version = calendarVersion?.split('+')[0] ?? '';
    const hasCalendar = calendarId === null || calendarId.startsWith(BUILT_IN) || policy.calendarVersions.get(calendarId)?.has(version) === true;
    return [
      ...(hasRule ? [] : [`version ${ruleVersion} of the rule ${ruleId}`]),
      ...(hasCalendar ? [] : [`version ${version} of the calendar ${calendarId}`]),
    ];
  });
  return [...new Set(missing)].toSorted();
}
