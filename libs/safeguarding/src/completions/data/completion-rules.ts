import type { CompletionRule } from '../completion-rule.js';

// LOCAL POLICY of the (fictional) Northshire partnership. Never edit a version that has been in force: give it a last day, and
// add one with its first day. Earlier referrals keep the version of their day.

export const COMPLETION_RULES: readonly CompletionRule[] = [
  {
    // An officer who is urgently needed elsewhere (N1) has not asked. The officer chooses the time of a home visit, so N1 is
    // not plausible there.
    id: 'NOT_STATED_WHERE_SEEN',
    version: 1,
    title: 'An officer who saw the child at a home visit was not called away (N1): the sender is asked to complete the ethnicity',
    authority: 'local-policy',
    source: { title: 'Northshire Safeguarding Partnership, local policy (fictional); N1 of the police 18+1 recording standard', confidence: 'general' },
    effectiveFrom: '2024-01-01',
    reasonsNotStated: ['N1'],
    whereSeen: ['home-visit'],
    message: 'The reason why ethnicity was not stated is not plausible where this child was seen. Ask the child or carer, and correct the referral.',
  },
];
