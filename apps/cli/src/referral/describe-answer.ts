import type { Completion, DueTime } from '#libs/contracts';
import type { Times } from '#libs/sentences';

/** `2026-05-26 17:00:00 BST (LA_ACK), …`; for a clock without a calendar, a text in place of the time. */
export function describeDue(due: readonly DueTime[] = [], times: Times): string {
  return due.map(({ rule, dueAt }) => `${dueAt === undefined ? 'no time is known' : times.at(dueAt)} (${rule})`).join(', ');
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
