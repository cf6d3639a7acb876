import { EXAMPLE_IDS } from '../../http/examples.js';
import type { InvalidExample } from '../event-contract.js';
import type {
  PublishedRecipient, ReferralAgencyEnded, ReferralForwarded, ReferralForwardingDeclined, ReferralPublished, ReferralRecipientAdded,
} from '../lifecycle.js';

type Valid<T> = Readonly<Record<string, T>>;
type Invalid = Readonly<Record<string, InvalidExample>>;

const dueByAcknowledgement = {
  rule: 'LA_ACK', ruleVersion: 1, anchor: 'referral-published', anchorAt: '2026-05-22T17:00:00.000Z', dueAt: '2026-05-26T16:00:00.000Z',
  explanation: 'due Tue 26 May 2026 17:00 BST: one working day after Fri 22 May 2026 18:00 BST; Mon 25 May is a bank holiday',
};
const termsNotKnown = {
  rule: 'SCHOOL_NOTICE', ruleVersion: 1, anchor: 'reasonable-grounds', anchorAt: '2026-05-22T16:20:00.000Z',
  explanation: 'No clock of SCHOOL_NOTICE was started. The rule SCHOOL_NOTICE needs the calendar of the child\'s school.',
};
const overdueReview = { agreement: 'northshire-safeguarding', reviewBy: '2026-05-01' };

const { child: childId, sibling, episode: episodeId } = EXAMPLE_IDS;
const recorded = { childId, stated: 'stated', perceived: 'recorded', conflict: false, defaulted: false } as const;
const absent = { childId: sibling, stated: 'absent', perceived: 'absent', conflict: false, defaulted: false } as const;
const officerCalledAway = { childId, stated: 'not-stated', reasonNotStated: 'N1', perceived: 'recorded', conflict: false, defaulted: false } as const;

const hub = {
  agency: 'northshire-csc',
  hop: 1,
  purpose: 'childrens-social-care',
  agreement: { id: 'northshire-safeguarding', version: 1 },
  expectation: 'acknowledge-and-decide',
  messageId: '019e5c3a-7d11-7d3b-8c2a-1d0f8a3e0b01',
  envelopeDigest: '5a1c0d3f9b8e7246a0c4e8f1b2d3a5967788990011223344556677889900aabb',
  partition: 0,
  due: [dueByAcknowledgement],
} satisfies PublishedRecipient;
const health = {
  agency: 'northshire-icb',
  hop: 1,
  purpose: 'health',
  agreement: { id: 'northshire-safeguarding', version: 1 },
  expectation: 'acknowledge',
  messageId: '019e5c3a-7d11-7d3b-8c2a-1d0f8a3e0b02',
  envelopeDigest: '0f2e4d6c8ba9f7e5d3c1b0a29483726150616273849506a7b8c9dae0f1021324',
  partition: 0,
} satisfies PublishedRecipient;
const missingChild = {
  referralId: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0a01',
  caseKey: '7f3c1e9a5b2d4f6081a3c5e7f9b1d3e5',
  force: 'northshire-police',
  unit: 'MISSING-1',
  area: 'northshire',
  grade: 'red',
  concernTypes: ['missing', 'child-criminal-exploitation'],
  disclosedBy: { kind: 'person', reference: 'pc-2041' },
  children: [{
    childId, area: 'northshire', missingEpisodes: [{
      episodeId, missingSince: '2026-05-22T16:30:00+01:00', reportedAt: '2026-05-22T17:20:00+01:00', riskLevel: 'high', foundAt: '2026-05-23T03:10:00+01:00',
    }],
  }],
  publishedAt: '2026-05-22T17:00:00.000Z',
  occurredAt: '2026-05-22T16:30:00+01:00',
  reportedAt: '2026-05-22T17:20:00+01:00',
  assessedAt: '2026-05-22T17:34:00+01:00',
  gradedAt: '2026-05-22T17:35:00+01:00',
  recipients: [hub, health],
  ethnicity: [recorded],
} satisfies ReferralPublished;

