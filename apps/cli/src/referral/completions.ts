import type { Completion } from '#libs/contracts';

/** What the sender is asked to complete, and how; no lines where there is nothing. */
export function describeCompletions(referralId: string, completions: readonly Completion[] = []): readonly string[] {
  if (completions.length === 0) return [];
  return [
    '',
    'To be completed (it was shared all the same):',
    ...completions.map(({ pointer, message, rule }) => `  ${pointer}: ${message} (${rule})`),
    `Complete it with: exchange referral correct ${referralId} <file>`,
  ];
}
