import type { InvalidExample } from '../event-contract.js';
import type { MachineStatements } from '../machine-statements.js';

const delivered = {
  receiptId: '019e5c3a-9a00-7b01-8a10-3c4d5e6f0d01',
  rung: 'delivered',
  referralId: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0a01',
  hop: 1,
  messageId: '019e5c3a-7d11-7d3b-8c2a-1d0f8a3e0b01',
  envelopeDigest: '5a1c0d3f9b8e7246a0c4e8f1b2d3a5967788990011223344556677889900aabb',
  copyType: 'safeguarding.referral.shared.v1',
  correlationId: '019e5c3a-7d00-7aaa-8bbb-1d0f8a3e0b02',
  offset: '4021',
  occurredAt: '2026-05-22T17:00:01.120Z',
} as const;

const changeDelivered = {
  receiptId: '019e5d22-9a00-7b01-8a10-3c4d5e6f0d02',
  rung: 'delivered',
  referralId: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0a01',
  messageId: '019e5d10-7d11-7d3b-8c2a-1d0f8a3e0b01',
  envelopeDigest: '6b1c0d3f9b8e7246a0c4e8f1b2d3a5967788990011223344556677889900aabb',
  copyType: 'safeguarding.referral.corrected.v1',
  updateId: '019e5d10-7d10-7c4e-9a51-5f3f6f5b0d01',
  kind: 'correction',
  correlationId: '019e5d10-7d00-7aaa-8bbb-1d0f8a3e0b03',
  offset: '4022',
  occurredAt: '2026-05-23T09:15:00.000Z',
} as const;

/** The message could not be read, so that its referral is unknown. */
const rejected = {
  receiptId: '019e5c3a-9a00-7b01-8a10-3c4d5e6f0d08',
  rung: 'rejected',
  envelopeDigest: '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff',
  reasonCode: 'not-json',
  correlationId: '019e5c3a-7d00-7aaa-8bbb-1d0f8a3e0b04',
  offset: '877',
  occurredAt: '2026-05-22T17:00:01.184Z',
} as const;

const batch = {
  batchId: '019e5c3a-9a00-7b01-8a10-3c4d5e6f0c01',
  eventType: 'safeguarding.machine.stated.v1',
  agency: 'northshire-csc',
  topic: 'safeguarding.referral.v1.northshire-csc',
  partition: 1,
  statedAt: '2026-05-22T17:00:01.190Z',
  entries: [delivered],
} satisfies MachineStatements;

export const valid: Readonly<Record<string, MachineStatements>> = {
  'one-delivery': batch,
  mixed: { ...batch, entries: [delivered, changeDelivered, rejected] },
};

export const invalid: Readonly<Record<string, InvalidExample>> = {
  'without-entries': { pointer: '/entries', code: 'count', data: { ...batch, entries: [] } },
  'a-rung-of-a-person': { pointer: '/entries/0/rung', code: 'code', data: { ...batch, entries: [{ ...delivered, rung: 'opened' }] } },
  'delivery-without-referral': { pointer: '/entries/0/referralId', code: 'required', data: { ...batch, entries: [{ ...delivered, referralId: undefined }] } },
  'delivery-without-hop': { pointer: '/entries/0/hop', code: 'required', data: { ...batch, entries: [{ ...delivered, hop: undefined }] } },
  'change-without-id': { pointer: '/entries/0/updateId', code: 'required', data: { ...batch, entries: [{ ...changeDelivered, updateId: undefined }] } },
  'rejection-without-reason': { pointer: '/entries/0/reasonCode', code: 'required', data: { ...batch, entries: [{ ...rejected, reasonCode: undefined }] } },
  'another-type': { pointer: '/eventType', code: 'code', data: { ...batch, eventType: 'safeguarding.referral.acknowledged.v1' } },
};
