import type { Completion, DueTime } from '#libs/contracts';

import { readableTime } from '../terminal/time.js';

/** `2026-05-26 16:00:00Z (LA_ACK), …`; for a clock without a calendar, a text in place of the time. */
export function describeDue(due: readonly DueTime[] = []): string {
  return due.map(({ rule, dueAt }) => `${readableTime(dueAt) ?? 'no time is known'} (${rule})`).join(', ');
}

/** The fields that the sender should complete, with the command for it; no lines where there are none. */
export function describeCompletions(referralId: string, completions: readonly Completion[] = []): readonly string[] {
  if (completions.length === 0) return [];
  return [
    '',
    'To be completed (it was shared all the same):',
    ...completions.map(({ pointer, message, rule }) => `  ${pointer}: ${message} (${rule})`),
    `Complete it with: exchange referral correct ${referralId} <file>`,
  ];
}
