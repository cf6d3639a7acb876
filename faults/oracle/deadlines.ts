import type { Tables } from './tables.js';

/** The rule that starts whenever a referral is published to children's social care, as the example is. */
const FROM_PUBLICATION = 'LA_ACK';
const isDeadline = (type: string): boolean => type.includes('.deadline.');

/** Clocks that were not started, and warnings, breaches, calls and ends that were not said or are not in the record. */
export function missingDeadlines({ referrals, watch, events }: Tables): string[] {
  const rules = new Set(watch.clocks.map(({ referral_id, rule_id }) => `${referral_id} ${rule_id}`));
  const said = new Set(watch.notices.map(({ clock_id, name }) => `${clock_id} ${name}`));
  const ended = new Set(watch.notices.map(({ clock_id, name }) => `${clock_id} ${name.split('-')[0]}`));
  const recorded = new Set(events.map(({ message_id }) => message_id));
  return [
    ...referrals.filter(({ referral_id }) => !rules.has(`${referral_id} ${FROM_PUBLICATION}`))
      .map(({ referral_id }) => `${referral_id}: no clock of ${FROM_PUBLICATION}`),
    ...watch.clocks.filter(({ clock_id }) => !said.has(`${clock_id} started`) && !said.has(`${clock_id} not-started`))
      .map(({ referral_id, rule_id }) => `${referral_id}: nobody was told that the clock of ${rule_id} runs`),
    ...watch.clocks.filter(({ unsaid }) => unsaid > 0)
      .map(({ referral_id, rule_id, unsaid }) => `${referral_id}: ${unsaid} warnings or calls of ${rule_id} are due and were not said`),
    ...watch.clocks.filter(({ clock_id, outcome }) => outcome !== null && !ended.has(`${clock_id} ${outcome}`))
      .map(({ referral_id, rule_id, outcome }) => `${referral_id}: nobody was told that ${rule_id} is ${outcome}`),
    ...watch.notices.filter(({ message_id }) => !recorded.has(message_id))
      .map(({ referral_id, name }) => `${referral_id}: "${name}" of a clock was said and is not in the audit`),
  ];
}

/** Clocks that run twice, and calls that were made twice. */
export function doubledDeadlines({ watch: { clocks, notices } }: Tables): string[] {
  return [
    ...repeated(clocks.map((row) => `${row.referral_id} ${row.rule_id} ${row.anchor} ${row.because} ${row.agency}`), 'clocks'),
    ...repeated(notices.map(({ clock_id, name }) => `${clock_id} ${name}`), 'notices'),
    ...repeated(notices.map(({ message_id }) => message_id), 'notices under one id'),
  ];
}

/** Somebody was called, and the watch's own books do not know of it: called twice, or before what made it so was kept. */
export function causelessDeadlines({ watch, events }: Tables): string[] {
  const noted = new Set(watch.notices.map(({ message_id }) => message_id));
  return events.filter(({ type, message_id }) => isDeadline(type) && !noted.has(message_id))
    .map(({ referral_id, type }) => `${referral_id}: ${type}, which the watch's own books do not know`);
}

function repeated(identities: readonly string[], what: string): string[] {
  const counts = new Map<string, number>();
  for (const identity of identities) counts.set(identity, (counts.get(identity) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > 1).map(([identity, count]) => `${identity}: ${count} ${what}`);
}
