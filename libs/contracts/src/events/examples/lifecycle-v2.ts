import type { InvalidExample } from '../event-contract.js';
import type { ReferralForwardedV2, ReferralPublishedV2, ReferralRecipientAddedV2 } from '../lifecycle-v2.js';
import { recipientsAdded as addedBefore } from './changes.js';
import { forwarded as forwardedBefore, published as publishedBefore } from './lifecycle.js';

type Valid<T> = Readonly<Record<string, T>>;
type Invalid = Readonly<Record<string, InvalidExample>>;

const answered = {
  rule: 'LA_ACK', ruleVersion: 1, anchor: 'referral-published', anchorAt: '2026-05-22T17:00:00.000Z', dueAt: '2026-05-26T16:00:00.000Z',
  explanation: 'due Tue 26 May 2026 17:00: one working day after Fri 22 May 2026 18:00; Mon 25 May is a bank holiday',
};
const notKnown = {
  rule: 'SCHOOL_NOTICE', ruleVersion: 1, anchor: 'reasonable-grounds', anchorAt: '2026-05-22T16:20:00.000Z',
  explanation: 'No clock of SCHOOL_NOTICE was started. The rule SCHOOL_NOTICE needs the calendar of the child\'s school.',
};
const overdue = { agreement: 'northshire-safeguarding', reviewBy: '2026-05-01' };

function named<T>(examples: Readonly<Record<string, T>>, name: string): T {
  const example = examples[name];
  if (example === undefined) throw new Error(`there is no example ${name}`);
  return example;
}

const recorded = { stated: 'stated', perceived: 'recorded', conflict: false, defaulted: false } as const;
const officerCalledAway = { stated: 'not-stated', reasonNotStated: 'N1', perceived: 'recorded', conflict: false, defaulted: false } as const;
const missingChild = { ...named(publishedBefore, 'missing-child'), ethnicity: [recorded] };
const withDueTimes: ReferralPublishedV2 = {
  ...missingChild, recipients: missingChild.recipients.map((recipient, index) => (index === 0 ? { ...recipient, due: [answered] } : recipient)),
};
export const published: Valid<ReferralPublishedV2> = {
  'with-due-times': withDueTimes,
  'officer-called-away': {
    ...missingChild, unit: 'RESPONSE-2', ethnicity: [officerCalledAway, { stated: 'absent', perceived: 'absent', conflict: false, defaulted: false }],
  },
  'review-overdue': { ...missingChild, recipients: missingChild.recipients.map((recipient) => ({ ...recipient, reviewOverdue: [overdue] })) },
  'terms-not-known': {
    ...missingChild, concernTypes: ['domestic-abuse'], recipients: missingChild.recipients.slice(0, 1).map((recipient) => ({ ...recipient, due: [notKnown] })),
  },
};
export const invalidPublished: Invalid = {
  'without-marks': { pointer: '/ethnicity', code: 'required', data: { ...withDueTimes, ethnicity: undefined } },
  'code-of-an-ethnicity': { pointer: '/ethnicity/0/code', code: 'unknown-field', data: { ...withDueTimes, ethnicity: [{ ...officerCalledAway, code: 'W3' }] } },
  'no-due-times': { pointer: '/recipients/0/due', code: 'count', data: { ...withDueTimes, recipients: [{ ...missingChild.recipients[0], due: [] }] } },
  'without-an-explanation': {
    pointer: '/recipients/0/due/0/explanation', code: 'required',
    data: { ...withDueTimes, recipients: [{ ...missingChild.recipients[0], due: [{ ...answered, explanation: undefined }] }] },
  },
};

const byRedirect: ReferralForwardedV2 = { ...named(forwardedBefore, 'by-redirect'), due: [answered] };
export const forwarded: Valid<ReferralForwardedV2> = {
  'by-redirect': byRedirect,
  'review-overdue': { ...byRedirect, reviewOverdue: [overdue] },
};
export const invalidForwarded: Invalid = {
  'rule-in-words': { pointer: '/due/0/rule', code: 'pattern', data: { ...byRedirect, due: [{ ...answered, rule: 'one working day' }] } },
  'review-without-a-day': { pointer: '/reviewOverdue/0/reviewBy', code: 'required', data: { ...byRedirect, reviewOverdue: [{ agreement: overdue.agreement }] } },
};

const byRegrade: ReferralRecipientAddedV2 = { ...named(addedBefore, 'by-regrade'), due: [answered] };
export const recipientsAdded: Valid<ReferralRecipientAddedV2> = {
  'by-regrade': byRegrade,
  'review-overdue': { ...byRegrade, reviewOverdue: [overdue] },
};
export const invalidRecipientsAdded: Invalid = {
  'local-time': { pointer: '/due/0/dueAt', code: 'format', data: { ...byRegrade, due: [{ ...answered, dueAt: '2026-05-26T17:00' }] } },
  'no-review': { pointer: '/reviewOverdue', code: 'count', data: { ...byRegrade, reviewOverdue: [] } },
};