const withoutUnitCode = {
  referralId: '019e66b1-0c20-7aa0-8f0e-2b7a9c1d0a02',
  caseKey: '0d2f4b6981a3c5e7f8091a2b3c4d5e6f',
  force: 'northshire-police',
  area: 'northmoor',
  grade: 'amber',
  concernTypes: ['domestic-abuse'],
  disclosedBy: { kind: 'system', reference: 'northshire-police' },
  children: [{ childId, area: 'northmoor' }, { childId: sibling, area: 'northshire' }],
  publishedAt: '2026-05-24T22:30:00.000Z',
  recipients: [hub],
  ethnicity: [recorded, absent],
} satisfies ReferralPublished;

export const published: Valid<ReferralPublished> = {
  'missing-child': missingChild,
  'without-unit-code': withoutUnitCode,
  'officer-called-away': { ...missingChild, unit: 'RESPONSE-2', ethnicity: [officerCalledAway, absent] },
  'review-overdue': { ...missingChild, recipients: [{ ...hub, reviewOverdue: [overdueReview] }, { ...health, reviewOverdue: [overdueReview] }] },
  'terms-not-known': { ...missingChild, concernTypes: ['domestic-abuse'], recipients: [{ ...hub, due: [termsNotKnown] }] },
};

export const invalidPublished: Invalid = {
  'no-recipient': { pointer: '/recipients', code: 'count', data: { ...missingChild, recipients: [] } },
  'case-reference-in-words': { pointer: '/caseKey', code: 'pattern', data: { ...missingChild, caseKey: 'NSP/2026/004650' } },
  'unit-in-words': { pointer: '/unit', code: 'pattern', data: { ...missingChild, unit: 'Missing persons desk' } },
  'without-discloser': { pointer: '/disclosedBy', code: 'required', data: { ...missingChild, disclosedBy: undefined } },
  'disclosed-by-a-name': { pointer: '/disclosedBy/reference', code: 'pattern', data: { ...missingChild, disclosedBy: { kind: 'person', reference: 'Sam Example' } } },
  'without-marks': { pointer: '/ethnicity', code: 'required', data: { ...missingChild, ethnicity: undefined } },
  'code-of-an-ethnicity': { pointer: '/ethnicity/0/code', code: 'unknown-field', data: { ...missingChild, ethnicity: [{ ...officerCalledAway, code: 'W3' }] } },
  'no-due-times': { pointer: '/recipients/0/due', code: 'count', data: { ...missingChild, recipients: [{ ...hub, due: [] }] } },
  'without-an-explanation': {
    pointer: '/recipients/0/due/0/explanation', code: 'required',
    data: { ...missingChild, recipients: [{ ...hub, due: [{ ...dueByAcknowledgement, explanation: undefined }] }] },
  },
};

const byRedirect = {
  referralId: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0a01',
  fromAgency: 'northshire-csc',
  toAgency: 'northmoor-csc',
  hop: 2,
  because: '019e5c6e-1130-7f10-b0c4-6e1f2a3b0c01',
  purpose: 'childrens-social-care',
  agreement: { id: 'northshire-safeguarding', version: 1 },
  expectation: 'acknowledge-and-decide',
  messageId: '019e5c6e-1a00-72aa-9d0b-0a9b8c7d0c02',
  envelopeDigest: '9b7a5c3e1f0d2b4a6c8e0f1a3b5d7f9081726354453627180910f2e4d6c8baf9',
  partition: 0,
  forwardedAt: '2026-05-22T18:05:00.000Z',
  due: [dueByAcknowledgement],
} satisfies ReferralForwarded;

export const forwarded: Valid<ReferralForwarded> = {
  'by-redirect': byRedirect,
  'third-hop': {
    ...byRedirect,
    fromAgency: 'northmoor-csc',
    toAgency: 'northshire-icb',
    hop: 3,
    purpose: 'health',
    expectation: 'acknowledge',
  },
  'review-overdue': { ...byRedirect, reviewOverdue: [overdueReview] },
};

export const invalidForwarded: Invalid = {
  'first-hop': { pointer: '/hop', code: 'range', data: { ...byRedirect, hop: 1 } },
  'list-instead-of-object': { pointer: '/agreement', code: 'type', data: { ...byRedirect, agreement: [byRedirect.agreement] } },
  'rule-in-words': { pointer: '/due/0/rule', code: 'pattern', data: { ...byRedirect, due: [{ ...dueByAcknowledgement, rule: 'one working day' }] } },
  'review-without-a-day': {
    pointer: '/reviewOverdue/0/reviewBy', code: 'required', data: { ...byRedirect, reviewOverdue: [{ agreement: overdueReview.agreement }] },
  },
};

