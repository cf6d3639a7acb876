import { clockPolicy, type Partnership } from '#libs/agreements';
import type { Finding } from '#libs/messaging';
import { bankHolidayCalendar, BANK_HOLIDAYS_ENGLAND_AND_WALES, longestClock } from '#libs/safeguarding';

import type { ExchangeKafka } from '../connection/with-kafka.js';
import { some } from '../terminal/words.js';
import { ok, type CheckResult } from './check.js';

/** Checks that the settings of brokers, topics and producers protect acknowledged messages against one failure. */
export async function checkProduction({ admin, needed, partnership }: Pick<ExchangeKafka, 'admin' | 'needed' | 'partnership'>): Promise<readonly CheckResult[]> {
  const { DURABILITY, judgeProduction } = await import('#libs/messaging');
  const names = needed.map(({ name }) => name);
  const [brokers, topics] = await Promise.all([
    // Reading the settings is a right of its own, which a user with all other rights here can lack.
    admin.brokerSettings().catch(() => undefined),
    admin.describe(names),
  ]);
  const findings = judgeProduction({ brokers, topics, needed, durability: DURABILITY, longestClockDays: longestClockDays(partnership) });
  if (findings.length === 0) return [ok('production settings', 'of brokers, topics and producers: nothing unsafe')];
  return findings.map(resultOf);
}

/** Days from the start of the longest clock to the last call for it, by the rules of law and of the partnership. */
export function longestClockDays(partnership: Pick<Partnership, 'id' | 'agencies' | 'localPolicy'>): number {
  const policy = clockPolicy(partnership);
  const calendar = bankHolidayCalendar(BANK_HOLIDAYS_ENGLAND_AND_WALES);
  if (!calendar.ok || !policy.ok) throw new Error('a partnership that was read has clocks that are not in order: a bug');
  return longestClock(policy.value.rules, policy.value.chains, calendar.value).days;
}

/** One line of the doctor. A finding is a warning, because the sandbox is unsafe by nature. `--production` makes it a failure. */
export function resultOf(finding: Finding): CheckResult {
  const { code, severity, problem, where, remedy } = finding;
  const detail = `${problem}. At: ${some(where)}. ${remedy}`;
  return { check: code, status: severity === 'unsafe' ? 'warn' : 'note', detail, finding };
}
