import { repeated, type Finding } from './finding.js';
import type { ClockRow, NoticeRow, Tables } from './tables.js';

/** The rule that starts whenever a referral is published to children's social care, as the example is. */
const FROM_PUBLICATION = 'LA_ACK';
const isDeadline = (type: string): boolean => type.includes('.deadline.');

/** Clocks that were not started, and warnings, breaches, calls and ends without a notice or missing from the audit. */
export function missingDeadlines({ referrals, watch, events }: Tables): Finding[] {
  const rules = new Set(watch.clocks.map(({ referral_id, rule_id }) => `${referral_id} ${rule_id}`));
  const noticed = new Set(watch.notices.map(({ clock_id, name }) => `${clock_id} ${name}`));
  const ended = new Set(watch.notices.map(({ clock_id, name }) => `${clock_id} ${name.split('-')[0]}`));
  const recorded = new Set(events.map(({ message_id }) => message_id));
  return [
    ...referrals.filter(({ referral_id }) => !rules.has(`${referral_id} ${FROM_PUBLICATION}`))
      .map(({ referral_id }) => ({ code: 'no-clock', text: `no clock of ${FROM_PUBLICATION}`, referralId: referral_id })),
    ...watch.clocks.filter(({ clock_id }) => !noticed.has(`${clock_id} started`) && !noticed.has(`${clock_id} not-started`))
      .map((clock) => ofClock('clock-start-unnoticed', clock, `no notice that the clock of ${clock.rule_id} runs`)),
    ...watch.clocks.filter(({ overdue_notices }) => overdue_notices > 0)
      .map((clock) => ofClock('notice-overdue', clock, `${clock.overdue_notices} warnings or calls of ${clock.rule_id} are due and were not made`)),
    ...watch.clocks.filter(({ clock_id, outcome }) => outcome !== null && !ended.has(`${clock_id} ${outcome}`))
      .map((clock) => ofClock('clock-end-unnoticed', clock, `no notice that ${clock.rule_id} is ${clock.outcome}`)),
    ...watch.notices.filter(({ message_id }) => !recorded.has(message_id))
      .map((notice) => ofNotice('notice-not-in-audit', notice, `the notice "${notice.name}" of a clock is not in the audit`)),
  ];
}

/** Clocks that run twice, and calls that were made twice. */
export function doubledDeadlines({ watch: { clocks, notices } }: Tables): Finding[] {
  return [
    ...repeated(clocks, (row) => `${row.referral_id} ${row.rule_id} ${row.anchor} ${row.because} ${row.agency}`,
      (row) => ({ code: 'clock-twice', things: `clocks of ${row.rule_id}`, referralId: row.referral_id, agency: row.agency })),
    ...repeated(notices, ({ clock_id, name }) => `${clock_id} ${name}`,
      (row) => ({ code: 'notice-twice', things: `notices "${row.name}" of one clock`, referralId: row.referral_id, messageId: row.message_id })),
    ...repeated(notices, ({ message_id }) => message_id,
      (row) => ({ code: 'notice-id-twice', things: 'notices under one id', referralId: row.referral_id, messageId: row.message_id })),
  ];
}

/** Notices in the audit that the watch's tables do not have: made twice, or sent before their cause was stored. */
export function causelessDeadlines({ watch, events }: Tables): Finding[] {
  const noted = new Set(watch.notices.map(({ message_id }) => message_id));
  return events.filter(({ type, message_id }) => isDeadline(type) && !noted.has(message_id)).map(({ referral_id, agency, type, message_id }) =>
    ({ code: 'notice-unknown-to-watch', text: `${type}, which the watch has not in its tables`, referralId: referral_id, agency, messageId: message_id }));
}

function ofClock(code: string, { referral_id, agency }: ClockRow, text: string): Finding {
  return { code, text, referralId: referral_id, agency };
}

function ofNotice(code: string, { referral_id, message_id }: NoticeRow, text: string): Finding {
  return { code, text, referralId: referral_id, messageId: message_id };
}