const byRegrade = {
  referralId: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0a01',
  agency: 'northshire-icb',
  hop: 2,
  reason: 'regraded',
  because: '019e5d10-7d10-7c4e-9a51-5f3f6f5b0d02',
  purpose: 'health',
  agreement: { id: 'northshire-safeguarding', version: 1 },
  expectation: 'acknowledge',
  messageId: '019e5d10-7d11-7d3b-8c2a-1d0f8a3e0b02',
  envelopeDigest: '0f2e4d6c8ba9f7e5d3c1b0a29483726150616273849506a7b8c9dae0f1021324',
  partition: 0,
  addedAt: '2026-05-22T18:21:00.000Z',
} satisfies ReferralRecipientAdded;

export const recipientsAdded: Valid<ReferralRecipientAdded> = {
  'by-regrade': { ...byRegrade, due: [dueByAcknowledgement] },
  'by-correction': { ...byRegrade, agency: 'hilltop-school', reason: 'corrected' },
  handover: { ...byRegrade, agency: 'northmoor-csc', reason: 'handover', fromAgency: 'northshire-csc', handedOverBy: 'np-0007' },
  'review-overdue': { ...byRegrade, reviewOverdue: [overdueReview] },
};

export const invalidRecipientsAdded: Invalid = {
  'first-hop': { pointer: '/hop', code: 'range', data: { ...byRegrade, hop: 1 } },
  'unknown-reason': { pointer: '/reason', code: 'code', data: { ...byRegrade, reason: 'because' } },
  'local-time': { pointer: '/due/0/dueAt', code: 'format', data: { ...byRegrade, due: [{ ...dueByAcknowledgement, dueAt: '2026-05-26T17:00' }] } },
  'no-review': { pointer: '/reviewOverdue', code: 'count', data: { ...byRegrade, reviewOverdue: [] } },
};

const noAgreement = {
  referralId: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0a01',
  fromAgency: 'northshire-csc',
  toAgency: 'northshire-probation',
  because: '019e5c6e-1130-7f10-b0c4-6e1f2a3b0c01',
  reason: 'no-agreement',
  declinedAt: '2026-05-22T18:05:00.000Z',
} satisfies ReferralForwardingDeclined;

export const forwardingDeclined: Valid<ReferralForwardingDeclined> = {
  'no-agreement': noAgreement,
  'agency-ended': { ...noAgreement, reason: 'agency-ended', successor: 'northmoor-csc' },
  'already-a-recipient': { ...noAgreement, toAgency: 'northshire-icb', reason: 'already-a-recipient' },
};

export const invalidForwardingDeclined: Invalid = {
  'unknown-reason': { pointer: '/reason', code: 'code', data: { ...noAgreement, reason: 'because' } },
  'time-without-offset': { pointer: '/declinedAt', code: 'format', data: { ...noAgreement, declinedAt: '2026-05-22T18:05:00' } },
};

const merged = {
  referralId: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0a01',
  agency: 'northshire-csc',
  endedAt: '2026-08-31T23:00:00.000Z',
  successor: 'northmoor-csc',
  recordedAt: '2026-08-31T23:00:01.000Z',
} satisfies ReferralAgencyEnded;

export const agenciesEnded: Valid<ReferralAgencyEnded> = {
  'with-a-successor': merged,
  closed: { referralId: merged.referralId, agency: 'hilltop-school', endedAt: merged.endedAt, recordedAt: merged.recordedAt },
  'taken-back': { referralId: merged.referralId, agency: 'northshire-csc', recordedAt: '2026-09-01T08:00:00.000Z' },
};

export const invalidAgenciesEnded: Invalid = {
  'day-without-time': { pointer: '/endedAt', code: 'format', data: { ...merged, endedAt: '2026-09-01' } },
  'no-record': { pointer: '/recordedAt', code: 'required', data: { referralId: merged.referralId, agency: merged.agency, endedAt: merged.endedAt } },
};
