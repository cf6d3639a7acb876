import type { AllowRule, ComparedRights, RightsReport } from '#libs/messaging';

import { counted } from '../terminal/words.js';

const UNCHECKED = 'Kafka checks no rights, because it has no authorizer: every client that reaches it may read and write every topic.';

/** The rights beside those needed, for people. */
export async function comparedRightsLines(found: ComparedRights | 'unchecked'): Promise<readonly string[]> {
  if (found === 'unchecked') return ['', UNCHECKED];
  const { missing, unneeded, broad } = found;
  const { rightInWords } = await import('#libs/messaging');
  if (missing.length + unneeded.length + broad.length === 0) return ['', 'The rights are as they are needed.'];
  return [
    '',
    ...missing.map((right) => `missing: ${rightInWords(right)}`),
    ...unneeded.map((rule) => `not needed: ${rightInWords(rule)}`),
    ...broadLines(broad, rightInWords),
  ];
}

/** What was made and taken away. */
export async function ensuredRightsLines(report: RightsReport | 'unchecked'): Promise<readonly string[]> {
  if (report === 'unchecked') return [UNCHECKED];
  const { created, removed, unchanged, broad } = report;
  const { rightInWords } = await import('#libs/messaging');
  return [
    `${counted(created.length, 'right')} made, ${removed.length} taken away, ${unchanged} unchanged`,
    ...removed.map((rule) => `taken away: ${rightInWords(rule)}`),
    ...broadLines(broad, rightInWords),
  ];
}

function broadLines(broad: readonly AllowRule[], inWords: (rule: AllowRule) => string): readonly string[] {
  return broad.map((rule) => `for many names, and left as it is: ${inWords(rule)}. Check that this client may see what agencies are sent.`);
}
