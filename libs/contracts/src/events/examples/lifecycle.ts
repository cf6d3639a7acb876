import type { InvalidExample } from '../event-contract.js';
import type { ReferralForwardedV1, ReferralForwardingDeclinedV1, ReferralPublishedV1 } from '../lifecycle.js';

const missingChild = {
  referralId: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0a01',
  force: 'northshire-police',
  unit: 'MISSING-1',
  area: 'northshire',
  grade: 'red',
  concernTypes: ['missing', 'child-criminal-exploitation'],
  childrenCount: 1,
  publishedAt: '2026-05-22T17:00:00.000Z',
  occurredAt: '2026-05-22T16:30:00+01:00',
  reportedAt: '2026-05-22T17:20:00+01:00',
  assessedAt: '2026-05-22T17:34:00+01:00',
  gradedAt: '2026-05-22T17:35:00+01:00',
  recipients: [
    {
      agency: 'northshire-csc',
      hop: 1,
      purpose: 'childrens-social-care',
      agreement: { id: 'northshire-safeguarding', version: 1 },
      expectation: 'acknowledge-and-decide',
      messageId: '019e5c3a-7d11-7d3b-8c2a-1d0f8a3e0b01',
      envelopeDigest: '5a1c0d3f9b8e7246a0c4e8f1b2d3a5967788990011223344556677889900aabb',
    },
    {
      agency: 'northshire-icb',
      hop: 1,
      purpose: 'health',
      agreement: { id: 'northshire-safeguarding', version: 1 },
      expectation: 'acknowledge',
      messageId: '019e5c3a-7d11-7d3b-8c2a-1d0f8a3e0b02',
      envelopeDigest: '0f2e4d6c8ba9f7e5d3c1b0a29483726150616273849506a7b8c9dae0f1021324',
    },
  ],
} satisfies ReferralPublishedV1;

const withoutUnitCode = {
  referralId: '019e66b1-0c20-7aa0-8f0e-2b7a9c1d0a02',
  force: 'northshire-police',
  area: 'northmoor',
  grade: 'amber',
  concernTypes: ['domestic-abuse'],
  childrenCount: 2,
  publishedAt: '2026-05-24T22:30:00.000Z',
  recipients: missingChild.recipients.slice(0, 1),
} satisfies ReferralPublishedV1;

export const published: Readonly<Record<string, ReferralPublishedV1>> = {
  'missing-child': missingChild,
  'without-unit-code': withoutUnitCode,
};

export const invalidPublished: Readonly<Record<string, InvalidExample>> = {
  'nobody-told': { pointer: '/recipients', code: 'count', data: { ...missingChild, recipients: [] } },
  'unit-in-words': { pointer: '/unit', code: 'pattern', data: { ...missingChild, unit: 'Missing persons desk' } },
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
  forwardedAt: '2026-05-22T18:05:00.000Z',
} satisfies ReferralForwardedV1;

export const forwarded: Readonly<Record<string, ReferralForwardedV1>> = {
  'by-redirect': byRedirect,
  'third-hop': {
    ...byRedirect,
    fromAgency: 'northmoor-csc',
    toAgency: 'northshire-icb',
    hop: 3,
    purpose: 'health',
    expectation: 'acknowledge',
  },
};

export const invalidForwarded: Readonly<Record<string, InvalidExample>> = {
  'first-hop': { pointer: '/hop', code: 'range', data: { ...byRedirect, hop: 1 } },
  'list-instead-of-object': { pointer: '/agreement', code: 'type', data: { ...byRedirect, agreement: [byRedirect.agreement] } },
};

const noAgreement = {
  referralId: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0a01',
  fromAgency: 'northshire-csc',
  toAgency: 'northshire-probation',
  because: '019e5c6e-1130-7f10-b0c4-6e1f2a3b0c01',
  reason: 'no-agreement',
  declinedAt: '2026-05-22T18:05:00.000Z',
} satisfies ReferralForwardingDeclinedV1;

export const forwardingDeclined: Readonly<Record<string, ReferralForwardingDeclinedV1>> = {
  'no-agreement': noAgreement,
  'already-a-recipient': { ...noAgreement, toAgency: 'northshire-icb', reason: 'already-a-recipient' },
};

export const invalidForwardingDeclined: Readonly<Record<string, InvalidExample>> = {
  'unknown-reason': { pointer: '/reason', code: 'code', data: { ...noAgreement, reason: 'because' } },
  'time-without-offset': { pointer: '/declinedAt', code: 'format', data: { ...noAgreement, declinedAt: '2026-05-22T18:05:00' } },
};
