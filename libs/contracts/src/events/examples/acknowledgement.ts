import type { ReferralAcknowledged } from '../acknowledgement.js';
import type { InvalidExample } from '../event-contract.js';

const byPerson = {
  receiptId: '019e5c3a-9a00-7b01-8a10-3c4d5e6f0d01',
  eventType: 'safeguarding.referral.acknowledged.v1',
  referralId: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0a01',
  agency: 'northshire-csc',
  hop: 1,
  messageId: '019e5c3a-7d11-7d3b-8c2a-1d0f8a3e0b01',
  envelopeDigest: '5a1c0d3f9b8e7246a0c4e8f1b2d3a5967788990011223344556677889900aabb',
  actor: 'sw-0142',
  topic: 'safeguarding.referral.v1.northshire-csc',
  partition: 1,
  offset: '4021',
  receivedAt: '2026-05-22T17:00:01.120Z',
  occurredAt: '2026-05-22T17:31:09.000Z',
} satisfies Omit<ReferralAcknowledged, 'rung'>;

export const valid: Readonly<Record<string, ReferralAcknowledged>> = {
  opened: { ...byPerson, receiptId: '019e5c56-0b28-7b01-8a10-3c4d5e6f0d02', rung: 'opened' },
  accepted: { ...byPerson, receiptId: '019e5c56-0b28-7b01-8a10-3c4d5e6f0d03', rung: 'accepted' },
  'accepted-through-a-records-system': { ...byPerson, receiptId: '019e5c56-0b28-7b01-8a10-3c4d5e6f0d0a', rung: 'accepted', assertedBy: 'northshire-csc-records' },
  refused: { ...byPerson, receiptId: '019e5c56-0b28-7b01-8a10-3c4d5e6f0d04', rung: 'refused', reasonCode: 's16la-more-detrimental' },
  'refused-as-a-duplicate': {
    ...byPerson,
    receiptId: '019e5c56-0b28-7b01-8a10-3c4d5e6f0d08',
    rung: 'refused',
    reasonCode: 'duplicate',
    duplicateOf: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0a77',
  },
  redirected: {
    ...byPerson,
    receiptId: '019e5c56-0b28-7b01-8a10-3c4d5e6f0d05',
    rung: 'redirected',
    reasonCode: 'not-our-area',
    redirectedTo: 'northmoor-csc',
  },
  decided: { ...byPerson, receiptId: '019e5c56-0b28-7b01-8a10-3c4d5e6f0d06', rung: 'decided', decision: 'strategy-discussion' },
  'fed-back': { ...byPerson, receiptId: '019e5c56-0b28-7b01-8a10-3c4d5e6f0d07', rung: 'fed_back', feedback: 'assessment-started' },
};

export const invalid: Readonly<Record<string, InvalidExample>> = {
  'refused-without-reason': { pointer: '/reasonCode', code: 'required', data: { ...byPerson, rung: 'refused' } },
  'duplicate-of-a-name': {
    pointer: '/duplicateOf', code: 'format', data: { ...byPerson, rung: 'refused', reasonCode: 'duplicate', duplicateOf: 'the case of the sister' },
  },
  'opened-without-person': { pointer: '/actor', code: 'required', data: { ...byPerson, rung: 'opened', actor: undefined } },
  'name-instead-of-reference': { pointer: '/actor', code: 'pattern', data: { ...byPerson, rung: 'opened', actor: 'Sam Example' } },
  'published-is-not-a-receipt': { pointer: '/rung', code: 'code', data: { ...byPerson, rung: 'published' } },
  'a-machine-states-delivered': { pointer: '/rung', code: 'code', data: { ...byPerson, rung: 'delivered' } },
  'another-type': { pointer: '/eventType', code: 'code', data: { ...byPerson, rung: 'opened', eventType: 'safeguarding.milestone.stated.v1' } },
  'no-signature': { pointer: '/signature', code: 'pattern', data: { ...byPerson, rung: 'opened', signature: 'signed' } },
};
