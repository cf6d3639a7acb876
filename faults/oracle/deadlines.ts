import { about, repeated, type Finding } from './finding.js';
import type { Tables } from './tables.js';

/** The rule that starts whenever a referral is published to children's social care, as the example is. */
const FROM_PUBLICATION = 'LA_ACK';

/** Clocks that were not started, and warnings, breaches, calls and ends without a notice or missing from the audit. */
export function missingDeadlines({ referrals, clocks, notices, events }: Tables): Finding[] {
  const rules = new Set(clocks.map(({ referral_id, rule_id }) => `${referral_id} ${rule_id}`));
  const noticed = new Set(notices.map(({ clock_id, name }) => `${clock_id} ${name}`));
  const ended = new Set(notices.map(({ clock_id, name }) => `${clock_id} ${name.split('-')[0]}`));
  const recorded = new Set(events.map(({ message_id }) => message_id));
  return [
    ...referrals.filter(({ referral_id }) => !rules.has(`${referral_id} ${FROM_PUBLICATION}`)).map((row) => about(row, 'no-clock', `no clock of ${FROM_PUBLICATION}`)),
    ...clocks.filter(({ clock_id }) => !noticed.has(`${clock_id} started`) && !noticed.has(`${clock_id} not-started`))
      .map((clock) => about(clock, 'clock-start-unnoticed', `no notice that the clock of ${clock.rule_id} runs`)),
    ...clocks.filter(({ overdue_notices }) => overdue_notices > 0)
      .map((clock) => about(clock, 'notice-overdue', `${clock.overdue_notices} warnings or calls of ${clock.rule_id} are due and were not made`)),
    ...clocks.filter(({ clock_id, outcome }) => outcome !== null && !ended.has(`${clock_id} ${outcome}`))
      .map((clock) => about(clock, 'clock-end-unnoticed', `no notice that ${clock.rule_id} is ${clock.outcome}`)),
    ...notices.filter(({ message_id }) => !recorded.has(message_id))
      .map((notice) => about(notice, 'notice-not-in-audit', `the notice "${notice.name}" of a clock is not in the audit`)),
  ];
}

/** Clocks that run twice, and calls that were made twice. */
export function doubledDeadlines({ clocks, notices }: Tables): Finding[] {
  return [
    ...repeated('clock-twice', clocks, (row) => `${row.referral_id} ${row.rule_id} ${row.anchor} ${row.because} ${row.agency}`, ({ rule_id }) => `clocks of ${rule_id}`),
    ...repeated('notice-twice', notices, ({ clock_id, name }) => `${clock_id} ${name}`, ({ name }) => `notices "${name}" of one clock`),
    ...repeated('notice-id-twice', notices, ({ message_id }) => message_id, () => 'notices under one id'),
  ];
}

/** Notices in the audit that the watch's tables do not have: made twice, or sent before their cause was stored. */
export function causelessDeadlines({ notices, events }: Tables): Finding[] {
  const noted = new Set(notices.map(({ message_id }) => message_id));
  return events.filter(({ type, message_id }) => type.includes('.deadline.') && !noted.has(message_id))
    .map((event) => about(event, 'notice-unknown-to-watch', `${event.type}, which the watch has not in its tables`));
}
